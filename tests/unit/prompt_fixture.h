/*
 * prompt_fixture.h - a table of prompts, and a log that answers when it is
 * told to.  What becomes of what is written into a string.
 */
#ifndef PROMPT_FIXTURE_H
#define PROMPT_FIXTURE_H

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "hub/prompt.h"
#include "hub/repeat.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define UNDERWAY_MAX 64
#define START_MS 1000000

/* A publish, and what its message points to. */
struct said {
	struct hub_publish p;
	char word[64];
	bool fails;
	struct hub_repeat *repeat; /* whose message it is; or NULL */
};

static struct {
	struct hub_log log;
	struct hub_prompts prompts;
	struct buf told; /* the transcript */
	struct said underway[UNDERWAY_MAX];
	size_t underway_count;
	struct said *waiting[UNDERWAY_MAX]; /* for a C before them */
	size_t waiting_count;
	bool is_late; /* the log takes its time */
	int64_t wall_ms;
	uint64_t pos;
	unsigned quorum;
	int64_t ttl_ms;
	struct buf to;
	void (*on_taken)(struct hub_event *ev); /* NULL: not wanted */
	void (*on_released)(struct slice id);
} fx;

static inline void
tell(const char *format, const char *what)
{
	if (fx.told.len > 0)
		buf_add_char(&fx.told, ' ');
	buf_addf(&fx.told, format, what);
}

static inline const char *
told(void)
{
	buf_add_char(&fx.told, '\0');
	fx.told.len--;
	return fx.told.ptr;
}

static inline void
on_release(struct hub_log *log, struct slice id)
{
	const struct hub_prompt *prompt = hub_prompts_find(&fx.prompts, id);

	assert_ptr_equal(log, &fx.log);
	if (fx.on_released != NULL)
		fx.on_released(id);
	tell("=%s", prompt != NULL ? hub_prompt_state_name(prompt) : "unknown");
}

static inline void
open_table(void)
{
	static const struct hub_log_ops ops = { .release = on_release };

	memset(&fx, 0, sizeof(fx));
	fx.log.ops = &ops;
	fx.wall_ms = START_MS;
	buf_init(&fx.told, 1 << 20);
	buf_init(&fx.to, HUB_TO_BYTES_MAX);
	hub_prompts_init(&fx.prompts, &fx.log);
}

static inline void
close_table(void)
{
	assert_int_equal(fx.underway_count, 0);
	hub_prompts_clear(&fx.prompts);
	assert_int_equal(fx.prompts.count, 0);
	assert_int_equal(fx.prompts.bytes, 0);
	buf_clear(&fx.told);
	buf_clear(&fx.to);
}

static inline const char *
outcome_name(enum hub_outcome outcome)
{
	static const char *const names[] = {
		[HUB_TAKEN] = "taken",
		[HUB_DUPLICATE] = "duplicate",
		[HUB_TOO_BIG] = "too-big",
		[HUB_NO_PROMPT] = "unknown",
		[HUB_PROMPT_OVER] = "over",
		[HUB_NOT_ASKED] = "not-asked",
		[HUB_PROMPTS_FULL] = "full",
		[HUB_FAILED] = "failed",
		[HUB_WAITS] = "waits",
	};

	return names[outcome];
}

static inline enum hub_outcome go_on(struct said *said);

static inline void
let_go(struct said *said)
{
	if (said->repeat != NULL)
		hub_repeat_free(&fx.prompts, said->repeat);
	said->repeat = NULL;
}

/* What waited is said again, as the hub does it. */
static inline void
repeat_all(void)
{
	struct hub_repeat *r;

	while ((r = hub_repeat_take(&fx.prompts)) != NULL) {
		struct said *said = LIST_ITEM(r->p, struct said, p);

		for (size_t i = 0; i < fx.waiting_count; i++)
			if (fx.waiting[i] == said)
				fx.waiting[i] = fx.waiting[--fx.waiting_count];
		said->repeat = r;
		go_on(said);
	}
}

/* The log answers what it was given first. */
static inline void
answer_one(void)
{
	struct said *said = &fx.underway[0];
	struct hub_publish *p = &said->p;
	struct hub_event *ev = NULL;

	p->outcome = said->fails ? HUB_FAILED : HUB_TAKEN;
	tell(said->fails ? "%s:failed" : "%s:taken", said->word);
	if (!said->fails) {
		ev = hub_event_new(
		    &p->message, p->message.id, ++fx.pos, fx.wall_ms);
		p->event = ev;
		if (fx.on_taken != NULL)
			fx.on_taken(ev);
	}
	hub_prompts_end(&fx.prompts, p);
	hub_event_unref(ev);
	let_go(said);
	fx.underway_count--;
	memmove(&fx.underway[0], &fx.underway[1],
	    fx.underway_count * sizeof(fx.underway[0]));
	repeat_all();
}

/* Says what is said, and frees it, unless it waits. */
static inline enum hub_outcome
go_on(struct said *said)
{
	struct hub_publish *p = &said->p;
	enum hub_outcome outcome;

	outcome = p->outcome = hub_prompts_begin(&fx.prompts, p);
	if (p->outcome == HUB_WAITS) {
		assert_true(fx.waiting_count < UNDERWAY_MAX);
		fx.waiting[fx.waiting_count++] = said;
	}
	if (p->outcome != HUB_TAKEN)
		buf_addf(&fx.told, "%s%s:%s", fx.told.len > 0 ? " " : "",
		    said->word, outcome_name(p->outcome));
	if (p->outcome == HUB_WAITS) {
		let_go(said);
		return outcome;
	}
	if (p->outcome == HUB_TAKEN) {
		assert_true(fx.underway_count < UNDERWAY_MAX);
		fx.underway[fx.underway_count++] = *said;
	} else {
		hub_prompts_end(&fx.prompts, p);
		let_go(said);
	}
	free(said);
	return outcome;
}

/* m.id is a name that stays. */
static inline enum hub_outcome
say(const char *word, const struct hub_message *m, bool fails)
{
	struct said *said = mem_new(sizeof(*said));
	enum hub_outcome outcome;

	said->p = (struct hub_publish){ .message = *m, .wall_ms = fx.wall_ms };
	said->fails = fails;
	snprintf(said->word, sizeof(said->word), "%s", word);
	outcome = go_on(said);
	if (outcome == HUB_TAKEN && !fx.is_late)
		answer_one();
	return outcome;
}

static inline struct hub_message
prompt_of(const char *id)
{
	return (struct hub_message){
		.id = slice_of(id),
		.topic = slice_of("main"),
		.type = slice_of("H"),
		.data = slice_of("?"),
		.retry_ms = -1,
		.extra = {
		    .to = buf_slice(&fx.to),
		    .from = slice_of("asker"),
		    .quorum = fx.quorum,
		    .ttl_ms = fx.ttl_ms,
		},
	};
}

static inline struct hub_message
answer_of(const char *re, struct slice user, bool ok)
{
	return (struct hub_message){
		.id = slice_of("c"),
		.topic = slice_of("elsewhere"),
		.type = slice_of("C"),
		.data = slice_of("!"),
		.retry_ms = -1,
		.extra = {
		    .re = slice_of(re),
		    .from = user,
		    .denies = !ok,
		},
	};
}

#endif
