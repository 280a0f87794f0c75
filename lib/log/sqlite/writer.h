/*
 * log/sqlite/writer.h - all that changes a SQLite log: one thread's, one
 * transaction after the other.
 *
 * The writer says what is taken, in which order and under which id.  Between
 * writer_begin() and writer_commit() any number of changes; if one fails, all
 * of them do, and writer_commit() says why.  What was said of a change before
 * holds only once it is committed.
 *
 * Retention goes along: before a commit, topics that were published to forget
 * what is too much, as much as they got and WRITER_STEP more; writer_age() does
 * the same for those that are not.  What all topics keep is at most
 * WRITER_BYTES_MAX and WRITER_TOPICS_MAX, the topic published to longest ago
 * forgotten first, one that holds events last.
 *
 * Not for others: they have log/sqlite/sqlite.h.
 */
#ifndef LOG_WRITER_H
#define LOG_WRITER_H

#include "base/map.h"
#include "hub/id.h"
#include "log/keep.h"
#include "log/sqlite/db.h"

#define WRITER_BYTES_MAX (INT64_C(64) << 30)
#define WRITER_TOPICS_MAX 100000
#define WRITER_STEP 256    /* events, of each kind of work */
#define WRITER_TOGETHER 16 /* messages, in one statement */

struct writer_options {
	const char *path;
	const char *vfs;   /* NULL: SQLite's own */
	bool is_full;      /* --durability=full */
	int64_t bytes_max; /* 0: WRITER_BYTES_MAX */
	size_t topics_max; /* 0: WRITER_TOPICS_MAX */
	/* Events that are forgotten and remembered; 0: SCHEMA_FORGOTTEN_MAX */
	uint64_t forgotten_max;
	struct hub_keep keep;
};

/* The row of the table state: log/sqlite/schema.h. */
struct writer_state {
	uint64_t last;                   /* place of the newest event */
	int64_t time;                    /* of it, or later: unix ms */
	struct hub_id first_id, last_id; /* that the log made */
	uint64_t n;                      /* how many were ever forgotten */
	uint64_t forgotten; /* rows of them, but those of ledgers */
	uint64_t events;    /* rows that are not forgotten */
	int64_t bytes;      /* of them */
	uint64_t kept;      /* retained or held */
	uint64_t topics;
	uint64_t missed;     /* newest place that anybody may have missed */
	uint64_t lost;       /* ... and whose row is gone, */
	uint64_t lost_to;    /* that had been addressed to users, */
	uint64_t lost_also;  /* or for all of several topics */
	uint64_t lost_topic; /* newest place lost with a whole topic */
};

/* An event that a transaction forgot. */
struct writer_gone {
	uint64_t pos, n;
	bool is_lost; /* else nobody is to have it any more */
};

struct writer {
	struct db db;
	struct writer_options options;
	struct keep keep;
	struct writer_state state; /* as it will be committed */
	uint64_t told;             /* its last, when it was committed last */
	bool is_known;             /* the file was open once */
	uint64_t key[2];           /* for row_digest() */
	struct map topics;         /* of this transaction and before: a cache */
	struct list changed;       /* of them, in this transaction */
	struct writer_gone *gone;  /* of this transaction, or the one before */
	size_t gone_count, gone_cap;
	uint64_t stamp;   /* n of what was forgotten together */
	size_t taken;     /* events, in this transaction */
	size_t step_left; /* that it may still forget beside */
	bool is_changed;  /* state is to be written */
	struct buf swept; /* name of the topic looked at last */
	size_t unswept;   /* topics that may have too much */
	bool is_more;     /* writer_age() left some */
	bool is_behind;   /* there is more to forget */
};

/* Opens the file, which is made if need be: log/sqlite/schema.h. */
int writer_open(
    struct writer *w, const struct writer_options *o, struct err *err);

/* Harmless on what is zeroed, or closed. */
void writer_close(struct writer *w);

/*
 * Opens the file again, if it is not open, and begins a transaction.  It is
 * not made again, and one that lacks what was committed is not written to.
 */
bool writer_begin(struct writer *w);

/* False, with words in err: nothing of it is there, and gone is empty. */
bool writer_commit(struct writer *w, struct err *err);

/* A message that is to be taken, and what became of it. */
struct writer_append {
	const struct hub_message *message; /* in; borrowed */
	int64_t wall_ms;                   /* in: unix time */
	enum hub_outcome outcome;          /* TAKEN, DUPLICATE, CONFLICT */
	struct hub_event *event;           /* TAKEN: the caller's */
};

/*
 * Takes a message, unless its id is known; retained and held as it says.  An
 * H or a C (hub/prompt.h) is kept for its ledger, too, until writer_forget().
 */
void writer_append(struct writer *w, struct writer_append *a);

/*
 * Takes count messages, WRITER_TOGETHER at most, as if one by one: but in one
 * statement, which for each of many costs much less.
 */
void writer_append_all(
    struct writer *w, struct writer_append *const *all, size_t count);

/* What is to be removed: an event by its id, or what a topic has by now. */
struct writer_removal {
	struct slice id, topic; /* in */
	int64_t wall_ms;        /* in: unix time */
	uint64_t last; /* the first time 0; what came since then stays */
	int64_t
	    count; /* out: how many more were there, and not over; -1: failed */
	bool is_more; /* out: ask again, when this much is committed */
};

/* Removes no more than others can wait for. */
void writer_remove(struct writer *w, struct writer_removal *r);

/* As the hub_log_ops have them. */
void writer_release(struct writer *w, struct slice id);
void writer_forget(struct writer *w, struct slice id);

/*
 * Time passed: forgets what is too old, over, or too much, and gives pages
 * back to the file system, in small steps; is_behind says that there is more.
 */
void writer_age(struct writer *w, int64_t wall_ms);

/* Writes though nothing changed: to find out whether the disk is well again. */
void writer_probe(struct writer *w);

/* From now on; what is too much goes step by step. */
void writer_set_keep(struct writer *w, const struct hub_keep *all,
    const struct hub_keep_rule *rules, size_t count);

#endif
