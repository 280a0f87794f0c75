/* Any stream gives the same events, whole and byte by byte. */
#include <stdlib.h>

#include "../unit/sse_transcript.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define EVENT_MAX 64 /* small, so that limits are met */

/* The first bit of the first byte: whether comments are wanted. */
static void
transcribe(struct slice stream, size_t step, struct buf *out)
{
	struct sse_parser *p = sse_parser_new(EVENT_MAX);

	if (stream.len > 0 && (stream.ptr[0] & 1) != 0)
		sse_parser_want_comments(p);
	transcript_feed(p, stream, step, out);
	transcript_end(p, out);
	sse_parser_free(p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice stream = { (const char *)data, size };
	struct buf whole = BUF(SIZE_MAX), bytes = BUF(SIZE_MAX);

	transcribe(stream, SIZE_MAX, &whole);
	transcribe(stream, 1, &bytes);
	if (!slice_equals(buf_slice(&whole), buf_slice(&bytes)))
		abort();
	buf_clear(&whole);
	buf_clear(&bytes);
	return 0;
}
