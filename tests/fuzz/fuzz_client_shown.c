/*
 * Whatever a stream holds, in whatever pieces it comes, with comments and in
 * every format: what is meant for a terminal holds nothing that it obeys.
 *
 * The first byte says how to print, the second how long the pieces are.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "client/print.h"

#define EVENT_BYTES_MAX ((size_t)4096)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
must_be_harmless(struct slice s, char end)
{
	must(utf8_is_valid(s));
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		must(c >= ' ' || c == '\n' || c == '\t' || s.ptr[i] == end);
		must(c != 0x7F);
		must(c != 0xC2 || (unsigned char)s.ptr[i + 1] >= 0xA0);
	}
}

static void
print_piece(struct sse_parser *parser, struct slice piece, struct print *p)
{
	struct buf out = BUF(SIZE_MAX / 2);
	enum sse_status status;
	struct sse_event ev;

	for (;;) {
		status = sse_parser_next(parser, &piece, &ev);
		if (status == SSE_COMMENT)
			must(print_comment(p, ev.data, &out));
		else if (status == SSE_EVENT)
			must(print_event(p, &ev, &out));
		else
			break;
		must_be_harmless(buf_slice(&out), p->end);
		buf_reset(&out);
	}
	buf_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sse_parser *parser;
	struct slice in;
	struct print p;
	size_t piece;

	if (size < 2)
		return 0;
	in = (struct slice){ (const char *)data + 2, size - 2 };
	piece = data[1] + (size_t)1;
	parser = sse_parser_new(EVENT_BYTES_MAX);
	sse_parser_want_comments(parser);
	print_init(&p, (enum print_format)(data[0] % 3), EVENT_BYTES_MAX);
	p.harmless = true;
	p.embeds_json = (data[0] & 4) != 0;
	p.end = (data[0] & 8) != 0 ? '\0' : '\n';
	p.time_ms = (data[0] & 16) != 0 ? 1500 : -1;
	p.tells_url = (data[0] & 32) != 0;
	p.url = slice_of("http://h/");
	while (in.len > 0) {
		size_t n = in.len < piece ? in.len : piece;

		print_piece(parser, slice_take(in, n), &p);
		in = slice_drop(in, n);
	}
	print_clear(&p);
	sse_parser_free(parser);
	return 0;
}
