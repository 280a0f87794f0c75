/*
 * log/sqlite/sqlite_inner.h - what the files of the SQLite log share.  Not for
 * others: they have log/sqlite/sqlite.h.
 */
#ifndef LOG_SQLITE_INNER_H
#define LOG_SQLITE_INNER_H

#include "log/sqlite/lock.h"
#include "log/sqlite/reader.h"
#include "log/sqlite/recent.h"
#include "log/sqlite/sqlite.h"
#include "log/sqlite/worker.h"
#include "log/sqlite/writer.h"

struct sqlite_log {
	struct hub_log log; /* first: the hub knows only this */
	struct sqlite_log_options options;
	char *path, *vfs; /* owned; what options points to */
	int lock_fd;
	struct lock_wal wal; /* the writing thread's, once it runs */
	struct worker_outlet outlet;
	struct worker writing, reading;
	struct writer writer; /* the writing thread's, once it runs */
	struct reader reader; /* the reading thread's, the same */

	/* As of the newest commit that was told here. */
	struct recent recent;
	struct hub_log_size size;
	uint64_t n, missed; /* of struct writer_state */
	struct list early;  /* answers out of newer snapshots */
	struct list undone; /* changes that failed, and nobody asks for again */
	struct buf page;    /* frames that were read in memory */
	int64_t now_ms;
	bool is_aging;    /* the writer is told, and has not answered */
	bool is_troubled; /* the newest commit failed */
	bool is_closing;  /* nothing is to be begun any more */
};

/* One thing that the writer is to do, in a transaction with others. */
struct sqlite_change {
	struct worker_job job;
	struct sqlite_log *owner;
	/* A message that is to be taken; NULL: apply is called. */
	struct writer_append *append;
	void (*apply)(struct writer *w, struct sqlite_change *c);
	const struct err *failure; /* once it is done; NULL: it is committed */
};

/* c is the writer's until its job's on_done. */
void sqlite_change_post(struct sqlite_log *s, struct sqlite_change *c);

/*
 * Once the file can be written again: what is not to be held, or known, any
 * more.  They are at most a release and a forget for each H.
 */
void sqlite_change_again(struct sqlite_log *s);

/* Has the writer forget what is too old, and too much, unless it is at it. */
void sqlite_age(struct sqlite_log *s);

/* What happens on the writing thread. */
void sqlite_write(struct worker *w, struct list *jobs);

/* One thing that the reader is to find out. */
struct sqlite_question {
	struct worker_job job;
	struct sqlite_log *owner;
	void (*read)(struct reader *r, struct sqlite_question *q);
	/* On the loop thread, which knows of all that was read. */
	void (*answer)(struct sqlite_log *s, struct sqlite_question *q);
	int64_t now_ms;   /* when it was posted */
	uint64_t last, n; /* of the snapshot: log/sqlite/reader.h */
	bool failed;
};

/* q is the reader's until its answer. */
void sqlite_question_post(struct sqlite_log *s, struct sqlite_question *q);

/* Answers what came out of snapshots that are told here by now. */
void sqlite_question_catch_up(struct sqlite_log *s);

/* What happens on the reading thread. */
void sqlite_read(struct worker *w, struct list *jobs);

/* Copies an id, which is the reader's, to where it stays; returns the copy. */
struct slice sqlite_keep_text(char own[HUB_ID_BYTES_MAX], struct slice text);

/* Takes note of the unix time; 0: not known. */
static inline void
sqlite_now(struct sqlite_log *s, int64_t wall_ms)
{
	if (wall_ms > s->now_ms)
		s->now_ms = wall_ms;
}

#endif
