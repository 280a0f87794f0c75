/*
 * hub/event.h - one immutable message, and the bytes that carry it.
 *
 * Counted: made with one reference, freed with the last.  The frame is
 * encoded once, when the event is made, for every stream that sends it.
 * References are taken and dropped on the loop thread only.
 */
#ifndef HUB_EVENT_H
#define HUB_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

#define HUB_TOPIC_BYTES_MAX 255
#define HUB_TYPE_BYTES_MAX 255
#define HUB_ID_BYTES_MAX 255
#define HUB_DATA_BYTES_MAX (1 << 20)

/* What few events have.  Zeroed: nothing of it. */
struct hub_extra {
	struct slice to;   /* a set of users; empty: all who follow the topic */
	struct slice copy; /* a user who gets it, too */
	struct slice from; /* the user who published it, where that is known */
	struct slice re;   /* the id of the event that it answers */
	struct slice also; /* further topics, as a set: hub/audience.h */
	int64_t ttl_ms;    /* how long it is worth reading; 0: for ever */
	unsigned quorum;   /* of an H: how many must confirm it; 0: one */
	bool denies;       /* of a C: it says no */
	bool retain;       /* the newest of its topic is for who comes later */
	bool hold;         /* it is, until the log is told to release it */
};

/* What a publisher says.  Borrowed; checked by hub_publish(). */
struct hub_message {
	struct slice id;    /* empty: the hub makes one */
	struct slice topic; /* empty: there is extra.to, whose inbox it is */
	struct slice type;  /* empty: "message" */
	struct slice data;
	int64_t retry_ms; /* the hint for its readers; -1: none */
	struct hub_extra extra;
};

struct hub_event {
	uint32_t refs;
	uint64_t pos;    /* place in the log, from 1 */
	int64_t time_ms; /* unix time at which the log took it */
	struct slice id, topic, type, data;
	struct slice frame;            /* as it goes over the wire */
	const struct hub_extra *extra; /* NULL: nothing of it */
};

/*
 * Returns whether a publisher may choose id, or leave it to the hub: valid
 * UTF-8, and as sse_is_id() wants it, so that who follows can come back with
 * it.  Logs of old hold others, which are only read.
 */
bool hub_id_is_valid(struct slice id);

/* Returns whether type is not empty, and may be an event's. */
bool hub_type_is_valid(struct slice type);

/* Returns an event's type by its name: that of none is "message". */
struct slice hub_type_of(struct slice type);

/* Makes the event that m becomes under that id.  Copies all of m. */
struct hub_event *hub_event_new(const struct hub_message *m, struct slice id,
    uint64_t pos, int64_t time_ms);

/* Makes one that is just these bytes, copied: a heartbeat, a page. */
struct hub_event *hub_event_raw(struct slice frame);

/* The same with an id, copied: an event in another format, a gap. */
struct hub_event *hub_event_raw_as(struct slice frame, struct slice id);

struct hub_event *hub_event_ref(struct hub_event *ev);
void hub_event_unref(struct hub_event *ev);

/* Returns whether ev is not worth reading any more. */
bool hub_event_is_over(const struct hub_event *ev, int64_t wall_ms);

/* Returns the unix time at which it is; INT64_MAX: never. */
int64_t hub_event_over_ms(const struct hub_event *ev);

/* Returns whether publishing m again would make the same event. */
bool hub_event_is_same(const struct hub_event *ev, const struct hub_message *m);

#endif
