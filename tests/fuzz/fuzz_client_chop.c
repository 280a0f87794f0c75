/* What a command prints: each byte comes out once, in bounded pieces. */
#include <stdint.h>
#include <stdlib.h>

#include "client/chop.h"

#define MAX_BYTES 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* What went in, without the ends of its lines. */
static void
add_expected(struct buf *b, struct slice in)
{
	for (size_t i = 0; i < in.len; i++) {
		bool ends = i + 1 == in.len || in.ptr[i + 1] == '\n';

		if (in.ptr[i] != '\n' && !(in.ptr[i] == '\r' && ends))
			buf_add_char(b, in.ptr[i]);
	}
}

static void
take(struct buf *b, struct slice line)
{
	must(line.len <= MAX_BYTES);
	must(memchr(line.ptr, '\n', line.len) == NULL);
	buf_add(b, line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = { (const char *)data, size }, line;
	struct buf got = BUF(1 << 20), want = BUF(1 << 20);
	size_t step = size > 0 ? (size_t)data[0] % 19 + 1 : 1;
	struct chop c;

	if (size > 1 << 20)
		return 0;
	add_expected(&want, in);
	chop_init(&c, MAX_BYTES);
	while (in.len > 0) {
		size_t n = in.len < step ? in.len : step;
		struct slice part = slice_take(in, n);

		in = slice_drop(in, n);
		while (chop_next(&c, &part, &line))
			take(&got, line);
	}
	if (chop_rest(&c, &line))
		take(&got, line);
	must(got.len == want.len);
	must(got.len == 0 || memcmp(got.ptr, want.ptr, got.len) == 0);
	chop_clear(&c);
	buf_clear(&got);
	buf_clear(&want);
	return 0;
}
