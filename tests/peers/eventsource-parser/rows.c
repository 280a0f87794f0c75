/*
 * peers/eventsource-parser/rows.c - prints each row of unit/sse_rows.h, and
 * what our parser makes of it, as JSON: [{"name","stream","events"},...].
 *
 * The stream is in hexadecimal, for it need not be UTF-8.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../../unit/sse_rows.h"
#include "../../unit/sse_transcript.h"
#include "base/json.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define OUT_MAX (1 << 20)

static bool
add_hex(struct buf *out, const struct sse_row *row)
{
	bool fits = buf_add_char(out, '"');

	for (size_t i = 0; fits && i < row->len; i++)
		fits = buf_addf(out, "%02x", (unsigned char)row->stream[i]);
	return fits && buf_add_char(out, '"');
}

static bool
add_events(struct buf *out, const struct sse_row *row)
{
	struct sse_parser *p = sse_parser_new(row->len + 1);
	struct buf events = BUF(OUT_MAX);
	bool fits;

	if (p == NULL)
		return false;
	transcript_feed(
	    p, (struct slice){ row->stream, row->len }, SIZE_MAX, &events);
	transcript_end(p, &events);
	fits = json_add_string(out, buf_slice(&events));
	buf_clear(&events);
	sse_parser_free(p);
	return fits;
}

static bool
add_row(struct buf *out, const struct sse_row *row)
{
	return buf_add(out, slice_of("{\"name\":")) &&
	       json_add_string(out, slice_of(row->name)) &&
	       buf_add(out, slice_of(",\"stream\":")) && add_hex(out, row) &&
	       buf_add(out, slice_of(",\"events\":")) && add_events(out, row) &&
	       buf_add(out, slice_of("}"));
}

int
main(void)
{
	struct buf out = BUF(OUT_MAX);

	for (size_t i = 0; i < COUNT(sse_rows); i++)
		if (!buf_add(&out, slice_of(i == 0 ? "[" : ",\n")) ||
		    !add_row(&out, &sse_rows[i]))
			abort();
	printf("%.*s]\n", SLICE_ARGS(buf_slice(&out)));
	buf_clear(&out);
	return 0;
}
