/*
 * sse-cat/sink.h - where the events of all sources go: selected, printed,
 * counted.
 */
#ifndef SSE_CAT_SINK_H
#define SSE_CAT_SINK_H

#include "client/output.h"
#include "client/print.h"
#include "sse-cat/options.h"

struct sink {
	const struct cat_options *options;
	struct print print;
	struct output out;
	int64_t deadline_ms; /* of writing, as of it all */
	int64_t count;       /* events printed */
	bool is_full;        /* all that was asked for is printed */
};

void sink_init(
    struct sink *s, const struct cat_options *options, int64_t deadline_ms);
void sink_clear(struct sink *s);

/* Returns whether an event of that type is only to be told, not printed. */
bool sink_is_control(const struct sink *s, struct slice type);

/*
 * Takes an event; url is where it came from, or empty where that is not to be
 * told.  False if there is no use for another: it is full, or s->out.error
 * tells why nothing can be written.
 */
bool sink_take(struct sink *s, struct slice url, const struct sse_event *ev);

/* Writes what was printed.  False, and s->out.error, if it could not be. */
bool sink_flush(struct sink *s);

#endif
