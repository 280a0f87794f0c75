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
	int code;     /* an exit status: of what ended it, and was told */
	bool is_full; /* all that was asked for is printed */
};

void sink_init(
    struct sink *s, const struct cat_options *options, int64_t deadline_ms);
void sink_clear(struct sink *s);

/* Returns whether an event of that type is only to be told, not printed. */
bool sink_is_control(const struct sink *s, struct slice type);

/*
 * Takes an event from that URL.  False if there is no use for another: it is
 * full, or s->out.error tells why nothing can be written.
 */
bool sink_take(struct sink *s, struct slice url, const struct sse_event *ev);

/* Takes a comment: it is neither selected nor counted. */
void sink_comment(struct sink *s, struct slice url, struct slice text);

/* Returns whether there is an event that ends it all, but it did not come. */
bool sink_awaits_end(const struct sink *s);

/* Writes what was printed.  False, and s->out.error, if it could not be. */
bool sink_flush(struct sink *s);

#endif
