#include "hub/closed.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define CLOSED_MAX 4096

struct closed_name {
	struct list link;
	size_t len;
	char text[];
};

static struct slice
name_key(const void *item)
{
	const struct closed_name *name = item;

	return (struct slice){ name->text, name->len };
}

void
hub_closed_init(struct hub_closed *closed)
{
	map_init(&closed->names, name_key, CLOSED_MAX);
	list_init(&closed->order);
}

static void
drop(struct hub_closed *closed, struct closed_name *name)
{
	map_take(&closed->names, name_key(name));
	list_del(&name->link);
	free(name);
}

void
hub_closed_clear(struct hub_closed *closed)
{
	struct list *link;

	while ((link = list_first(&closed->order)) != NULL)
		drop(closed, LIST_ITEM(link, struct closed_name, link));
	map_clear(&closed->names);
}

void
hub_closed_add(struct hub_closed *closed, struct slice text)
{
	struct closed_name *name;

	hub_closed_drop(closed, text);
	if (closed->names.count == CLOSED_MAX)
		drop(closed, LIST_ITEM(list_first(&closed->order),
				 struct closed_name, link));
	name = mem_new(sizeof(*name) + text.len);
	memcpy(name->text, text.ptr, text.len);
	name->len = text.len;
	map_add(&closed->names, name);
	list_add(&closed->order, &name->link);
}

void
hub_closed_drop(struct hub_closed *closed, struct slice text)
{
	struct closed_name *name = NULL;

	if (closed->names.count > 0)
		name = map_find(&closed->names, text);
	if (name != NULL)
		drop(closed, name);
}

bool
hub_closed_has(const struct hub_closed *closed, struct slice text)
{
	return map_find(&closed->names, text) != NULL;
}
