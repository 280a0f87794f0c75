/*
 * hub/log.h - the log: the one ordered record of events, as the hub sees it.
 *
 * The seam for durability and for several nodes.  Publish appends to the log,
 * fan-out follows it: nothing is delivered, and no publisher is answered,
 * before the log has taken the event.  Every call may answer at once, before
 * it returns (memory), or later, on the loop thread (a file, another host).
 * Answers to appends come in the order of the appends.
 */
#ifndef HUB_LOG_H
#define HUB_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/list.h"
#include "base/map.h"
#include "hub/audience.h"
#include "hub/event.h"

struct hub_answer;
struct hub_prompt;

enum hub_outcome {
	HUB_TAKEN,     /* event is new, and kept */
	HUB_DUPLICATE, /* id and content are there already: event is that */
	HUB_CONFLICT,  /* id is there already with other content */
	HUB_BAD_ID,    /* refused by hub_publish: see hub/hub.h */
	HUB_BAD_TOPIC,
	HUB_BAD_TYPE,
	HUB_BAD_DATA,
	HUB_TOO_BIG,
	HUB_NO_PROMPT,     /* of a C: see hub/prompt.h; no H has that id */
	HUB_PROMPT_OVER,   /* it expired, or was removed */
	HUB_NOT_ASKED,     /* it is for other users */
	HUB_PROMPTS_FULL,  /* more are open than there is room for */
	HUB_FAILED,        /* the log could not keep it: err says why */
	HUB_BEHIND,        /* too many wait for the log already */
	HUB_UNKNOWN_TOPIC, /* refused by hub_publish: see hub/tune.h */
	HUB_UNKNOWN_USER,
	HUB_WAITS, /* not yet known; never told: see hub/repeat.h */
};

/* One publish underway.  The publisher owns it until on_done. */
struct hub_publish {
	struct hub_message message; /* in; borrowed until append returns */
	int64_t wall_ms;            /* in: unix time, for the id */
	void (*on_done)(struct hub_publish *p);

	enum hub_outcome outcome; /* out, with what follows, at on_done */
	struct hub_event *event;  /* TAKEN: borrowed until on_done returns */
	struct slice id;          /* TAKEN, DUPLICATE: the same */
	struct slice topic;       /* the same */
	size_t delivered;         /* streams it was handed to */
	/*
	 * FAILED: in words, the hub's for clients.  The log's own may begin
	 * with the name of its file and ": ", which is not for them.
	 */
	struct err err;
	struct list link;          /* the log's, while underway */
	struct hub_prompt *prompt; /* the hub's: the H, or the C, that it is */
	struct hub_answer *answer;
};

enum hub_cursor_kind {
	HUB_CURSOR_LATEST,   /* only what is yet to come */
	HUB_CURSOR_EARLIEST, /* all that is kept */
	HUB_CURSOR_ID,       /* what came after that id */
	HUB_CURSOR_TIME,     /* what came at that unix time or after */
	HUB_CURSOR_NEWEST,   /* the newest so many that are kept */
};

enum hub_gap { HUB_GAP_NONE, HUB_GAP_UNKNOWN, HUB_GAP_EXPIRED, HUB_GAP_SLOW };

/* Where in the log a stream starts. */
struct hub_seek {
	struct hub_reader reader;  /* in */
	int64_t wall_ms;           /* in: unix time; 0: not known */
	enum hub_cursor_kind kind; /* in */
	struct slice id;           /* in, for ID */
	int64_t time_ms;           /* in, for TIME */
	int64_t newest;            /* in, for NEWEST */
	void (*on_done)(struct hub_seek *s);

	uint64_t after_pos; /* out: what is behind this is wanted */
	enum hub_gap gap;   /* out: whether something before it is lost */
	int64_t missed;     /* out: how many events; -1: not known */
	struct slice resumed_after; /* out: id of the last lost; may be empty */
	uint64_t mark;              /* out: for the first page, see there */
	bool failed;                /* out: it could not be read; no more */
};

