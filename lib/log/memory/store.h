/*
 * log/memory/store.h - the events that the memory log holds: by place, by topic
 * and by id.
 *
 * An event is in its topic's history until that forgets it, and may be kept
 * beside (log/memory/kept.h): it is held while it is in either.
 *
 * Not for others: they have log/memory/memory.h.
 */
#ifndef LOG_STORE_H
#define LOG_STORE_H

#include "base/list.h"
#include "base/map.h"
#include "log/keep.h"
#include "log/memory/expiry.h"
#include "log/memory/memory.h"
#include "log/memory/queue.h"
#include "log/memory/seen.h"

struct store_topic {
	struct list used; /* in store->used: published to longest ago first */
	struct queue events;         /* its history */
	const struct hub_keep *keep; /* in store->keep */
	struct queue kept; /* retained or held, in its history or not */
	struct hub_event *retained; /* one of kept, or NULL */
	size_t held;                /* how many of kept are */
	int64_t bytes;              /* of its history */
	uint64_t lost_pos;          /* place of the newest that was forgotten */
	uint64_t hash;              /* of the name */
	uint64_t listed; /* number of the last query that it was told */
	size_t name_bytes;
	char name[];
};

struct store {
	struct keep keep;
	struct queue all;       /* events that are held, each a reference */
	struct queue addressed; /* ... to users */
	struct queue spread;    /* ... to several topics */
	struct queue retained, held;       /* all that topics keep, */
	struct queue kept_to, kept_spread; /* and what of it is these */
	size_t kept_count;
	struct expiry expiry;
	int64_t bytes;
	struct map topics;
	struct map ids;
	struct list used;
	struct seen seen;
	uint64_t lost_pos; /* newest place lost with a whole topic */
	uint64_t aged_pos; /* no history has an event up to here */
	size_t aged_at;    /* where in topics age_out() goes on */
};

void store_init(struct store *st, const struct hub_keep *keep);
void store_clear(struct store *st);

/* See set_keep in hub/log.h. */
void store_set_keep(struct store *st, const struct hub_keep *keep,
    const struct hub_keep_rule *rules, size_t count);

/*
 * Holds ev, whose reference it takes over, and forgets what is too much.
 * id_hash is that of its id: base/hash.h.
 */
void store_add(struct store *st, struct hub_event *ev, uint64_t id_hash);

/* A topic's history forgets its oldest event, which may still be kept. */
void store_shift(struct store *st, struct store_topic *topic);

/*
 * Forgets ev, which is in no history any more.  is_lost: who had not read it
 * has missed it.
 */
void store_forget(struct store *st, struct store_topic *topic,
    struct hub_event *ev, bool is_lost);

/*
 * Forgets ev, wherever it is; nobody has missed it.  A topic that is left
 * with nothing goes too, unless it is known to have lost some.
 */
void store_remove(struct store *st, struct hub_event *ev);

/* The same with all events of a topic; returns how many were not over. */
int64_t store_remove_topic(struct store *st, struct store_topic *topic);

/* What is known of an id; both NULL: it is new. */
struct store_known {
	struct hub_event *event;      /* held */
	const struct seen_item *seen; /* forgotten */
	uint64_t hash;                /* of the id, for store_add() */
};

struct store_known store_look_up(const struct store *st, struct slice id);
struct store_topic *store_topic(const struct store *st, struct slice name);

/* Returns whether ev is for users, or copied to one. */
static inline bool
store_is_addressed(const struct hub_event *ev)
{
	return ev->extra != NULL &&
	       (ev->extra->to.len > 0 || ev->extra->copy.len > 0);
}

#endif
