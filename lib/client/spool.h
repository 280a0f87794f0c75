/*
 * client/spool.h - what cannot be delivered now, kept in a folder until it can.
 *
 * A store of an outbox: parcels are put in, each safe on the disk before the
 * outbox sends it, and taken out in order: first what others left who did not
 * live to send it, then one's own.  A parcel is dropped once the hub has it.  A
 * kill in between leaves a parcel that the hub has already; it is sent again,
 * and the hub, which knows the ids, takes it once.  So that it still knows
 * them, nothing that was acknowledged stays in front of what was not.
 *
 * Any number of processes may use a folder at once.  Only one of them sends
 * what was left; the others' own events wait for it, so an event never goes
 * out before one that was spooled by a run that had ended.
 *
 * Never sends, never prints.  See client/spool_folder.h for the files.
 */
#ifndef CLIENT_SPOOL_H
#define CLIENT_SPOOL_H

#include "client/outbox.h"
#include "client/spool_folder.h"

/* What is taken out next. */
enum spool_stage {
	SPOOL_WAITING, /* nothing yet: another sends what was left */
	SPOOL_FLUSHING,
	SPOOL_OWN,
};

struct spool {
	/* Set by the caller; borrowed. */
	const char *path;
	const char *hub; /* as it may be shown */
	int64_t bytes_max;
	size_t files_max;   /* 0: SPOOL_FILES_MAX, and no more in any case */
	const char *own_id; /* our ids are this, '-' and a number */
	bool flushes_only;  /* own parcels are not taken out again */
	int64_t lock_ms;    /* for others to let go; 0: the most there is */
	/* Something there is no event, and was put aside. */
	void (*on_bad)(struct spool *s, const char *why);

	/* To be read. */
	struct outbox_store store;
	enum spool_stage stage;
	int64_t bad;      /* what was put aside */
	int64_t numbered; /* of -1, -2...: numbers of lines without one */
	bool is_broken;   /* it cannot be used at all: why? */
	struct err why;

	/* Its own. */
	struct spool_folder folder;
	struct spool_scan scan; /* when something was put in */
	uint64_t run;           /* ours; 0: none yet */
	uint64_t first;         /* of our parts, the first not dropped */
	uint64_t part;          /* the last; less than first: none */
	int fd;                 /* of the last, as long as it may grow */
	int64_t len;            /* of the last */
	size_t lines;           /* in that */
	struct spool_scan left; /* what others left, when we looked */
	size_t at;              /* of these, what comes next */
	bool is_stuck;          /* some of it cannot be removed */
	bool is_locked_out;     /* another held the lock for too long */
	struct buf aside;       /* lines of the head that were refused */
	int64_t aside_bad;      /* some, for they were no events */
	struct spool_head {
		struct spool_name name;
		bool is_there;  /* something is taken out */
		bool is_over;   /* and it was the last of that part */
		bool is_bad;    /* this part is put aside */
		int64_t offset; /* of what follows */
	} head;
};

/*
 * The caller has set what is his.  0 also where the disk does not let us:
 * s->is_broken, and nothing can be put in.  -1 with words and STATUS_USAGE
 * where it can be no spool, or is one for another hub.
 */
int spool_open(struct spool *s, struct err *err);

/* What is not dropped stays. */
void spool_close(struct spool *s);

/* Our own parcels are done with, without having been taken out. */
void spool_drop_own(struct spool *s);

/*
 * The hub refused it, the only event of ours, which is this line: it is kept
 * aside, as a line or as the file that it has alone.  If it cannot be, -1 with
 * words and STATUS_WRITE, and it stays.
 */
int spool_refuse_own(struct spool *s, struct slice line, struct err *err);

/*
 * Does so with one of what is taken out, when that is dropped.  If it cannot be
 * kept then, nothing is dropped.
 */
void spool_refuse_head(struct spool *s, struct slice line);

#endif
