/*
 * log_model.h - after whatever was appended, released, removed and over, a
 * reader of a log gets what a model says that keeps everything and looks at
 * all of it.
 *
 * A test program says how its log is made (log_cases.h), and how often it is
 * tried, in MODEL_RUNS; then it includes this, and runs
 * a_reader_gets_what_the_rule_says.
 */
#ifndef LOG_MODEL_H
#define LOG_MODEL_H

#include "log_driver.h"

#define STEPS 150
#define EVENTS_MAX 256

/* An event, by its number, which is its id. */
struct known {
	const char *topic, *to, *copy, *also;
	int64_t over_ms;
	bool in_history, is_retained, is_held;
	bool is_lost; /* not held any more, and not removed */
};

static struct known known[EVENTS_MAX];
static int count;
static int64_t now_ms;
static uint32_t draw_state;

static uint32_t
draw(uint32_t below)
{
	draw_state = draw_state * 1103515245 + 12345;
	return (draw_state >> 8) % below;
}

static bool
is_there(const struct known *k)
{
	return k->in_history || k->is_retained || k->is_held;
}

/* k is left by one of those who had it. */
static void
leave(struct known *k, bool *by)
{
	bool was_there = is_there(k);

	*by = false;
	k->is_lost |= was_there && !is_there(k);
}

static void
draw_event(struct known *k, struct hub_extra *extra)
{
	static const char *const topics_of[] = { "a", "b", "b/c" };
	uint32_t kind = draw(9);

	*k = (struct known){ .topic = topics_of[draw(3)],
		.to = "",
		.copy = "",
		.also = "",
		.over_ms = INT64_MAX };
	if (kind == 0)
		k->topic = "$inbox/ann";
	if (kind < 2)
		k->to = "ann\n";
	else if (kind == 2)
		k->to = "ann\nbob\n";
	else if (kind == 3)
		k->copy = "bob";
	if (draw(5) == 0)
		k->also = draw(2) == 0 ? "b\n" : "a\nb\n";
	*extra = (struct hub_extra){ .to = slice_of(k->to),
		.copy = slice_of(k->copy),
		.also = slice_of(k->also),
		.ttl_ms = draw(4) == 0 ? 1 + draw(500) : 0,
		.retain = draw(4) == 0,
		.hold = draw(6) == 0 };
	if (extra->ttl_ms > 0)
		k->over_ms = now_ms + extra->ttl_ms;
}

/* The history of k's topic keeps its newest, and one is retained. */
static void
append_to_model(struct known *k, const struct hub_extra *extra, int64_t keep)
{
	k->in_history = true;
	k->is_retained = extra->retain;
	k->is_held = extra->hold;
	for (int n = count; n > 0; n--) {
		struct known *it = &known[n];

		if (strcmp(it->topic, k->topic) != 0)
			continue;
		if (it != k && extra->retain && it->is_retained)
			leave(it, &it->is_retained);
		if (it->in_history && --keep < 0)
			leave(it, &it->in_history);
	}
}

static void
append_drawn(struct hub_log *log, int64_t keep)
{
	struct known *k = &known[++count];
	struct hub_extra extra;
	struct hub_message m;
	char id[16];

	now_ms += draw(30);
	draw_event(k, &extra);
	snprintf(id, sizeof(id), "%d", count);
	m = (struct hub_message){ .id = slice_of(id),
		.topic = slice_of(k->topic),
		.type = slice_empty(),
		.data = slice_of("x"),
		.retry_ms = -1,
		.extra = extra };
	append_message(log, now_ms, &m);
	append_to_model(k, &extra, keep);
}

static bool
remove_from_model(struct known *k)
{
	bool was_there = is_there(k) && k->over_ms > now_ms;

	k->in_history = k->is_retained = k->is_held = false;
	return was_there;
}

