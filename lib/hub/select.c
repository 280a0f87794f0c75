#include "hub/select.h"

#include <stdlib.h>

#include "base/mem.h"
#include "hub/pattern.h"

static int
compare(struct slice a, struct slice b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = memcmp(a.ptr, b.ptr, n);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* Puts p into its place among count; a double is dropped. */
static size_t
insert(struct slice *sorted, size_t count, struct slice p)
{
	size_t at = count;

	while (at > 0 && compare(p, sorted[at - 1]) < 0)
		at--;
	if (at > 0 && slice_equals(p, sorted[at - 1]))
		return count;
	for (size_t i = count; i > at; i--)
		sorted[i] = sorted[i - 1];
	sorted[at] = p;
	return count + 1;
}

/* Copies the patterns behind one another, parted by LF. */
static void
own(struct hub_select *sel, const struct slice *sorted, size_t count)
{
	size_t bytes = count * sizeof(*sel->patterns) + 1;
	char *at;

	for (size_t i = 0; i < count; i++)
		bytes += sorted[i].len + 1;
	sel->patterns = mem_new(bytes);
	sel->count = count;
	sel->key = at = (char *)(sel->patterns + count);
	for (size_t i = 0; i < count; i++) {
		sel->patterns[i] = (struct slice){ at, sorted[i].len };
		memcpy(at, sorted[i].ptr, sorted[i].len);
		at += sorted[i].len;
		*at++ = '\n';
	}
}

enum hub_select_status
hub_select_init(
    struct hub_select *sel, const struct slice *patterns, size_t count)
{
	struct slice sorted[HUB_PATTERNS_MAX];
	size_t unique = 0;

	*sel = (struct hub_select){ 0 };
	if (count > HUB_PATTERNS_MAX)
		return HUB_SELECT_TOO_MANY;
	for (size_t i = 0; i < count; i++) {
		if (!hub_pattern_is_valid(patterns[i]))
			return HUB_SELECT_BAD_PATTERN;
		unique = insert(sorted, unique, patterns[i]);
	}
	own(sel, sorted, unique);
	return HUB_SELECT_OK;
}

void
hub_select_clear(struct hub_select *sel)
{
	free(sel->patterns);
	*sel = (struct hub_select){ 0 };
}

bool
hub_select_matches(const struct hub_select *sel, struct slice topic)
{
	for (size_t i = 0; i < sel->count; i++)
		if (hub_pattern_matches(sel->patterns[i], topic))
			return true;
	return false;
}

const struct slice *
hub_select_topic(const struct hub_select *sel)
{
	if (sel->count != 1 || hub_pattern_is_wild(sel->patterns[0]))
		return NULL;
	return &sel->patterns[0];
}
