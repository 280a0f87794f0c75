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

/* Puts p into its place; a double is dropped. */
static void
insert(struct hub_select *sel, struct slice p)
{
	size_t at = sel->count;

	while (at > 0 && compare(p, sel->patterns[at - 1]) < 0)
		at--;
	if (at > 0 && slice_equals(p, sel->patterns[at - 1]))
		return;
	for (size_t i = sel->count; i > at; i--)
		sel->patterns[i] = sel->patterns[i - 1];
	sel->patterns[at] = p;
	sel->count++;
}

/* Copies the patterns behind one another, parted by LF. */
static void
own(struct hub_select *sel)
{
	size_t bytes = 1;
	char *at;

	for (size_t i = 0; i < sel->count; i++)
		bytes += sel->patterns[i].len + 1;
	sel->key = at = mem_new(bytes);
	for (size_t i = 0; i < sel->count; i++) {
		struct slice *p = &sel->patterns[i];

		memcpy(at, p->ptr, p->len);
		p->ptr = at;
		at += p->len;
		*at++ = '\n';
	}
}

enum hub_select_status
hub_select_init(
    struct hub_select *sel, const struct slice *patterns, size_t count)
{
	*sel = (struct hub_select){ 0 };
	if (count > HUB_PATTERNS_MAX)
		return HUB_SELECT_TOO_MANY;
	for (size_t i = 0; i < count; i++) {
		if (!hub_pattern_is_valid(patterns[i]))
			return HUB_SELECT_BAD_PATTERN;
		insert(sel, patterns[i]);
	}
	own(sel);
	return HUB_SELECT_OK;
}

void
hub_select_clear(struct hub_select *sel)
{
	free(sel->key);
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
