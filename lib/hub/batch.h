/*
 * hub/batch.h - several events as one: a JSON array of what NDJSON has of
 * each, as long as the selection wants it.
 *
 * As an event stream it is one event, whose id is that of the last, so that a
 * follower resumes behind it; as NDJSON it is one line.  As text, and where
 * the selection wants no batches, events are written as they are.
 *
 * A feed collects what comes until it is enough, or until the first of it has
 * waited long enough, which hub_collect_due() looks after once a turn.
 */
#ifndef HUB_BATCH_H
#define HUB_BATCH_H

#include "base/buf.h"
#include "base/list.h"
#include "hub/event.h"
#include "hub/select.h"

struct hub;
struct hub_feed;

/* What is being written; out holds no more than select wants in one. */
struct hub_batch {
	const struct hub_select *select;
	struct buf *out;
	size_t count;
	struct slice last_id; /* borrowed until the batch is over */
};

/* Adds ev, and ends the batch if that makes it full; false: out is full. */
bool hub_batch_add(struct hub_batch *b, const struct hub_event *ev);

/* Ends a batch that has begun. */
void hub_batch_end(struct hub_batch *b);

/* Returns ev alone as sel wants it, as the frame of an event of its own. */
struct hub_event *hub_batch_of_one(
    const struct hub_select *sel, const struct hub_event *ev);

/* What a feed collects. */
struct hub_collector {
	struct hub_feed *feed;
	struct hub_batch batch;
	struct buf out;
	struct hub_event *last; /* whose id batch.last_id is, if any */
	struct list link;       /* in hub->collecting, while it has something */
	int64_t due_ms;         /* 0: not known yet */
	uint64_t event_count;   /* told in pos of what the feed gets */
};

struct hub_collector *hub_collector_new(struct hub_feed *feed);
void hub_collector_free(struct hub_collector *c);

/* Adds ev; the feed gets the batch once it is full. */
void hub_collect(struct hub_feed *feed, struct hub_event *ev);

/* Gives the feed what there is, if it has a collector, and that something. */
void hub_collect_flush(struct hub_feed *feed);

/* Forgets what there is. */
void hub_collect_drop(struct hub_feed *feed);

/* Flushes what has waited long enough. */
void hub_collect_due(struct hub *hub, int64_t now_ms);

#endif
