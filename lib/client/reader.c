#include "client/reader.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "client/status.h"

#define PIECE_BYTES (64 << 10)

static void
parse(struct reader *r, struct slice bytes)
{
	struct sse_event ev;
	enum sse_status status = SSE_EVENT;

	while (!r->is_over) {
		status = sse_parser_next(r->parser, &bytes, &ev);
		if (status == SSE_EVENT)
			r->is_over = !r->on_event(r, &ev);
		else if (status == SSE_COMMENT)
			r->on_comment(r, ev.data);
		else
			break;
	}
	if (status != SSE_TOO_BIG)
		return;
	err_set(&r->err, STATUS_TOO_BIG, "an event is over %zu bytes",
	    r->event_bytes_max);
	r->is_over = true;
}

void
reader_turn(struct reader *r)
{
	struct pollfd p = { .fd = r->fd, .events = POLLIN };
	ssize_t n;

	if (r->is_over || poll(&p, 1, 0) <= 0)
		return;
	n = read(r->fd, r->piece, PIECE_BYTES);
	if (n > 0) {
		parse(r, (struct slice){ r->piece, (size_t)n });
	} else if (n == 0) {
		r->is_over = true;
	} else if (errno != EINTR && errno != EAGAIN) {
		err_errno(&r->err, STATUS_RECEIVE, "cannot be read");
		r->is_over = true;
	}
}

void
reader_init(struct reader *r)
{
	r->parser = mem_check(sse_parser_new(r->event_bytes_max));
	if (r->on_comment != NULL)
		sse_parser_want_comments(r->parser);
	r->piece = mem_new(PIECE_BYTES);
	r->is_over = false;
	r->err.code = STATUS_OK;
}

void
reader_clear(struct reader *r)
{
	sse_parser_free(r->parser);
	free(r->piece);
	r->parser = NULL;
	r->piece = NULL;
}
