#include "hub/select.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "hub/event.h"
#include "hub/pattern.h"

#define BATCH_TEXT_MAX 48

/* Puts p into its place among count; a double is dropped. */
static size_t
insert(struct slice *sorted, size_t count, struct slice p)
{
	size_t at = count;

	while (at > 0 && slice_compare(p, sorted[at - 1]) < 0)
		at--;
	if (at > 0 && slice_equals(p, sorted[at - 1]))
		return count;
	for (size_t i = count; i > at; i--)
		sorted[i] = sorted[i - 1];
	sorted[at] = p;
	return count + 1;
}

struct names {
	const struct slice *items; /* sorted */
	size_t count;
};

static size_t
size_of(struct names names)
{
	size_t bytes = 0;

	for (size_t i = 0; i < names.count; i++)
		bytes += sizeof(struct slice) + names.items[i].len + 1;
	return bytes;
}

/* Copies names to *at, each ended by LF, and moves *at behind them. */
static void
put(struct slice *to, struct names names, char **at)
{
	for (size_t i = 0; i < names.count; i++) {
		struct slice name = names.items[i];

		to[i] = (struct slice){ *at, name.len };
		memcpy(*at, name.ptr, name.len);
		*at += name.len;
		*(*at)++ = '\n';
	}
}

static const char letters[HUB_FORMAT_COUNT] = { 's', 'j', 't' };

/* Takes its own copy of both, in one piece; an LF more parts them. */
static void
own(struct hub_select *sel, struct names patterns, struct names types)
{
	char *at;

	sel->patterns =
	    mem_new(size_of(patterns) + size_of(types) + BATCH_TEXT_MAX + 3);
	sel->count = patterns.count;
	sel->types = sel->patterns + patterns.count;
	sel->type_count = types.count;
	sel->key = at = (char *)(sel->types + types.count);
	*at++ = letters[sel->format];
	if (sel->batch_count > 0)
		at += snprintf(at, BATCH_TEXT_MAX, "%zu,%" PRId64 "\n",
		    sel->batch_count, sel->batch_ms);
	put(sel->patterns, patterns, &at);
	if (types.count > 0)
		*at++ = '\n';
	put(sel->types, types, &at);
}

/* Of the hub's own topics, only what it tells of itself is to be followed. */
static bool
is_reserved(struct slice pattern)
{
	return slice_starts(pattern, "$") && !slice_starts(pattern, "$ssed/");
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
		if (!hub_pattern_is_valid(patterns[i]) ||
		    is_reserved(patterns[i]))
			return HUB_SELECT_BAD_PATTERN;
		unique = insert(sorted, unique, patterns[i]);
	}
	own(sel, (struct names){ sorted, unique }, (struct names){ NULL, 0 });
	return HUB_SELECT_OK;
}

enum hub_select_status
hub_select_types(
    struct hub_select *sel, const struct slice *types, size_t count)
{
	struct hub_select old = *sel;
	struct slice sorted[HUB_TYPES_MAX];
	size_t unique = 0;

	if (count > HUB_TYPES_MAX)
		return HUB_SELECT_TOO_MANY;
	for (size_t i = 0; i < count; i++) {
		if (!hub_type_is_valid(types[i]))
			return HUB_SELECT_BAD_TYPE;
		unique = insert(sorted, unique, types[i]);
	}
	own(sel, (struct names){ old.patterns, old.count },
	    (struct names){ sorted, unique });
	hub_select_clear(&old);
	return HUB_SELECT_OK;
}

void
hub_select_format(struct hub_select *sel, enum hub_format format)
{
	sel->format = format;
	sel->key[0] = letters[format];
}

void
hub_select_batch(struct hub_select *sel, size_t batch_count, int64_t batch_ms)
{
	struct hub_select old = *sel;

	sel->batch_count = batch_count;
	sel->batch_ms = batch_ms;
	own(sel, (struct names){ old.patterns, old.count },
	    (struct names){ old.types, old.type_count });
	hub_select_clear(&old);
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

bool
hub_select_has_type(const struct hub_select *sel, struct slice type)
{
	if (sel->type_count == 0)
		return true;
	type = hub_type_of(type);
	for (size_t i = 0; i < sel->type_count; i++)
		if (slice_equals(sel->types[i], type))
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
