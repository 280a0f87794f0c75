/*
 * hub/prompt.h - prompts (H), the answers to them (C), and the ledger of who
 * said what.
 *
 * Pure.  An event of type "H" opens a prompt under its id; one of type "C"
 * answers the prompt that extra.re names.  The log holds the H until its
 * prompt is closed: confirmed by as many users as its quorum, denied, or
 * expired.  An answer is counted when the log has taken the C, in the log's
 * order; its user's place is taken before, so that of two at once only one is
 * published.
 *
 * An answer counts if it came before its prompt expired, however long the log
 * took.  So a prompt does not expire while answers to it are underway, and
 * what the log took says all that a ledger does: hub/restore.h.
 *
 * At most HUB_PROMPTS_MAX prompts, and HUB_PROMPTS_BYTES_MAX of memory for all
 * of them: what was closed longest ago is forgotten for new ones.
 */
#ifndef HUB_PROMPT_H
#define HUB_PROMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "base/map.h"
#include "base/slice.h"
#include "hub/log.h"

#define HUB_PROMPTS_MAX 10000
#define HUB_PROMPTS_BYTES_MAX ((size_t)64 << 20)
#define HUB_ANSWERS_MAX 64
#define HUB_ANSWER_BYTES_MAX (20 << 10) /* data of a C, its envelope too */
#define HUB_QUORUM_MAX 64
#define HUB_PROMPT_TTL_MS (INT64_C(24) * 60 * 60 * 1000)
#define HUB_PROMPT_TTL_MAX_MS (30 * HUB_PROMPT_TTL_MS)

struct hub;

enum hub_prompt_state {
	HUB_PROMPT_OPEN,
	HUB_PROMPT_CONFIRMED,
	HUB_PROMPT_DENIED,
	HUB_PROMPT_EXPIRED, /* or removed */
};

/* What one user said. */
struct hub_answer {
	struct list link; /* in prompt->answers */
	struct hub_prompt *prompt;
	char *id; /* of its C; NULL: that is underway, and not counted yet */
	int64_t time_ms;
	bool ok;
	struct slice user;   /* empty: not known, and all those are one */
	struct slice data;   /* of the C */
	struct list repeats; /* while it is underway: hub/repeat.h */
	size_t repeat_count;
	size_t bytes;
	char text[];
};

struct hub_prompt {
	struct list link;    /* in the open, or the closed */
	struct list waits;   /* empty once it is closed */
	struct list answers; /* in the log's order, once they are counted */
	enum hub_prompt_state state;
	bool removed; /* its H is not to be shown any more */
	bool is_held; /* its H, by a log that outlived the process */
	char *id;     /* NULL: its H is underway */
	int64_t time_ms, ttl_ms;
	unsigned quorum;
	unsigned yes_count, no_count;        /* counted */
	size_t answer_count, underway_count; /* counted or not; not yet */
	const struct hub_answer *closer;     /* NULL: none closed it */
	struct slice topic, to, from;
	size_t bytes;
	char text[]; /* the topic's first */
};

/* Waits for a prompt to be closed. */
struct hub_prompt_wait {
	struct list link;
	/*
	 * w is out of the list; prompt is borrowed until this returns.  Not
	 * to call the hub.
	 */
	void (*on_closed)(
	    struct hub_prompt_wait *w, const struct hub_prompt *prompt);
};

struct hub_prompts {
	struct hub_log *log; /* where an H is released */
	struct map by_id;
	struct list open, closed; /* the oldest first */
	struct list due;          /* hub/repeat.h */
	bool is_restoring;        /* nothing is to be released */
	size_t count, bytes;      /* with those underway */
	int64_t due_ms;           /* nothing expires before this */
};

void hub_prompts_init(struct hub_prompts *t, struct hub_log *log);
void hub_prompts_clear(struct hub_prompts *t);

/*
 * Before p is appended: takes a place for what an H or a C will be, and
 * completes the message: an H is held and ends some time, a C goes where its
 * H went, and to who asked.  Returns HUB_TAKEN if p is to go on, or what
 * became of it.
 */
enum hub_outcome hub_prompts_begin(
    struct hub_prompts *t, struct hub_publish *p);

/* p->outcome is there: counts it, or gives the place back. */
void hub_prompts_end(struct hub_prompts *t, struct hub_publish *p);

/* Time passed: ends what expired, HUB_PROMPTS_MAX at most. */
void hub_prompts_tick(struct hub_prompts *t, int64_t wall_ms);

/* Returns the prompt of that id, NULL if there is none. */
struct hub_prompt *hub_prompts_find(
    const struct hub_prompts *t, struct slice id);

/*
 * The H with that id, or all of a topic if id is empty, are removed: they are
 * shown no more, and expire.  Returns how many there were.
 */
size_t hub_prompts_remove(
    struct hub_prompts *t, struct slice id, struct slice topic);

/* w joins who wait for prompt, which is open; it leaves by list_del(). */
void hub_prompt_wait(struct hub_prompt *prompt, struct hub_prompt_wait *w);

/* Returns those of a hub.  Borrowed, and the hub's to change. */
const struct hub_prompts *hub_get_prompts(const struct hub *hub);

/* Returns "open" and the like. */
const char *hub_prompt_state_name(const struct hub_prompt *prompt);

#endif
