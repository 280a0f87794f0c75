#include "base/json_value.h"

#include <stdio.h>

/* A C1 control, U+0080 to U+009F, is this byte and one of 0x80 to 0x9F. */
#define C1_LEAD 0xC2

struct scan {
	const char *at, *end;
	size_t depth;
	char closers[JSON_DEPTH_MAX]; /* of what is open: ']' or '}' */
};

/* Returns the next byte; 0 at the end, which is nowhere valid. */
static char
peek(const struct scan *s)
{
	if (s->at == s->end)
		return '\0';
	return *s->at;
}

static bool
take(struct scan *s, char c)
{
	if (peek(s) != c)
		return false;
	s->at++;
	return true;
}

static void
skip_blank(struct scan *s)
{
	while (s->at < s->end && (*s->at == ' ' || *s->at == '\n' ||
				     *s->at == '\t' || *s->at == '\r'))
		s->at++;
}

static bool
take_word(struct scan *s, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(s->end - s->at) < n || memcmp(s->at, word, n) != 0)
		return false;
	s->at += n;
	return true;
}

/* At least one digit. */
static bool
take_digits(struct scan *s)
{
	const char *from = s->at;

	while (peek(s) >= '0' && peek(s) <= '9')
		s->at++;
	return s->at > from;
}

static bool
take_number(struct scan *s)
{
	take(s, '-');
	if (!take(s, '0') && !take_digits(s))
		return false;
	if (take(s, '.') && !take_digits(s))
		return false;
	if (!take(s, 'e') && !take(s, 'E'))
		return true;
	if (!take(s, '+'))
		take(s, '-');
	return take_digits(s);
}

/* Takes four hexadecimal digits; -1 if there are none. */
static long
take_hex(struct scan *s)
{
	long code = 0;

	for (int i = 0; i < 4; i++) {
		char c = peek(s);

		if (c >= '0' && c <= '9')
			code = code * 16 + (c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			code = code * 16 + ((c | 0x20) - 'a' + 10);
		else
			return -1;
		s->at++;
	}
	return code;
}

/* Takes what follows a backslash and 'u': one character, maybe a pair. */
static bool
take_unicode(struct scan *s)
{
	long code = take_hex(s);

	if (code < 0xD800 || code > 0xDFFF)
		return code >= 0;
	if (code > 0xDBFF || !take_word(s, "\\u"))
		return false;
	code = take_hex(s);
	return code >= 0xDC00 && code <= 0xDFFF;
}

static bool
take_escape(struct scan *s)
{
	if (take(s, 'u'))
		return take_unicode(s);
	if (peek(s) == '\0' || strchr("\"\\/bfnrt", peek(s)) == NULL)
		return false;
	s->at++;
	return true;
}

static bool
take_string(struct scan *s)
{
	if (!take(s, '"'))
		return false;
	while (s->at < s->end) {
		char c = *s->at++;

		if (c == '"')
			return true;
		if ((unsigned char)c < ' ')
			return false;
		if (c == '\\' && !take_escape(s))
			return false;
	}
	return false;
}

static bool
take_scalar(struct scan *s)
{
	switch (peek(s)) {
	case '"':
		return take_string(s);
	case 't':
		return take_word(s, "true");
	case 'f':
		return take_word(s, "false");
	case 'n':
		return take_word(s, "null");
	default:
		return take_number(s);
	}
}

/* The name of an object's member, where we are in one. */
static bool
take_name(struct scan *s)
{
	skip_blank(s);
	if (s->closers[s->depth - 1] != '}')
		return true;
	if (!take_string(s))
		return false;
	skip_blank(s);
	if (!take(s, ':'))
		return false;
	skip_blank(s);
	return true;
}

static bool
take_open(struct scan *s)
{
	char c = peek(s);

	if ((c != '{' && c != '[') || s->depth == JSON_DEPTH_MAX)
		return false;
	s->closers[s->depth++] = c == '{' ? '}' : ']';
	s->at++;
	skip_blank(s);
	return true;
}

/* Takes a value up to where its first scalar, or an empty one, has ended. */
static bool
begin_value(struct scan *s)
{
	skip_blank(s);
	while (take_open(s)) {
		if (take(s, s->closers[s->depth - 1])) {
			s->depth--;
			return true;
		}
		if (!take_name(s))
			return false;
	}
	return take_scalar(s);
}

/* A value has ended: so does what it ends, up to where another is due. */
static bool
end_value(struct scan *s)
{
	while (s->depth > 0) {
		skip_blank(s);
		if (take(s, ','))
			return take_name(s);
		if (!take(s, s->closers[s->depth - 1]))
			return false;
		s->depth--;
	}
	return true;
}

bool
json_is_valid(struct slice text)
{
	struct scan s = { .at = text.ptr, .end = text.ptr + text.len };

	do
		if (!begin_value(&s) || !end_value(&s))
			return false;
	while (s.depth > 0);
	skip_blank(&s);
	return s.at == s.end;
}

/* Returns how many bytes s starts with that stay as they are. */
static size_t
kept_len(struct slice s)
{
	size_t n = 0;

	for (; n < s.len; n++) {
		unsigned char c = (unsigned char)s.ptr[n];
		unsigned char next = 0;

		if (n + 1 < s.len)
			next = (unsigned char)s.ptr[n + 1];
		if (c == '\n' || c == '\r' || c == 0x7F)
			break;
		if (c == C1_LEAD && next < 0xA0)
			break;
	}
	return n;
}

/* Line ends stand between tokens only: there nothing is needed. */
static struct slice
drop_indent(struct slice s)
{
	while (s.len > 0 && strchr("\r\n\t ", s.ptr[0]) != NULL)
		s = slice_drop(s, 1);
	return s;
}

/* Appends the control that s starts with, and drops it from s. */
static bool
add_control(struct buf *b, struct slice *s)
{
	size_t n = (unsigned char)s->ptr[0] == C1_LEAD && s->len > 1 ? 2 : 1;
	unsigned char code = (unsigned char)s->ptr[n - 1];
	char text[8];

	snprintf(text, sizeof(text), "\\u00%02x", code);
	*s = slice_drop(*s, n);
	return buf_add(b, slice_of(text));
}

bool
json_add_value(struct buf *b, struct slice s)
{
	size_t before = b->len;
	bool fits = true;

	while (s.len > 0 && fits) {
		size_t n = kept_len(s);

		fits = buf_add(b, slice_take(s, n));
		s = slice_drop(s, n);
		if (s.len > 0 && (s.ptr[0] == '\n' || s.ptr[0] == '\r'))
			s = drop_indent(s);
		else if (s.len > 0)
			fits = fits && add_control(b, &s);
	}
	if (!fits)
		b->len = before;
	return fits;
}
