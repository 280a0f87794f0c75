#include "base/map.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

#define CELLS_MIN 16

/*
 * An item goes back where others went, but never out of its run: no run is
 * nearly as long, where a quarter of the cells is free.
 */
#define BACK_CELLS 512

void
map_init(struct map *m, struct slice (*name_of)(const void *), size_t max)
{
	*m = (struct map){ .name_of = name_of, .max = max };
}

void
map_clear(struct map *m)
{
	free(m->cells);
	map_init(m, m->name_of, m->max);
}

/* Returns the cell that holds name, or the free one where it would go. */
static struct map_cell *
cell_of(const struct map *m, struct slice name, uint64_t hash)
{
	size_t mask = m->cell_count - 1;
	size_t at = (size_t)hash & mask;

	while (m->cells[at].item != NULL) {
		struct map_cell *cell = &m->cells[at];

		if (cell->hash == hash &&
		    slice_equals(m->name_of(cell->item), name))
			return cell;
		at = (at + 1) & mask;
	}
	return &m->cells[at];
}

/* Puts an item into the first free cell of its run. */
static void
place(struct map *m, struct map_cell whole)
{
	size_t mask = m->cell_count - 1;
	size_t at = (size_t)whole.hash & mask;

	while (m->cells[at].item != NULL)
		at = (at + 1) & mask;
	m->cells[at] = whole;
}

static void
grow(struct map *m)
{
	struct map_cell *old = m->cells;
	size_t old_count = m->cell_count;

	m->cell_count = old_count > 0 ? old_count * 2 : CELLS_MIN;
	m->cells = mem_new(m->cell_count * sizeof(*m->cells));
	for (size_t i = 0; i < old_count; i++)
		if (old[i].item != NULL)
			place(m, old[i]);
	free(old);
}

void *
map_find_hashed(const struct map *m, uint64_t hash, struct slice name)
{
	return m->count > 0 ? cell_of(m, name, hash)->item : NULL;
}

void *
map_find(const struct map *m, struct slice name)
{
	if (m->count == 0)
		return NULL;
	return map_find_hashed(m, hash_bytes(name), name);
}

bool
map_add_hashed(struct map *m, uint64_t hash, void *item)
{
	if (m->count >= m->max)
		return false;
	if (m->count * 4 >= m->cell_count * 3)
		grow(m);
	place(m, (struct map_cell){ hash, item });
	m->count++;
	return true;
}

bool
map_add(struct map *m, void *item)
{
	return map_add_hashed(m, hash_bytes(m->name_of(item)), item);
}

/* Closes the hole at a cell by moving back what had to step over it. */
static void
close_hole(struct map *m, size_t hole)
{
	size_t mask = m->cell_count - 1;

	for (size_t at = (hole + 1) & mask; m->cells[at].item != NULL;
	     at = (at + 1) & mask) {
		size_t home = (size_t)m->cells[at].hash & mask;

		if (((at - home) & mask) < ((at - hole) & mask))
			continue;
		m->cells[hole] = m->cells[at];
		hole = at;
	}
	m->cells[hole].item = NULL;
}

void *
map_take_hashed(struct map *m, uint64_t hash, struct slice name)
{
	struct map_cell *cell;
	void *item;

	if (m->count == 0)
		return NULL;
	cell = cell_of(m, name, hash);
	item = cell->item;
	if (item == NULL)
		return NULL;
	close_hole(m, (size_t)(cell - m->cells));
	m->count--;
	return item;
}

void *
map_take(struct map *m, struct slice name)
{
	if (m->count == 0)
		return NULL;
	return map_take_hashed(m, hash_bytes(name), name);
}

void *
map_next(const struct map *m, size_t *at)
{
	while (*at < m->cell_count) {
		void *item = m->cells[(*at)++].item;

		if (item != NULL)
			return item;
	}
	return NULL;
}

void
map_walk_on(const struct map *m, struct map_walk *w)
{
	if (w->cell_count != m->cell_count)
		*w = (struct map_walk){ .cell_count = m->cell_count };
	else
		w->at -= w->at < BACK_CELLS ? w->at : BACK_CELLS;
}
