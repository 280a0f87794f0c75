#include "api/plain.h"

#include "base/utf8.h"

static struct slice
skip_space(struct slice s)
{
	while (s.len > 0 && slice_has(slice_of(" \t\r\n"), s.ptr[0]))
		s = slice_drop(s, 1);
	return s;
}

static bool
take(struct slice *s, char c)
{
	*s = skip_space(*s);
	if (s->len == 0 || s->ptr[0] != c)
		return false;
	*s = slice_drop(*s, 1);
	return true;
}

static bool
has_control(struct slice s)
{
	unsigned char found = 0;

	for (size_t i = 0; i < s.len; i++)
		found |= (unsigned char)s.ptr[i] < ' ';
	return found;
}

/* Returns what a backslash and c stand for; 0: not read here, or nothing. */
static char
meaning(char c)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char means[] = "\"\\/\b\f\n\r\t";
	const char *at = memchr(letters, c, sizeof(letters) - 1);

	if (at == NULL)
		return '\0';
	return means[at - letters];
}

/* Returns how long the string is up to its quote; s.len: there is none. */
static size_t
string_len(struct slice s)
{
	size_t i = 0;

	while (i < s.len && s.ptr[i] != '"') {
		if (s.ptr[i++] != '\\')
			continue;
		if (i == s.len || meaning(s.ptr[i]) == '\0')
			return s.len;
		i++;
	}
	return i;
}

/* A string without controls.  Nearly always nothing in it is escaped. */
static bool
take_string(struct slice *s, struct slice *string, bool *is_escaped)
{
	struct slice rest;
	size_t n;

	if (!take(s, '"') || !slice_has(*s, '"'))
		return false;
	slice_cut(*s, '"', string, &rest);
	*is_escaped = slice_has(*string, '\\');
	if (*is_escaped) {
		n = string_len(*s);
		if (n == s->len)
			return false;
		*string = slice_take(*s, n);
		rest = slice_drop(*s, n + 1);
	}
	*s = rest;
	return !has_control(*string);
}

static struct slice *
find(struct api_plain *p, struct slice name)
{
	if (slice_is(name, "data"))
		return &p->data;
	if (slice_is(name, "id"))
		return &p->id;
	if (slice_is(name, "topic"))
		return &p->topic;
	return slice_is(name, "event") ? &p->type : NULL;
}

static bool
take_member(struct slice *s, struct api_plain *p)
{
	struct slice name, *value;
	bool is_escaped;

	if (!take_string(s, &name, &is_escaped) || !take(s, ':') || is_escaped)
		return false;
	value = find(p, name);
	if (value == NULL || value->ptr != NULL ||
	    !take_string(s, value, &is_escaped))
		return false;
	p->is_escaped = p->is_escaped || is_escaped;
	return !is_escaped || value == &p->data;
}

bool
api_plain_read(struct api_plain *p, struct slice text)
{
	struct slice s = text;

	*p = (struct api_plain){ .data = { NULL, 0 } };
	if (!take(&s, '{'))
		return false;
	do
		if (!take_member(&s, p))
			return false;
	while (take(&s, ','));
	return take(&s, '}') && skip_space(s).len == 0 && p->data.ptr != NULL &&
	       utf8_is_valid(text);
}

size_t
api_plain_unescape(char *to, struct slice data)
{
	char *at = to;

	while (data.len > 0) {
		struct slice head, tail;

		slice_cut(data, '\\', &head, &tail);
		slice_put(&at, head);
		data = tail;
		if (data.len == 0)
			break;
		*at++ = meaning(data.ptr[0]);
		data = slice_drop(data, 1);
	}
	return (size_t)(at - to);
}
