/*
 * sse-cat/source.h - what one operand names: a URL to follow, or "-", the
 * stream that stands on standard input.
 */
#ifndef SSE_CAT_SOURCE_H
#define SSE_CAT_SOURCE_H

#include "client/follow.h"
#include "client/place.h"
#include "client/reader.h"
#include "sse-cat/sink.h"

struct source {
	struct sink *sink;
	struct follow follow; /* of a URL ... */
	struct reader reader; /* ... or of standard input */
	bool is_input;
	bool retired;        /* it is over, and that was told */
	struct place *place; /* that of its last event is kept; or NULL */
	struct buf url;      /* as it may be shown */
	char told[256];      /* the failure told last: once is enough */
};

/* Returns whether operand is standard input. */
bool source_is_input(const char *operand);

/* request: what the requests of all sources have in common. */
void source_init(struct source *s, struct sink *sink, struct multi *multi,
    const struct fetch_request *request, const char *operand);
void source_clear(struct source *s);

/*
 * Keeps the place it has come to, all events before which are written: as a
 * burst ended, and safely.  False, and source_err(), if it cannot be.
 */
bool source_keep(struct source *s);

/* As follow_turn(). */
int64_t source_turn(struct source *s, int64_t now_ms);

bool source_is_over(const struct source *s);

/* How it ended, once it is over; code 0: well. */
const struct err *source_err(const struct source *s);

/* Says text of it on standard error. */
void source_say(const struct source *s, struct slice text);

#endif
