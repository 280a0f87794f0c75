/*
 * api/ingest.h - events from a pipe: lines, JSON objects, an event stream.
 *
 * Pure but for the hub it publishes to.  Bytes come in however they are
 * split.  A line that cannot be an event is reported, with its number, and
 * the rest goes on; text that is no UTF-8 is mended, not lost.
 */
#ifndef API_INGEST_H
#define API_INGEST_H

#include "base/err.h"
#include "base/lines.h"
#include "hub/hub.h"
#include "sse/parse.h"

enum api_ingest_format {
	API_INGEST_LINES,  /* each line the data of an event of one topic */
	API_INGEST_NDJSON, /* each line an object, as POST /publish takes it */
	API_INGEST_SSE,    /* an event stream, ids and topics included */
};

struct api_ingest {
	struct hub *hub;
	enum api_ingest_format format;
	struct slice topic; /* of lines, and of events that name none */
	int64_t (*wall_ms)(void);
	/* A line was refused.  err->text says which, and why. */
	void (*on_refused)(struct api_ingest *in, const struct err *err);
	struct lines lines;
	struct sse_parser *parser;
	struct buf mended;
	int64_t event_number; /* of the stream, for its errors */
	bool broken;          /* the stream was given up */
	size_t underway;      /* events that the log has not answered */
};

/* The caller has set hub, format, topic, wall_ms and on_refused. */
void api_ingest_init(struct api_ingest *in);
void api_ingest_clear(struct api_ingest *in);

void api_ingest_feed(struct api_ingest *in, struct slice bytes);

/* The input ended: a last line without its end is an event too. */
void api_ingest_end(struct api_ingest *in);

#endif
