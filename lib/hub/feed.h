/*
 * hub/feed.h - what streams with the same selection share.
 *
 * An event is added once to each feed that selects it, whatever the number
 * of its streams: a stream is only a cursor into the feed's ring.  That is
 * what makes fan-out cost no more than the sending.  Feeds share the events
 * themselves, so that many different selections cost little, too.
 *
 * A stream is "behind" when its socket took no more.  While none is, the
 * ring is emptied at the end of each turn; while one is, events are kept for
 * it, up to lag_bytes; then it is told to go (hub_stream_end), or of a gap
 * (hub/skip.h).
 */
#ifndef HUB_FEED_H
#define HUB_FEED_H

#include "base/list.h"
#include "hub/event.h"
#include "hub/ring.h"
#include "hub/select.h"

struct hub;
struct hub_collector;
struct hub_stream;

struct hub_feed {
	struct hub *hub;
	struct hub_select select;
	bool is_private;  /* its one stream gets a count of events */
	int64_t left;     /* of which so many are left; 0: no count */
	size_t ref_count; /* streams, and replays under way */
	struct hub_stream **streams; /* those that are live, in no order */
	uint32_t stream_count, stream_cap;
	struct hub_ring ring;
	struct hub_collector *collector; /* NULL: it wants no batches */
	uint64_t woken;     /* index up to which its streams were told */
	struct list behind; /* streams that are */
	struct list dirty;  /* in hub->dirty: has frames of this turn */
	struct list wild;   /* in hub->wild: selects by a wildcard */
	char *before;       /* id before the ring's head; where streams skip */
	uint64_t mark;      /* of the last hub_topic_route() that met it */
	uint64_t given_pos; /* of the newest event that went to its topics */
};

/*
 * Returns the feed of sel, made if needed; one that nobody else gets, if it is
 * to be private.  Moves from *sel.
 */
struct hub_feed *hub_feed_get(
    struct hub *hub, struct hub_select *sel, bool is_private);

/* The last reference that goes frees it; hub_feed_get() counts none. */
void hub_feed_ref(struct hub_feed *feed);
void hub_feed_unref(struct hub_feed *feed);

void hub_feed_join(struct hub_feed *feed, struct hub_stream *s);
void hub_feed_leave(struct hub_feed *feed, struct hub_stream *s);

/*
 * Gives ev, as the feed wants it, to all live streams; returns how many they
 * are.  Where it wants batches, ev is as published.
 */
size_t hub_feed_add(struct hub_feed *feed, struct hub_event *ev);

/* Sends ev, as it is, to all live streams. */
void hub_feed_send(struct hub_feed *feed, struct hub_event *ev);

/* Tells the live streams, through on_ready, that there is something new. */
void hub_feed_wake(struct hub_feed *feed);

/* s, which was behind, is not any more: so the ring may not be wanted. */
void hub_feed_caught_up(struct hub_feed *feed, struct hub_stream *s);

/*
 * Where streams skip: returns the id of the event before index, which is not
 * before the ring's head; what was the newest of the hub if the feed had none.
 */
struct slice hub_feed_id_before(const struct hub_feed *feed, uint64_t index);

/*
 * Returns whether there is something of which they were not told: it came
 * during the flush, as a stream that ends is news, too.
 */
bool hub_feed_has_more(const struct hub_feed *feed);

/* After a flush: drops what all have sent, and ends, or moves, those too far behind. */
void hub_feed_settle(struct hub_feed *feed);

#endif
