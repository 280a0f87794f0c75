/*
 * base/list.h - doubly linked lists whose links live inside the items.
 *
 * Owns nothing, allocates nothing.  An item that is in no list points at
 * itself, so list_del() may be called twice.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *prev, *next;
};

/* Returns the struct that holds the link: LIST_ITEM(l, struct conn, dirty). */
#define LIST_ITEM(link, type, member)                                          \
	((type *)(void *)((char *)(link)-offsetof(type, member)))

static inline void
list_init(struct list *l)
{
	l->prev = l->next = l;
}

static inline bool
list_is_empty(const struct list *l)
{
	return l->next == l;
}

static inline void
list_del(struct list *item)
{
	item->prev->next = item->next;
	item->next->prev = item->prev;
	list_init(item);
}

/* Appends item, which must be in no list. */
static inline void
list_add(struct list *l, struct list *item)
{
	item->prev = l->prev;
	item->next = l;
	l->prev->next = item;
	l->prev = item;
}

/* Returns the first item's link, NULL if there is none. */
static inline struct list *
list_first(const struct list *l)
{
	return l->next == l ? NULL : l->next;
}

/* Takes the first item's link out, NULL if there is none. */
static inline struct list *
list_take(struct list *l)
{
	struct list *item = l->next;

	if (item == l)
		return NULL;
	l->next = item->next;
	item->next->prev = l;
	list_init(item);
	return item;
}

#endif
