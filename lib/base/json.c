#include "base/json.h"

/* A C1 control, U+0080 to U+009F, is this byte and one of 0x80 to 0x9F. */
#define C1_LEAD 0xC2

/* True for a byte that may have to be escaped; all others go in runs. */
static const bool is_special[256] = {
	[0x00 ... 0x1F] = true,
	['"'] = true,
	['\\'] = true,
	[0x7F] = true,
	[C1_LEAD] = true,
};

/* Compilers make vectors of a loop whose length they know. */
#define BLOCK_BYTES 16

static bool
block_is_plain(const char *block)
{
	unsigned char special[BLOCK_BYTES];
	uint64_t words[BLOCK_BYTES / sizeof(uint64_t)];

	for (size_t i = 0; i < BLOCK_BYTES; i++) {
		unsigned char c = (unsigned char)block[i];

		special[i] =
		    (unsigned char)((c < ' ') | (c == '"') | (c == '\\') |
				    (c == 0x7F) | (c == C1_LEAD));
	}
	memcpy(words, special, sizeof(words));
	return (words[0] | words[1]) == 0;
}

/* Returns how many bytes s starts with that go in as they are. */
static size_t
plain_len(struct slice s)
{
	size_t n = 0;

	while (s.len - n >= BLOCK_BYTES && block_is_plain(s.ptr + n))
		n += BLOCK_BYTES;
	while (n < s.len && !is_special[(unsigned char)s.ptr[n]])
		n++;
	return n;
}

/* Returns the letter behind the backslash, 0 for one that has none. */
static char
short_escape(unsigned char c)
{
	switch (c) {
	case '"':
	case '\\':
		return (char)c;
	case '\b':
		return 'b';
	case '\f':
		return 'f';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	default:
		return 0;
	}
}

static bool
add_escape(struct buf *b, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	char text[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
	char letter = short_escape(c);

	if (letter == 0)
		return buf_add(b, (struct slice){ text, sizeof(text) });
	text[1] = letter;
	return buf_add(b, (struct slice){ text, 2 });
}

/* Appends the special character that s starts with, and drops it from s. */
static bool
add_special(struct buf *b, struct slice *s)
{
	unsigned char c = (unsigned char)s->ptr[0];
	unsigned char next = s->len > 1 ? (unsigned char)s->ptr[1] : 0;

	*s = slice_drop(*s, 1);
	if (c != C1_LEAD)
		return add_escape(b, c);
	if (next < 0x80 || next > 0x9F)
		return buf_add_char(b, (char)c);
	*s = slice_drop(*s, 1);
	return add_escape(b, next);
}

static bool
add_escaped(struct buf *b, struct slice s)
{
	while (s.len > 0) {
		size_t n = plain_len(s);

		if (!buf_add(b, slice_take(s, n)))
			return false;
		s = slice_drop(s, n);
		if (s.len > 0 && !add_special(b, &s))
			return false;
	}
	return true;
}

/* Appends s, in which nothing is special, at one go. */
static bool
add_plain(struct buf *b, struct slice s)
{
	char *to;

	if (s.len > SIZE_MAX - 2)
		return false;
	to = buf_reserve(b, s.len + 2);
	if (to == NULL)
		return false;
	to[0] = '"';
	if (s.len > 0)
		memcpy(to + 1, s.ptr, s.len);
	to[s.len + 1] = '"';
	b->len += s.len + 2;
	return true;
}

bool
json_add_string(struct buf *b, struct slice s)
{
	size_t len = b->len;

	/* Most strings are a name or an id: all of it plain. */
	if (plain_len(s) == s.len)
		return add_plain(b, s);
	if (buf_add_char(b, '"') && add_escaped(b, s) && buf_add_char(b, '"'))
		return true;
	b->len = len;
	return false;
}
