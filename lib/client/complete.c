#include "client/complete.h"

#include <jansson.h>

struct scan {
	struct slice left;             /* what is not looked at yet */
	struct slice has[DRAFT_COUNT]; /* values; ptr NULL: it is not there */
	bool is_empty;
};

static int
refuse(struct err *err)
{
	return err_set(err, COMPLETE_NO_OBJECT,
	    "bad-json: a line must be a whole JSON object");
}

static void
skip_blank(struct scan *s)
{
	while (s->left.len > 0 && slice_has(slice_of(" \t\r\n"), *s->left.ptr))
		s->left = slice_drop(s->left, 1);
}

static bool
take(struct scan *s, char c)
{
	skip_blank(s);
	if (s->left.len == 0 || s->left.ptr[0] != c)
		return false;
	s->left = slice_drop(s->left, 1);
	return true;
}

/* Returns how long the string is that s begins with, with its quotes. */
static size_t
string_len(struct slice s)
{
	size_t i = 1;

	while (i < s.len && s.ptr[i] != '"')
		i += s.ptr[i] == '\\' ? 2 : 1;
	return i < s.len ? i + 1 : s.len;
}

/* The same of a value, whatever is in it: up to where it is closed. */
static size_t
value_len(struct slice s)
{
	size_t i = 0, depth = 0;

	while (i < s.len) {
		char c = s.ptr[i];

		if (depth == 0 && i > 0 && slice_has(slice_of(",}] \t\r"), c))
			break;
		if (c == '{' || c == '[')
			depth++;
		if ((c == '}' || c == ']') && --depth == 0)
			return i + 1;
		i += c == '"' ? string_len(slice_drop(s, i)) : 1;
	}
	return i;
}

static bool
take_string(struct scan *s, struct slice *string)
{
	skip_blank(s);
	if (s->left.len == 0 || s->left.ptr[0] != '"')
		return false;
	*string = slice_take(s->left, string_len(s->left));
	s->left = slice_drop(s->left, string->len);
	return true;
}

static bool
take_value(struct scan *s, struct slice *value)
{
	skip_blank(s);
	if (s->left.len == 0 || slice_has(slice_of(",:]}"), s->left.ptr[0]))
		return false;
	*value = slice_take(s->left, value_len(s->left));
	s->left = slice_drop(s->left, value->len);
	return true;
}

/* A name may be written with escapes: it is the same name. */
static bool
is_name(struct slice quoted, const char *name)
{
	json_t *tree;
	bool is;

	if (!slice_has(quoted, '\\'))
		return quoted.len == strlen(name) + 2 &&
		       memcmp(quoted.ptr + 1, name, quoted.len - 2) == 0;
	tree = json_loadb(
	    quoted.ptr, quoted.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	is = json_is_string(tree) && json_string_length(tree) == strlen(name) &&
	     strcmp(json_string_value(tree), name) == 0;
	json_decref(tree);
	return is;
}

static int
take_member(struct scan *s, struct err *err)
{
	struct slice name, value;

	if (!take_string(s, &name) || !take(s, ':') || !take_value(s, &value))
		return refuse(err);
	for (size_t i = 0; i < DRAFT_COUNT; i++) {
		if (!is_name(name, draft_names[i]))
			continue;
		if (s->has[i].ptr != NULL)
			return err_set(
			    err, 0, "bad-json: it says the same thing twice");
		s->has[i] = value;
	}
	return 0;
}

static int
scan(struct scan *s, struct err *err)
{
	if (!take(s, '{'))
		return refuse(err);
	s->is_empty = take(s, '}');
	if (s->is_empty)
		return 0;
	do
		if (take_member(s, err) != 0)
			return -1;
	while (take(s, ','));
	return take(s, '}') ? 0 : refuse(err);
}

/* Null is as good as nothing, and so is an empty id: the hub makes one. */
static bool
is_nothing(struct slice value, size_t member)
{
	return slice_is(value, "null") ||
	       (member == DRAFT_ID && slice_is(value, "\"\""));
}

/* What is not there is put in front. */
static bool
add_missing(struct buf *b, const struct scan *s, const struct draft *d)
{
	bool fits = buf_add_char(b, '{');
	size_t before = b->len;

	for (size_t i = 0; i < DRAFT_COUNT && fits; i++) {
		if (s->has[i].ptr != NULL || !draft_has(d, i))
			continue;
		fits = buf_add_char(b, '"') &&
		       buf_add(b, slice_of(draft_names[i])) &&
		       buf_add(b, slice_of("\":")) &&
		       draft_add_value(b, d, i) && buf_add_char(b, ',');
	}
	if (s->is_empty && b->len > before)
		b->len--; /* the comma */
	return fits;
}

/* Returns the first value from at on that is nothing, and can be something. */
static size_t
next_nothing(const struct scan *s, const struct draft *d, const char *at)
{
	size_t found = DRAFT_COUNT;

	for (size_t i = 0; i < DRAFT_COUNT; i++) {
		struct slice value = s->has[i];

		if (value.ptr == NULL || value.ptr < at || !draft_has(d, i) ||
		    !is_nothing(value, i))
			continue;
		if (found == DRAFT_COUNT || value.ptr < s->has[found].ptr)
			found = i;
	}
	return found;
}

/* What is there follows, and what is nothing of it is something there. */
static bool
add_rest(struct buf *b, const struct scan *s, const struct draft *d,
    struct slice rest)
{
	size_t i;

	while ((i = next_nothing(s, d, rest.ptr)) < DRAFT_COUNT) {
		size_t n = (size_t)(s->has[i].ptr - rest.ptr);

		if (!buf_add(b, slice_take(rest, n)) ||
		    !draft_add_value(b, d, i))
			return false;
		rest = slice_drop(rest, n + s->has[i].len);
	}
	return buf_add(b, rest);
}

int
complete_add(
    struct buf *b, struct slice line, const struct draft *d, struct err *err)
{
	struct scan s = { .left = line };
	size_t before = b->len;
	struct slice rest;

	if (scan(&s, err) != 0)
		return -1;
	rest = slice_drop(line,
	    (size_t)((char *)memchr(line.ptr, '{', line.len) - line.ptr) + 1);
	if (add_missing(b, &s, d) && add_rest(b, &s, d, rest))
		return 0;
	b->len = before;
	return err_set(err, 0, "too long");
}
