#include "api/mercure_topic.h"

#include "api/mercure_part.h"
#include "base/mem.h"

#define OWN_PATH ".well-known/mercure"

static const char bad_name[] =
    "a topic to follow is 1 to 255 bytes, does not begin with '$', and no "
    "segment of it is '*' or '**'; '*' alone is every topic";
static const char bad_template[] =
    "in a URI template only {name} as a whole segment, and {+name}, {/name} "
    "or {/name*} at the end, can be followed here";
static const char bad_pattern[] =
    "in a URL pattern, which begins with '/' or a scheme and has a path, only "
    ":name as a whole segment, and '*' as the last one, can be followed here";
static const char too_long[] = "the topics to follow are too long";

void
mercure_patterns_init(struct mercure_patterns *p, size_t max_bytes)
{
	*p = (struct mercure_patterns){ .text = BUF(max_bytes) };
	/* All of it at once, so that the pieces do not move. */
	if (buf_reserve(&p->text, max_bytes) == NULL)
		mem_fail();
}

void
mercure_patterns_clear(struct mercure_patterns *p)
{
	buf_clear(&p->text);
	p->count = 0;
}

/* Appends a segment to the name that starts at from. */
static bool
add_segment(struct buf *b, size_t from, struct slice segment)
{
	return (b->len == from || buf_add_char(b, '/')) && buf_add(b, segment);
}

/* Appends all of s as it is, but for segments that are empty. */
static bool
add_segments(struct buf *b, struct slice s)
{
	size_t from = b->len;
	struct slice segment;

	while (s.len > 0) {
		slice_cut(s, '/', &segment, &s);
		if (segment.len > 0 && !add_segment(b, from, segment))
			return false;
	}
	return true;
}

/* Returns whether a name is, below whatever host, the protocol's own. */
static bool
is_own(struct slice name)
{
	struct slice scheme, host, rest;
	size_t own_bytes = sizeof(OWN_PATH) - 1;

	slice_cut(name, '/', &scheme, &rest);
	if (scheme.len > 0 && scheme.ptr[scheme.len - 1] == ':')
		slice_cut(rest, '/', &host, &name);
	return slice_starts(name, OWN_PATH) &&
	       (name.len == own_bytes || name.ptr[own_bytes] == '/');
}

static struct slice
text_from(const struct buf *b, size_t from)
{
	return slice_drop(buf_slice(b), from);
}

bool
mercure_topic_add(struct buf *b, struct slice topic)
{
	size_t from = b->len;
	bool fits = add_segments(b, topic);
	struct slice name = text_from(b, from);

	if (fits && name.len > 0 && name.ptr[0] != '$' && !is_own(name))
		return true;
	b->len = from;
	return false;
}

/*
 * Takes the next segment that is not empty off the front of *rest.  The slash
 * in the braces of a template parts nothing.
 */
static bool
next_segment(struct slice *rest, bool has_braces, struct slice *segment)
{
	while (rest->len > 0) {
		bool is_inside = false;
		size_t n = 0;

		for (; n < rest->len; n++) {
			char c = rest->ptr[n];

			if (c == '/' && !is_inside)
				break;
			is_inside =
			    has_braces && c != '}' && (is_inside || c == '{');
		}
		*segment = slice_take(*rest, n);
		*rest = slice_drop(*rest, n < rest->len ? n + 1 : n);
		if (n > 0)
			return true;
	}
	return false;
}

static bool
add_item(struct mercure_patterns *p, size_t from)
{
	struct slice item = text_from(&p->text, from);

	if (item.len == 0 || item.ptr[0] == '$')
		return false;
	if (p->count <= HUB_PATTERNS_MAX)
		p->items[p->count++] = item;
	return true;
}

/* Returns whether a part that has to be the last is not. */
static bool
is_misplaced(enum mercure_part part, struct slice rest)
{
	struct slice segment;

	return part != MERCURE_PART_NAME && part != MERCURE_PART_ONE &&
	       next_segment(&rest, false, &segment);
}

/* Returns whether what comes behind that scheme is the host. */
static bool
is_at_host(const struct buf *b, size_t from)
{
	return !slice_has(text_from(b, from), '/');
}

/* Adds the pattern at from, and the one that goes on where part says. */
static bool
add_items(struct mercure_patterns *p, size_t from, enum mercure_part part)
{
	struct slice item = text_from(&p->text, from);
	size_t again = p->text.len;
	const char *more = part == MERCURE_PART_OPTIONAL ? "*" : "**";

	if (!add_item(p, from))
		return false;
	if (part != MERCURE_PART_OPTIONAL && part != MERCURE_PART_OPEN)
		return true;
	return buf_add(&p->text, item) &&
	       add_segment(&p->text, again, slice_of(more)) &&
	       add_item(p, again);
}

/* Adds a template or a URL pattern; words of its own are for what is none. */
static const char *
add_parts(struct mercure_patterns *p, bool is_url, struct slice rest)
{
	const char *words = is_url ? bad_pattern : bad_template;
	bool has_scheme = !slice_starts(rest, "/");
	size_t from = p->text.len;
	enum mercure_part part = MERCURE_PART_NAME;
	struct slice name;

	while (next_segment(&rest, !is_url, &name)) {
		part = is_url ? mercure_part_of_url(name)
			      : mercure_part_of_template(&name);
		if (part == MERCURE_PART_BAD || is_misplaced(part, rest) ||
		    (part != MERCURE_PART_NAME && is_url && has_scheme &&
			is_at_host(&p->text, from)))
			return words;
		if (part == MERCURE_PART_ONE)
			name = slice_of("*");
		else if (part == MERCURE_PART_REST)
			name = slice_of("**");
		else if (slice_is(name, "*") || slice_is(name, "**"))
			return bad_name;
		if (!add_segment(&p->text, from, name))
			return too_long;
	}
	return add_items(p, from, part) ? NULL : bad_name;
}

static const char *
add_exact(struct mercure_patterns *p, struct slice rest)
{
	size_t from = p->text.len;
	struct slice segment;

	while (next_segment(&rest, false, &segment)) {
		if (slice_is(segment, "*") || slice_is(segment, "**"))
			return bad_name;
		if (!add_segment(&p->text, from, segment))
			return too_long;
	}
	return add_item(p, from) ? NULL : bad_name;
}

const char *
mercure_patterns_add(
    struct mercure_patterns *p, enum mercure_kind kind, struct slice selector)
{
	size_t from = p->text.len;

	if (slice_is(selector, "*")) {
		if (!buf_add(&p->text, slice_of("**")))
			return too_long;
		return add_item(p, from) ? NULL : bad_name;
	}
	if (kind == MERCURE_EXACT)
		return add_exact(p, selector);
	if (kind == MERCURE_URL_PATTERN && !mercure_is_url_pattern(selector))
		return bad_pattern;
	return add_parts(p, kind == MERCURE_URL_PATTERN, selector);
}
