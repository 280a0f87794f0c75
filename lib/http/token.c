#include "http/token.h"

#include <endian.h>
#include <stdint.h>

/* A word of eight bytes that are all c. */
#define EACH_BYTE(c) (UINT64_C(0x0101010101010101) * (c))

static char
lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c;
}

/* Most names are written as we write them. */
static bool
is_same(char a, char b)
{
	return a == b || lower(a) == lower(b);
}

static const bool is_token_char[256] = {
	['0' ... '9'] = true,
	['A' ... 'Z'] = true,
	['a' ... 'z'] = true,
	['!'] = true,
	['#'] = true,
	['$'] = true,
	['%'] = true,
	['&'] = true,
	['\''] = true,
	['*'] = true,
	['+'] = true,
	['-'] = true,
	['.'] = true,
	['^'] = true,
	['_'] = true,
	['`'] = true,
	['|'] = true,
	['~'] = true,
};

bool
http_is_token_char(char c)
{
	return is_token_char[(unsigned char)c];
}

bool
http_is_token(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_token_char[(unsigned char)s.ptr[i]])
			return false;
	return s.len > 0;
}

/*
 * Sets the top bit of each of eight bytes that is below 0x20, or 0x7F: taking
 * 0x20 away from it borrows, and it is ASCII; or taking 1 away from what XOR
 * made 0.  A borrow runs on into the bytes behind, so only the first such bit
 * counts.
 */
static inline uint64_t
mark_controls(uint64_t eight)
{
	uint64_t deleted = eight ^ EACH_BYTE(0x7F);
	uint64_t low = (eight - EACH_BYTE(0x20)) & ~eight;
	uint64_t gone = (deleted - EACH_BYTE(0x01)) & ~deleted;

	return (low | gone) & EACH_BYTE(0x80);
}

size_t
http_plain_bytes(struct slice s)
{
	size_t n = 0;
	uint64_t eight;

	for (; s.len - n >= sizeof(eight); n += sizeof(eight)) {
		uint64_t marks;

		memcpy(&eight, s.ptr + n, sizeof(eight));
		marks = mark_controls(le64toh(eight));
		if (marks != 0)
			return n + (size_t)__builtin_ctzll(marks) / 8;
	}
	while (n < s.len && s.ptr[n] != '\t' && !http_is_control(s.ptr[n]))
		n++;
	return n;
}

int
http_hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
http_begins(const char *word, struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (word[i] == '\0' || !is_same(s.ptr[i], word[i]))
			return false;
	return true;
}

/* Returns where the item at the front of list ends. */
static size_t
item_bytes(struct slice list, char separator)
{
	bool quoted = false;
	size_t n = 0;

	for (; n < list.len && (quoted || list.ptr[n] != separator); n++) {
		if (list.ptr[n] == '"')
			quoted = !quoted;
		else if (quoted && list.ptr[n] == '\\' && n + 1 < list.len)
			n++;
	}
	return n;
}

bool
http_part_next(struct slice *list, char separator, struct slice *item)
{
	while (list->len > 0) {
		size_t n = item_bytes(*list, separator);

		*item = slice_trim(slice_take(*list, n));
		*list = slice_drop(*list, n < list->len ? n + 1 : n);
		if (item->len > 0)
			return true;
	}
	return false;
}

bool
http_list_next(struct slice *list, struct slice *item)
{
	return http_part_next(list, ',', item);
}
