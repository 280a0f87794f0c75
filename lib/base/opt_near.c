/*
 * Which option was meant: the one fewest slips away.  A slip is a letter
 * too many, too few, another, or two swapped (optimal string alignment).
 */
#include "base/opt_inner.h"

#define NAME_MAX_BYTES 40

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Returns the slips between a and b, neither longer than the maximum. */
static size_t
slips_between(struct slice a, struct slice b)
{
	size_t row[3][NAME_MAX_BYTES + 1];
	size_t *before = row[0], *above = row[1], *here = row[2];

	for (size_t j = 0; j <= b.len; j++)
		above[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t *spare = before;

		here[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			char x = a.ptr[i - 1], y = b.ptr[j - 1];

			here[j] = least(above[j - 1] + (x != y),
			    least(above[j], here[j - 1]) + 1);
			if (i > 1 && j > 1 && x == b.ptr[j - 2] &&
			    y == a.ptr[i - 2])
				here[j] = least(here[j], before[j - 2] + 1);
		}
		before = above;
		above = here;
		here = spare;
	}
	return above[b.len];
}

/* Returns how far name is from what was given, SIZE_MAX for too far. */
static size_t
distance(struct slice given, struct slice name)
{
	size_t slips, allowed = least((given.len + 1) / 3, 2);

	if (given.len > NAME_MAX_BYTES || name.len > NAME_MAX_BYTES)
		return SIZE_MAX;
	slips = slips_between(given, name);
	if (slips <= allowed)
		return slips;
	/* Abbreviations are not taken, but they are understood. */
	if (given.len > 0 && given.len < name.len &&
	    memcmp(given.ptr, name.ptr, given.len) == 0)
		return allowed + 1;
	return SIZE_MAX;
}

const char *
opt_near(const struct opt_set *set, struct slice name)
{
	size_t best = SIZE_MAX;
	const char *near = NULL;

	for (const struct opt *row = set->table; !opt_is_end(row); row++) {
		size_t d;

		if (row->kind == OPT_GROUP)
			continue;
		d = distance(name, slice_of(row->name));
		if (d < best) {
			best = d;
			near = row->name;
		}
	}
	return near;
}
