/*
 * log/sqlite/reader.h - all that only reads a SQLite log: one thread's, each
 * answer out of one snapshot.
 *
 * A snapshot is the log as of some commit, maybe one that the loop thread has
 * not heard of yet: last and n say which.  Answers are those that hub/log.h
 * wants, but that on_done is not called, and texts in them stay until the next
 * call.
 *
 * Not for others: they have log/sqlite/sqlite.h.
 */
#ifndef LOG_READER_H
#define LOG_READER_H

#include "base/buf.h"
#include "hub/log.h"
#include "log/sqlite/db.h"

struct reader_options {
	const char *path;
	const char *vfs; /* NULL: SQLite's own */
};

struct reader {
	struct db db;
	struct reader_options options;
	uint64_t last;   /* of the snapshot: place of its newest event */
	uint64_t n;      /* ... and how many events were forgotten before it */
	int64_t now_ms;  /* unix time, as far as it is known */
	struct buf text; /* resumed_after of the last answer */
};

/*
 * Takes note of the unix time, which pages are not told: what is over by then
 * is not given.  0: not known.
 */
static inline void
reader_now(struct reader *r, int64_t wall_ms)
{
	if (wall_ms > r->now_ms)
		r->now_ms = wall_ms;
}

/* The file must be there, with its tables. */
int reader_open(
    struct reader *r, const struct reader_options *o, struct err *err);

/* Harmless on what is zeroed, or closed. */
void reader_close(struct reader *r);

/*
 * A stream that asks for the newest events has them searched for among so
 * many, and gets what there is: others have to wait meanwhile.
 */
#define READER_BACK_MAX ((size_t)1 << 20)

/*
 * Where a file cannot be read, s->failed, page->failed and f->failed are set,
 * reader_topics() returns false, and db.err says why; the next call tries to
 * open it again.
 */
void reader_seek(struct reader *r, struct hub_seek *s);

/* frames: where page->frames is written.  page->large is the caller's. */
void reader_page(struct reader *r, struct hub_page *page, struct buf *frames);

/* f->event is the caller's. */
void reader_find(struct reader *r, struct hub_find *f);

/*
 * Calls on_topic for each topic that has events, or for the one of that name,
 * until it returns false.  Inboxes are nobody's affair.  Of all, those whose
 * name is behind after, which becomes the last that was looked at.
 */
struct reader_topics {
	struct slice name; /* empty: all */
	size_t count_max;  /* to look at; 0: no bound */
	char after[HUB_INBOX_BYTES_MAX];
	size_t after_len;
	bool at_end; /* out: there are no more */
	bool (*on_topic)(
	    struct reader_topics *t, const struct hub_topic_info *info);
};

bool reader_topics(struct reader *r, struct reader_topics *t);

/* Calls back as hub_restore has it, but for on_done; false: db.err. */
bool reader_restore(struct reader *r, struct hub_restore *to);

/*
 * Calls on_event for the newest events that are kept, the oldest of them
 * first: as many as recent_cost() says bytes_max of together, at most
 * count_max.  ev is borrowed until it returns.
 */
struct reader_newest {
	size_t count_max, bytes_max;
	void (*on_event)(struct reader_newest *to, struct hub_event *ev);
};

bool reader_newest(struct reader *r, struct reader_newest *to);

#endif
