#include "api/registry.h"

#include <stdlib.h>

#include "base/mem.h"
#include "hub/audience.h"
#include "hub/pattern.h"

#define EXIT_USAGE 2
#define OWN_PREFIX "$ssed/"

static struct slice
name_of(const void *item)
{
	return *(const struct slice *)item;
}

static bool
knows(const struct hub_gate *gate, struct slice topic)
{
	return api_registry_has((const struct api_registry *)gate, topic);
}

static int
compare(const void *a, const void *b)
{
	const struct slice *x = a, *y = b;

	return slice_compare(*x, *y);
}

static bool
is_valid(const struct api_registry *r, struct slice name)
{
	if (r->kind == API_REGISTRY_USERS)
		return hub_user_is_valid(name);
	return name.ptr[0] != '$' && hub_pattern_is_valid(name);
}

/* Adds to a list that grows up to its maximum; false if it is full. */
static bool
add_to(struct slice **list, size_t *count, size_t max, struct slice name)
{
	if (*count == max)
		return false;
	/* Grown by doubling: at each power of two. */
	if ((*count & (*count - 1)) == 0)
		*list =
		    mem_grow(*list, *count == 0 ? 1 : *count * 2, sizeof(name));
	(*list)[(*count)++] = name;
	return true;
}

static int
take_line(struct api_registry *r, struct slice line, struct err *err)
{
	struct slice name = slice_trim(line);
	bool wild;

	if (name.len == 0 || name.ptr[0] == '#')
		return 0;
	if (!is_valid(r, name))
		return err_set(err, EXIT_USAGE, "%s",
		    r->kind == API_REGISTRY_USERS
			? "is no user: 1 to 255 bytes of UTF-8 without "
			  "control characters"
			: "is neither a topic nor a pattern");
	wild = r->kind == API_REGISTRY_TOPICS && hub_pattern_is_wild(name);
	if (wild && !add_to(&r->patterns, &r->pattern_count,
			API_REGISTRY_PATTERNS_MAX, name))
		return err_set(err, EXIT_USAGE, "more than %d patterns",
		    API_REGISTRY_PATTERNS_MAX);
	if (!wild &&
	    !add_to(&r->names, &r->name_count, API_REGISTRY_NAMES_MAX, name))
		return err_set(err, EXIT_USAGE, "more than %d names",
		    API_REGISTRY_NAMES_MAX);
	return 0;
}

static int
take_lines(struct api_registry *r, const char *name, struct slice text,
    struct err *err)
{
	struct slice line;
	long number = 0;

	while (text.len > 0) {
		struct err why;

		number++;
		slice_cut(text, '\n', &line, &text);
		if (line.len > 0 && line.ptr[line.len - 1] == '\r')
			line.len--;
		if (take_line(r, line, &why) != 0)
			return err_set(err, why.code, "%s:%ld: %s", name,
			    number, why.text);
	}
	return 0;
}

/* Sorts the names, and finds each once. */
static void
index_names(struct api_registry *r)
{
	size_t kept = 0;

	if (r->name_count > 0)
		qsort(r->names, r->name_count, sizeof(*r->names), compare);
	for (size_t i = 0; i < r->name_count; i++)
		if (kept == 0 || !slice_equals(r->names[kept - 1], r->names[i]))
			r->names[kept++] = r->names[i];
	r->name_count = kept;
	for (size_t i = 0; i < kept; i++)
		map_add(&r->by_name, &r->names[i]);
}

int
api_registry_parse(struct api_registry *r, enum api_registry_kind kind,
    const char *name, struct slice text, struct err *err)
{
	*r = (struct api_registry){ .gate = { knows }, .kind = kind };
	map_init(&r->by_name, name_of, API_REGISTRY_NAMES_MAX);
	if (text.len > API_REGISTRY_BYTES_MAX)
		return err_set(err, EXIT_USAGE, "%s: is longer than %d bytes",
		    name, API_REGISTRY_BYTES_MAX);
	/* Some editors put a byte order mark in front. */
	if (slice_starts(text, "\xEF\xBB\xBF"))
		text = slice_drop(text, 3);
	r->text = mem_copy(text);
	if (take_lines(r, name, (struct slice){ r->text, text.len }, err) != 0)
		return -1;
	index_names(r);
	return 0;
}

void
api_registry_clear(struct api_registry *r)
{
	map_clear(&r->by_name);
	free(r->names);
	free(r->patterns);
	free(r->text);
	*r = (struct api_registry){ .kind = r->kind };
}

static bool
is_own(const struct api_registry *r, struct slice name)
{
	return r->kind == API_REGISTRY_TOPICS && slice_starts(name, OWN_PREFIX);
}

bool
api_registry_has(const struct api_registry *r, struct slice name)
{
	if (is_own(r, name) || map_find(&r->by_name, name) != NULL)
		return true;
	for (size_t i = 0; i < r->pattern_count; i++)
		if (hub_pattern_matches(r->patterns[i], name))
			return true;
	return false;
}

/* Returns what a pattern begins with, up to its first wildcard. */
static struct slice
fixed_part(struct slice pattern)
{
	struct slice segment, rest = pattern;

	while (rest.len > 0) {
		size_t at = (size_t)(rest.ptr - pattern.ptr);

		slice_cut(rest, '/', &segment, &rest);
		if (slice_is(segment, "*") || slice_is(segment, "**"))
			return slice_take(pattern, at);
	}
	return pattern;
}

/* Returns the first name that is not sorted before prefix. */
static size_t
first_from(const struct api_registry *r, struct slice prefix)
{
	size_t low = 0, high = r->name_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare(&r->names[mid], &prefix) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool
matches_name(const struct api_registry *r, struct slice pattern)
{
	struct slice prefix = fixed_part(pattern);

	for (size_t i = first_from(r, prefix); i < r->name_count; i++) {
		struct slice name = r->names[i];

		if (name.len < prefix.len ||
		    !slice_equals(slice_take(name, prefix.len), prefix))
			return false;
		if (hub_pattern_matches(pattern, name))
			return true;
	}
	return false;
}

bool
api_registry_meets(const struct api_registry *r, struct slice pattern)
{
	if (!hub_pattern_is_wild(pattern) || is_own(r, pattern))
		return api_registry_has(r, pattern);
	for (size_t i = 0; i < r->pattern_count; i++)
		if (hub_pattern_meets(r->patterns[i], pattern))
			return true;
	return matches_name(r, pattern);
}
