#include "client/harmless.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* A C1 control, U+0080 to U+009F, is this byte and one of 0x80 to 0x9F. */
#define C1_LEAD 0xC2

/* Returns how many bytes the control takes that s starts with; 0: none. */
static size_t
control_len(struct slice s)
{
	unsigned char c = (unsigned char)s.ptr[0];

	if (c == C1_LEAD && s.len > 1)
		return (unsigned char)s.ptr[1] < 0xA0 ? 2 : 0;
	return (c < ' ' && c != '\n' && c != '\t') || c == 0x7F ? 1 : 0;
}

bool
harmless_add(struct buf *b, struct slice s)
{
	while (s.len > 0) {
		size_t n = 0, control = 0;
		char text[8];

		while (n < s.len && control == 0) {
			control = control_len(slice_drop(s, n));
			n += control == 0;
		}
		if (!buf_add(b, slice_take(s, n)))
			return false;
		s = slice_drop(s, n + control);
		if (control == 0)
			return true;
		snprintf(
		    text, sizeof(text), "\\x%02x", (unsigned char)s.ptr[-1]);
		if (!buf_add(b, slice_of(text)))
			return false;
	}
	return true;
}

/* Returns how long the character of UTF-8 is that s starts with; 0: none. */
static size_t
character_len(struct slice s)
{
	for (size_t n = 1; n <= 4 && n <= s.len; n++)
		if (utf8_is_valid(slice_take(s, n)))
			return n;
	return 0;
}

void
harmless_mask(char *text, size_t len)
{
	struct slice s = { text, len };
	size_t at = 0;

	while (at < len) {
		struct slice rest = slice_drop(s, at);
		size_t n = character_len(rest);
		bool is_plain = n > 0 && control_len(rest) == 0 &&
				text[at] != '\n' && text[at] != '\t';

		n = n > 0 ? n : 1;
		if (!is_plain)
			memset(text + at, '?', n);
		at += n;
	}
}
