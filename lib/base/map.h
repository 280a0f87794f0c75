/*
 * base/map.h - finds items by the name they carry.
 *
 * Open addressing over pointers; the map owns neither the items nor their
 * names, both must outlive their place in it.  The hash is keyed afresh in
 * each process (base/hash.h), so that no client can choose names that
 * collide.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct map_cell {
	uint64_t hash;
	void *item; /* NULL: free */
};

struct map {
	struct slice (*name_of)(const void *item);
	struct map_cell *cells;
	size_t count, cell_count, max;
};

void map_init(struct map *m, struct slice (*name_of)(const void *), size_t max);

/* Frees the table, not the items. */
void map_clear(struct map *m);

/* Returns the item of that name, NULL if there is none. */
void *map_find(const struct map *m, struct slice name);

/* Adds an item whose name is not there yet; false if the map is full. */
bool map_add(struct map *m, void *item);

/* Removes and returns the item of that name, NULL if there is none. */
void *map_take(struct map *m, struct slice name);

/*
 * The same for who has hash_bytes() of the name already: one name is often
 * looked up in several maps.
 */
void *map_find_hashed(const struct map *m, uint64_t hash, struct slice name);
bool map_add_hashed(struct map *m, uint64_t hash, void *item);
void *map_take_hashed(struct map *m, uint64_t hash, struct slice name);

/*
 * Walks all items: for (size_t at = 0; (item = map_next(m, &at)) != NULL;).
 * Nothing may be added or taken meanwhile.
 */
void *map_next(const struct map *m, size_t *at);

/*
 * The same in pieces, for (map_walk_on(m, &w); (item = map_next(m, &w.at)) !=
 * NULL;), between which items may come and go: what is there all the time
 * comes at least once, and may come again.  Zeroed at first.
 */
struct map_walk {
	size_t at, cell_count;
};

void map_walk_on(const struct map *m, struct map_walk *w);

#endif
