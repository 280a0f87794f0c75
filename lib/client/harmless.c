#include "client/harmless.h"

#include <stdio.h>

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

void
harmless_mask(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		bool c1 = i > 0 && (unsigned char)text[i - 1] == C1_LEAD &&
			  c >= 0x80 && c < 0xA0;

		if (c < ' ' || c == 0x7F || c1)
			text[i] = '?';
	}
}
