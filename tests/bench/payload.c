#include "payload.h"

#include <string.h>

#define PUBLISHER_DIGITS 3
#define SEQ_AT 4
#define SEQ_DIGITS 10
#define TIME_AT 15
#define TIME_DIGITS 16

static void
put_hex(char *at, unsigned digits, uint64_t value)
{
	while (digits > 0) {
		at[--digits] = "0123456789abcdef"[value & 15];
		value >>= 4;
	}
}

/* False if a byte is no digit. */
static bool
get_hex(const char *at, unsigned digits, uint64_t *value)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < digits; i++) {
		unsigned c = (unsigned char)at[i];
		unsigned n = c <= '9' ? c - '0' : c - 'a' + 10;

		if (n > 15)
			return false;
		v = v << 4 | n;
	}
	*value = v;
	return true;
}

void
payload_fill(char *bytes, size_t len)
{
	memset(bytes, 'x', len);
	bytes[PUBLISHER_DIGITS] = ' ';
	bytes[SEQ_AT + SEQ_DIGITS] = ' ';
	bytes[TIME_AT + TIME_DIGITS] = ' ';
}

void
payload_set(char *bytes, const struct payload *p)
{
	put_hex(bytes, PUBLISHER_DIGITS, p->publisher);
	put_hex(bytes + SEQ_AT, SEQ_DIGITS, (uint64_t)p->seq);
	put_hex(bytes + TIME_AT, TIME_DIGITS, (uint64_t)p->sent_ns);
}

bool
payload_get(const char *bytes, struct payload *p)
{
	uint64_t publisher, seq, ns;

	if (!get_hex(bytes, PUBLISHER_DIGITS, &publisher) ||
	    !get_hex(bytes + SEQ_AT, SEQ_DIGITS, &seq) ||
	    !get_hex(bytes + TIME_AT, TIME_DIGITS, &ns))
		return false;
	p->publisher = (uint32_t)publisher;
	p->seq = (int64_t)seq;
	p->sent_ns = (int64_t)ns;
	return true;
}
