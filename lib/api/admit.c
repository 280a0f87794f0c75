#include "api/admit.h"

#include <stdlib.h>

#include "base/mem.h"

struct api_admit_count {
	struct map *map; /* that it is in */
	int64_t streams;
	size_t name_bytes;
	char name[];
};

static struct slice
count_name(const void *item)
{
	const struct api_admit_count *c = item;

	return (struct slice){ c->name, c->name_bytes };
}

void
api_admit_init(struct api_admit *a)
{
	*a = (struct api_admit){ 0 };
	map_init(&a->addresses, count_name, SIZE_MAX);
}

void
api_admit_clear(struct api_admit *a)
{
	map_clear(&a->addresses);
}

static struct api_admit_count *
count_get(struct map *map, struct slice name)
{
	struct api_admit_count *c = map_find(map, name);

	if (c != NULL)
		return c;
	c = mem_new(sizeof(*c) + name.len);
	c->map = map;
	c->name_bytes = name.len;
	memcpy(c->name, name.ptr, name.len);
	map_add(map, c);
	return c;
}

bool
api_admit_take(
    struct api_admit *a, struct slice block, struct api_admit_count **place)
{
	struct api_admit_count *c;

	*place = NULL;
	if (a->address_max == 0 || block.len == 0)
		return true;
	c = count_get(&a->addresses, block);
	if (c->streams >= a->address_max)
		return false;
	c->streams++;
	*place = c;
	return true;
}

void
api_admit_give(struct api_admit_count *c)
{
	if (c == NULL || --c->streams > 0)
		return;
	map_take(c->map, count_name(c));
	free(c);
}
