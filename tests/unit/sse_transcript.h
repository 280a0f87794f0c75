/*
 * unit/sse_transcript.h - what a parser made of a stream, as one text.
 *
 * The form is that of conformance/rows.tsv.  "#text;" is a comment, where they
 * are wanted; "TOO BIG;" closes the events of a parser that gave up.
 */
#ifndef UNIT_SSE_TRANSCRIPT_H
#define UNIT_SSE_TRANSCRIPT_H

#include <inttypes.h>

#include "base/buf.h"
#include "sse/parse.h"

/* Appends s, NUL as <NUL>. */
static bool
transcript_add(struct buf *out, struct slice s)
{
	bool fits = true;

	for (size_t i = 0; fits && i < s.len; i++)
		fits = s.ptr[i] == '\0' ? buf_add(out, slice_of("<NUL>"))
					: buf_add_char(out, s.ptr[i]);
	return fits;
}

static bool
transcript_event(struct buf *out, const struct sse_event *ev)
{
	bool fits = transcript_add(out, ev->type) && buf_add_char(out, '|') &&
		    transcript_add(out, ev->data) && buf_add_char(out, '|') &&
		    transcript_add(out, ev->id);

	if (fits && ev->topic.len > 0)
		fits = buf_add_char(out, '|') && transcript_add(out, ev->topic);
	return fits && buf_add_char(out, ';');
}

/*
 * Feeds in, in pieces of step bytes.  False if the parser gave up.  Ends the
 * program if out has no room, which no test means to happen.
 */
static bool
transcript_feed(
    struct sse_parser *p, struct slice in, size_t step, struct buf *out)
{
	bool fits = true;

	while (in.len > 0 && fits) {
		size_t n = in.len < step ? in.len : step;
		struct slice piece = slice_take(in, n);
		enum sse_status status;
		struct sse_event ev;

		in = slice_drop(in, n);
		while (fits &&
		       (status = sse_parser_next(p, &piece, &ev)) != SSE_MORE) {
			if (status == SSE_TOO_BIG)
				return buf_add(out, slice_of("TOO BIG;")) &&
				       false;
			if (status == SSE_EVENT)
				fits = transcript_event(out, &ev);
			else
				fits = buf_add_char(out, '#') &&
				       transcript_add(out, ev.data) &&
				       buf_add_char(out, ';');
		}
	}
	if (!fits)
		__builtin_trap();
	return true;
}

/* Appends the last id and the delay. */
static void
transcript_end(const struct sse_parser *p, struct buf *out)
{
	struct slice id = sse_parser_id(p);
	int64_t ms = sse_parser_retry_ms(p);
	bool fits = true;

	if (id.len > 0)
		fits = buf_add_char(out, '@') && transcript_add(out, id) &&
		       buf_add_char(out, ';');
	if (fits && ms >= 0)
		fits = buf_addf(out, "!%" PRId64 ";", ms);
	if (!fits || !buf_add_char(out, '\0'))
		__builtin_trap();
	out->len--; /* the NUL is for string functions alone */
}

#endif
