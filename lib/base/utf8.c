#include "base/utf8.h"

#include <stdint.h>

#define ASCII_TOPS UINT64_C(0x8080808080808080)

/* Table 3-7: lead bytes, and which second bytes may follow them. */
static const struct {
	unsigned char lead_max, low, high;
	size_t len;
} shapes[] = {
	{ 0x7F, 0x00, 0x00, 1 },
	{ 0xC1, 0x00, 0x00, 0 }, /* no lead bytes */
	{ 0xDF, 0x80, 0xBF, 2 },
	{ 0xE0, 0xA0, 0xBF, 3 }, /* not overlong */
	{ 0xEC, 0x80, 0xBF, 3 },
	{ 0xED, 0x80, 0x9F, 3 }, /* no surrogates */
	{ 0xEF, 0x80, 0xBF, 3 },
	{ 0xF0, 0x90, 0xBF, 4 }, /* not overlong */
	{ 0xF3, 0x80, 0xBF, 4 },
	{ 0xF4, 0x80, 0x8F, 4 }, /* to U+10FFFF */
	{ 0xFF, 0x00, 0x00, 0 },
};

/*
 * Tells whether s, which is not empty, starts with a whole sequence.  *len
 * is its length, or that of the broken part that one U+FFFD stands for.
 */
static bool
sequence(struct slice s, size_t *len)
{
	const unsigned char *at = (const unsigned char *)s.ptr;
	unsigned char low, high;
	size_t i = 0;

	while (at[0] > shapes[i].lead_max)
		i++;
	*len = 1;
	low = shapes[i].low;
	high = shapes[i].high;
	while (*len < shapes[i].len) {
		if (*len >= s.len || at[*len] < low || at[*len] > high)
			return false;
		low = 0x80;
		high = 0xBF;
		++*len;
	}
	return shapes[i].len > 0;
}

/* Returns how many bytes s starts with that are ASCII, many at a time. */
static size_t
ascii_len(struct slice s)
{
	size_t n = 0;
	uint64_t words[4];

	for (; s.len - n >= sizeof(words); n += sizeof(words)) {
		memcpy(words, s.ptr + n, sizeof(words));
		if (((words[0] | words[1] | words[2] | words[3]) &
			ASCII_TOPS) != 0)
			break;
	}
	for (; s.len - n >= sizeof(*words); n += sizeof(*words)) {
		memcpy(words, s.ptr + n, sizeof(*words));
		if ((words[0] & ASCII_TOPS) != 0)
			break;
	}
	while (n < s.len && (unsigned char)s.ptr[n] < 0x80)
		n++;
	return n;
}

/* Returns the length of the longest part from the start that is valid. */
static size_t
valid_len(struct slice s)
{
	size_t at = ascii_len(s), len;

	while (at < s.len && sequence(slice_drop(s, at), &len)) {
		at += len;
		/* Where one is not ASCII, the next is likely not either. */
		if (at < s.len && (unsigned char)s.ptr[at] < 0x80)
			at += ascii_len(slice_drop(s, at));
	}
	return at;
}

bool
utf8_is_valid(struct slice s)
{
	return valid_len(s) == s.len;
}

bool
utf8_has_control(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f)
			return true;
	return false;
}

bool
utf8_add_mended(struct buf *b, struct slice s)
{
	size_t n;

	while (s.len > 0) {
		n = valid_len(s);
		if (!buf_add(b, slice_take(s, n)))
			return false;
		s = slice_drop(s, n);
		if (s.len == 0)
			break;
		(void)sequence(s, &n);
		if (!buf_add(b, slice_of("\xEF\xBF\xBD")))
			return false;
		s = slice_drop(s, n);
	}
	return true;
}