/*
 * A page ends with the event that makes it as long as this.  What is large by
 * itself, and wanted as the event stream it is already, is a page of its own
 * and not copied: so a stream that stalls while it reads history costs little.
 */
#define HUB_PAGE_BYTES ((size_t)16 << 10)
#define HUB_LARGE_BYTES ((size_t)4 << 10)

/*
 * What a page is read from: the log's events behind after_pos, or those that
 * are retained or held and that the log's would not bring.  A stream reads the
 * latter first: those up to the place where it starts (but not if it resumes:
 * then it has had them), and those that the log has forgotten otherwise.
 */
enum hub_page_source { HUB_PAGE_EVENTS, HUB_PAGE_KEPT };

/* A run of events, read for one stream. */
struct hub_page {
	struct hub_reader reader;    /* in */
	enum hub_page_source source; /* in */
	uint64_t start_pos;          /* in, for KEPT: the seek's after_pos */
	bool resumes;                /* in, for KEPT: it was a known id's */
	uint64_t after_pos;          /* in; out: read up to here */
	int64_t count_max;           /* in: events, at most; 0: as fit */
	void (*on_done)(struct hub_page *page);

	/* out: as formatted, or one that is large; until on_done returns */
	struct slice frames;
	struct hub_event *large; /* NULL: none */
	int64_t count;           /* out: how many events it has */
	bool at_end; /* out: the log holds nothing behind after_pos */
	bool failed; /* out: it could not be read; after_pos is as it was */

	/*
	 * What the log forgot behind after_pos while its reader took its time.
	 * mark, the log's own number, is kept from the seek and from page to
	 * page.
	 */
	uint64_t mark;
	int64_t missed;             /* out: how many events; -1: not known */
	struct slice resumed_after; /* out: as in a seek */
};

/* An event is asked for. */
struct hub_find {
	struct slice id; /* in */
	int64_t wall_ms; /* in: unix time */
	void (*on_done)(struct hub_find *f);
	/* out: NULL: the log has none, or it is over; until on_done returns */
	struct hub_event *event;
	bool failed; /* out: it could not be read */
};

/*
 * Events are to be forgotten, retained and held ones included: the one with
 * that id, or all of a topic.  Their ids stay remembered, and who missed them
 * has missed nothing.
 */
struct hub_removal {
	struct slice id;    /* in; empty: by topic */
	struct slice topic; /* in */
	void (*on_done)(struct hub_removal *r);
	int64_t count;  /* out: how many there were; -1: it failed */
	struct err err; /* out: why, if it is known; as in a publish */
};

/* What the log knows of a topic. */
struct hub_topic_info {
	struct slice name;
	struct slice last_id; /* of its newest event that is kept */
	int64_t last_time_ms;
	int64_t count, bytes; /* of events that are kept */
	size_t followers;     /* live streams; told by the hub, not the log */
	bool is_uncounted;    /* by the hub: followers would take too long */
};

/*
 * The topics that have events are asked for, in no order, or just one.  They
 * may be asked for a page at a time: between two, topics may come and go, but
 * none is told twice.
 */
struct hub_topic_query {
	struct slice name; /* in; empty: all */
	size_t count_max;  /* in: topics to look at for a page; 0: all */
	uint64_t number;   /* in: of all that is asked in pages; 0: it is not */
	/* info is borrowed until it returns; false: the page ends here */
	bool (*on_topic)(
	    struct hub_topic_query *q, const struct hub_topic_info *info);
	void (*on_done)(struct hub_topic_query *q);
	bool failed; /* out: it could not be read, or not all of it */
	bool at_end; /* out: there are no more */

	/* The log's own, from page to page: where it is.  Zeroed at first. */
	struct map_walk walk;
	char after[HUB_INBOX_BYTES_MAX];
	size_t after_len;
};

