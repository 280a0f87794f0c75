/*
 * Whatever a server sends as a stream, in whatever pieces: what follow makes
 * of it, and print writes, is what a parser makes of it that has it at once.
 *
 * The first byte says how to print, the second how long the pieces are.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "client/follow.h"
#include "client/print.h"

#define EVENT_BYTES_MAX ((size_t)4096)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct follower {
	struct follow follow;
	struct print print;
	struct buf out;
};

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static bool
on_event(struct follow *f, const struct sse_event *ev)
{
	struct follower *own = LIST_ITEM(f, struct follower, follow);

	must(print_event(&own->print, ev, &own->out));
	return true;
}

static void
on_comment(struct follow *f, struct slice text)
{
	struct follower *own = LIST_ITEM(f, struct follower, follow);

	must(print_comment(&own->print, text, &own->out));
}

static void
on_note(
    struct follow *f, enum follow_note note, const char *what, int64_t again_ms)
{
	(void)f;
	(void)note;
	(void)what;
	(void)again_ms;
}

static void
set_print(struct print *p, uint8_t how)
{
	print_init(p, (enum print_format)(how % 3), EVENT_BYTES_MAX);
	p->embeds_json = (how & 4) != 0;
	p->harmless = (how & 8) != 0;
	p->end = (how & 16) != 0 ? '\0' : '\n';
	p->time_ms = -1;
	p->url = slice_empty();
}

static void
follow_pieces(struct follower *own, struct slice in, size_t piece)
{
	struct fetch *fetch = &own->follow.fetch;
	bool more;

	/* As if the request had been sent. */
	fetch->request = &own->follow.request;
	fetch->status = 200;
	strcpy(fetch->type, "text/event-stream; charset=utf-8");
	more = fetch->on_head(fetch);
	must(more);
	while (more && in.len > 0) {
		size_t n = in.len < piece ? in.len : piece;

		more = fetch->on_body(fetch, slice_take(in, n));
		in = slice_drop(in, n);
		must(own->follow.failures == 0);
	}
	must(more != own->follow.too_big);
	must(sse_parser_retry_ms(own->follow.parser) >= -1);
}

/* The same by a parser alone; what is too big ends it there, too. */
static void
parse_whole(struct follower *own, struct slice in)
{
	struct sse_parser *parser = sse_parser_new(EVENT_BYTES_MAX);
	enum sse_status status = SSE_EVENT;
	struct sse_event ev;

	sse_parser_want_comments(parser);
	while (status == SSE_EVENT || status == SSE_COMMENT) {
		status = sse_parser_next(parser, &in, &ev);
		if (status == SSE_EVENT)
			on_event(&own->follow, &ev);
		else if (status == SSE_COMMENT)
			on_comment(&own->follow, ev.data);
	}
	sse_parser_free(parser);
}

/* A hub's ssed.open moves the place on, which a parser does not know. */
static bool
has_open(struct slice in)
{
	return memmem(in.ptr, in.len, "ssed.open", 9) != NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct follow settings = {
		.request = { .url = "http://127.0.0.1/" },
		.event_bytes_max = EVENT_BYTES_MAX,
		.on_event = on_event,
		.on_comment = on_comment,
		.on_note = on_note,
	};
	struct follower pieces = { .follow = settings }, whole = pieces;
	struct multi multi;
	struct slice in;

	if (size < 2)
		return 0;
	in = (struct slice){ (const char *)data + 2, size - 2 };
	buf_init(&pieces.out, SIZE_MAX / 2);
	buf_init(&whole.out, SIZE_MAX / 2);
	set_print(&pieces.print, data[0]);
	set_print(&whole.print, data[0]);
	multi_init(&multi);
	pieces.follow.request.last_id = slice_empty();
	follow_init(&pieces.follow, &multi);
	follow_pieces(&pieces, in, data[1] + (size_t)1);
	parse_whole(&whole, in);
	must(has_open(in) ||
	     slice_equals(buf_slice(&pieces.out), buf_slice(&whole.out)));
	follow_clear(&pieces.follow);
	multi_clear(&multi);
	print_clear(&pieces.print);
	print_clear(&whole.print);
	buf_clear(&pieces.out);
	buf_clear(&whole.out);
	return 0;
}