static void
meddle(struct hub_log *log)
{
	int n = 1 + (int)draw((uint32_t)count), gone = 0;
	uint32_t what = draw(8);
	char id[16];

	snprintf(id, sizeof(id), "%d", n);
	if (what < 3) {
		now_ms += draw(200);
		tick(log, now_ms);
		/* What is over makes room, and is not lost. */
		for (int i = 1; i <= count; i++)
			if (known[i].over_ms <= now_ms)
				remove_from_model(&known[i]);
	} else if (what < 5) {
		release(log, slice_of(id));
		leave(&known[n], &known[n].is_held);
	} else if (what < 7) {
		gone = remove_from_model(&known[n]);
		assert_int_equal(remove_it(log, id, ""), gone);
	} else if (draw(4) == 0) {
		for (int i = 1; i <= count; i++)
			if (strcmp(known[i].topic, known[n].topic) == 0)
				gone += remove_from_model(&known[i]);
		assert_int_equal(remove_it(log, "", known[n].topic), gone);
	}
}

/* The rule: who gets what. */
static bool
wants(const struct asked *asked, const struct known *k)
{
	struct slice user = slice_of(asked->user);
	bool is_inbox = k->topic[0] == '$';
	bool is_followed =
	    strcmp(asked->pattern, "**") == 0
		? !is_inbox || k->also[0] != '\0'
		: !strcmp(asked->pattern, k->topic) ||
		      hub_to_has(slice_of(k->also), slice_of(asked->pattern));

	if (user.len > 0 && slice_is(user, k->copy))
		return true;
	if (k->to[0] == '\0')
		return is_followed;
	return user.len > 0 && hub_to_has(slice_of(k->to), user) &&
	       (is_followed || is_inbox);
}

/* Adds to want what the model gives. */
static void
expect(struct buf *want, const struct asked *asked, int start)
{
	int missed = 0, last = 0;

	for (int n = start + 1; n <= count; n++)
		if (known[n].is_lost && known[n].over_ms > now_ms &&
		    wants(asked, &known[n])) {
			missed++;
			last = n;
		}
	if (missed > 0 && asked->kind == HUB_CURSOR_ID)
		buf_addf(want, "(expired after %d missed %d) ", last, missed);
	for (int n = 1; n <= count; n++) {
		const struct known *k = &known[n];
		bool is_due = n > start;

		if (!is_due && asked->kind == HUB_CURSOR_LATEST)
			is_due = k->is_retained || k->is_held;
		if (is_due && is_there(k) && k->over_ms > now_ms &&
		    wants(asked, k))
			buf_addf(want, "%d ", n);
	}
	buf_add_char(want, '\0');
}

static void
check_reader(struct hub_log *log)
{
	static const char *const patterns[] = { "a", "b", "b/c", "**", "none" };
	static const char *const users[] = { "", "", "ann", "bob" };
	int start = 1 + (int)draw((uint32_t)count);
	bool is_new = draw(2) == 0;
	struct buf want = BUF(1 << 16);
	struct asked asked = { .pattern = patterns[draw(5)],
		.user = users[draw(4)],
		.kind = is_new ? HUB_CURSOR_LATEST : HUB_CURSOR_ID,
		.wall_ms = now_ms };
	char id[16];

	snprintf(id, sizeof(id), "%d", start);
	asked.cursor = id;
	expect(&want, &asked, is_new ? count : start);
	assert_string_equal(replay_as(log, &asked), want.ptr);
	buf_clear(&want);
}

static void
run(uint32_t seed)
{
	struct hub_log *log;
	int64_t keep;
	size_t kept_count = 0;

	draw_state = seed;
	keep = draw(5);
	count = 0;
	now_ms = 1000;
	log = open_log((struct hub_keep){ .count = keep });
	for (int i = 0; i < STEPS; i++) {
		if (count == 0 || draw(2) == 0)
			append_drawn(log, keep);
		else
			meddle(log);
		check_reader(log);
	}
	tick(log, now_ms);
	for (int n = 1; n <= count; n++)
		kept_count += known[n].over_ms > now_ms &&
			      (known[n].is_retained || known[n].is_held);
	assert_int_equal(log->kept_count, kept_count);
	close_log(log);
}

static void
a_reader_gets_what_the_rule_says(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= MODEL_RUNS; seed++)
		run(seed);
}

#endif