/* What each topic keeps.  0 for bytes or age: no bound of its own. */
struct hub_keep {
	int64_t count;
	int64_t bytes;
	int64_t age_ms;
};

/* What the topics keep that match; whole, nothing comes from elsewhere. */
struct hub_keep_rule {
	struct slice pattern;
	struct hub_keep keep;
};

/*
 * The H and C are asked for that ledgers are made of: hub/prompt.h.  All that
 * the log took, and was not told to forget, in its order, whether followers
 * still get them or not.
 */
struct hub_restore {
	/*
	 * ev is borrowed until it returns.  An H that the log still holds has
	 * extra->hold.  removed: by hub_removal, an H.  May forget others.
	 */
	void (*on_event)(
	    struct hub_restore *r, const struct hub_event *ev, bool removed);
	void (*on_done)(struct hub_restore *r);
};

/* What the log tells the hub. */
struct hub_log_sink {
	/* p->outcome and its companions are set.  In the log's order. */
	void (*on_taken)(struct hub_log_sink *sink, struct hub_publish *p);
};

struct hub_log;

/* What a log holds, and may hold at most; 0: nothing is known of it. */
struct hub_log_size {
	uint64_t events;
	uint64_t bytes, bytes_max;
	uint64_t topics, topics_max;
};

struct hub_log_ops {
	void (*append)(struct hub_log *log, struct hub_publish *p);
	void (*seek)(struct hub_log *log, struct hub_seek *s);
	void (*read)(struct hub_log *log, struct hub_page *page);
	void (*find)(struct hub_log *log, struct hub_find *f);
	void (*remove)(struct hub_log *log, struct hub_removal *r);
	/* The event with that id is not to be held any more. */
	void (*release)(struct hub_log *log, struct slice id);
	/*
	 * The same for ledgers that outlive the process.  NULL: it keeps none.
	 * restore is asked once, before anything else, and answered at once;
	 * forget: of the H with that id, and its C, no ledger is kept any more.
	 */
	void (*restore)(struct hub_log *log, struct hub_restore *r);
	void (*forget)(struct hub_log *log, struct slice id);
	void (*topics)(struct hub_log *log, struct hub_topic_query *q);
	/* Time passed: forget what is too old, in small steps. */
	void (*tick)(struct hub_log *log, int64_t wall_ms);
	/*
	 * From now on a topic keeps what the first rule says that matches it,
	 * and all where none does; what is too much is forgotten.  All is
	 * copied.
	 */
	void (*set_keep)(struct hub_log *log, const struct hub_keep *all,
	    const struct hub_keep_rule *rules, size_t count);
	/*
	 * Where answers come later: a descriptor that can be read when there
	 * are some, and what is to be called then, on the loop thread.  NULL:
	 * every answer comes at once.
	 */
	int (*fd)(const struct hub_log *log);
	void (*run)(struct hub_log *log);
	/* At once.  NULL: nothing is known. */
	void (*measure)(const struct hub_log *log, struct hub_log_size *size);
	/* Answers what is under way, and frees the log. */
	void (*close)(struct hub_log *log);
};

struct hub_log {
	const struct hub_log_ops *ops;
	struct hub_log_sink *sink; /* set by hub_new() */
	uint64_t newest_pos;       /* 0: nothing taken yet */
	struct slice newest_id;    /* of what it had before; for hub_new() */
	int64_t had_ms;            /* time of what it had before; 0: none */
	size_t kept_count;         /* events that are retained or held */
	size_t waiting_bytes;      /* of events that wait to be taken */
};

/*
 * What may wait to be taken.  At half of it a source that can wait does so;
 * past it, an event is not taken.
 */
#define HUB_WAITING_BYTES_MAX ((size_t)64 << 20)

static inline bool
hub_log_is_behind(const struct hub_log *log)
{
	return log->waiting_bytes > HUB_WAITING_BYTES_MAX / 2;
}

#endif
