/*
 * Tests of lib/hub/restore.c: a table of prompts that is made again of what
 * the log has, is the table that there was.
 */
#include "hub/restore.h"

#include "prompt_fixture.h"

#define RUNS 3000
#define STEPS 60
#define NOTES_MAX 128

/* An event of the log's, and what it knows beside. */
struct note {
	struct hub_event *ev;
	bool is_held, is_removed;
};

/* A log that outlives its hub, and the table that is made of it. */
static struct {
	struct hub_log log;
	struct hub_prompts prompts;
	struct note notes[NOTES_MAX];
	size_t count;
	struct buf told; /* ids: what was released and forgotten */
} again;

static void
on_taken(struct hub_event *ev)
{
	bool is_held = ev->extra != NULL && ev->extra->hold;

	assert_true(again.count < NOTES_MAX);
	again.notes[again.count++] =
	    (struct note){ hub_event_ref(ev), is_held, false };
}

static void
on_let_go(struct slice id)
{
	for (size_t i = 0; i < again.count; i++)
		if (slice_equals(again.notes[i].ev->id, id))
			again.notes[i].is_held = false;
}

static void
again_release(struct hub_log *log, struct slice id)
{
	(void)log;
	buf_addf(&again.told, "=%.*s ", SLICE_ARGS(id));
}

static void
again_forget(struct hub_log *log, struct slice id)
{
	(void)log;
	buf_addf(&again.told, "-%.*s ", SLICE_ARGS(id));
}

/* As it comes from a file, where is_held is what it is now. */
static void
give(struct hub_restore *r, const struct note *note)
{
	const struct hub_event *ev = note->ev;
	struct hub_message m = {
		.topic = ev->topic,
		.type = ev->type,
		.data = ev->data,
		.retry_ms = -1,
	};
	struct hub_event *copy;

	if (ev->extra != NULL)
		m.extra = *ev->extra;
	m.extra.hold = note->is_held;
	copy = hub_event_new(&m, ev->id, ev->pos, ev->time_ms);
	r->on_event(r, copy, note->is_removed);
	hub_event_unref(copy);
}

static void
again_restore(struct hub_log *log, struct hub_restore *r)
{
	(void)log;
	for (size_t i = 0; i < again.count; i++)
		give(r, &again.notes[i]);
	r->on_done(r);
}

static void
open_again(void)
{
	memset(&again, 0, sizeof(again));
	buf_init(&again.told, 1 << 20);
	fx.on_taken = on_taken;
	fx.on_released = on_let_go;
}

static void
make_again(void)
{
	static const struct hub_log_ops ops = {
		.release = again_release,
		.restore = again_restore,
		.forget = again_forget,
	};

	again.log.ops = &ops;
	hub_prompts_init(&again.prompts, &again.log);
	hub_prompts_restore(&again.prompts);
}

static const char *
told_again(void)
{
	buf_add_char(&again.told, '\0');
	again.told.len--;
	return again.told.ptr;
}

static void
close_again(void)
{
	size_t said = again.told.len;

	hub_prompts_clear(&again.prompts);
	/* The log is to know them the next time, too. */
	assert_int_equal(again.told.len, said);
	assert_int_equal(again.prompts.count, 0);
	assert_int_equal(again.prompts.bytes, 0);
	for (size_t i = 0; i < again.count; i++)
		hub_event_unref(again.notes[i].ev);
	buf_clear(&again.told);
}

static void
add_answers(struct buf *b, const struct hub_prompt *prompt)
{
	for (const struct list *link = prompt->answers.next;
	     link != &prompt->answers; link = link->next) {
		const struct hub_answer *a =
		    LIST_ITEM(link, struct hub_answer, link);

		buf_addf(b, " [%s %" PRId64 " %d %.*s %.*s%s]", a->id,
		    a->time_ms, a->ok, SLICE_ARGS(a->user), SLICE_ARGS(a->data),
		    prompt->closer == a ? " closes" : "");
	}
}

/* Writes all that there is to know of a prompt. */
static void
describe(struct buf *b, const struct hub_prompt *prompt)
{
	buf_addf(b, "%s %s %d %" PRId64 "+%" PRId64 " %u/%u-%u %zu,%zu",
	    prompt->id, hub_prompt_state_name(prompt), prompt->removed,
	    prompt->time_ms, prompt->ttl_ms, prompt->yes_count, prompt->quorum,
	    prompt->no_count, prompt->answer_count, prompt->underway_count);
	buf_addf(b, " %.*s %.*s %.*s", SLICE_ARGS(prompt->topic),
	    SLICE_ARGS(prompt->to), SLICE_ARGS(prompt->from));
	add_answers(b, prompt);
	buf_add_char(b, '\n');
}

static void
describe_all(struct buf *b, const struct hub_prompts *t)
{
	const struct hub_prompt *prompt;
	static const char *const ids[] = { "1", "2", "3" };

	for (size_t i = 0; i < COUNT(ids); i++) {
		prompt = hub_prompts_find(t, slice_of(ids[i]));
		if (prompt != NULL)
			describe(b, prompt);
	}
	buf_addf(b, "%zu, %zu bytes", t->count, t->bytes);
}

static void
expect_same(uint32_t run)
{
	struct buf was = BUF(1 << 20), is = BUF(1 << 20);

	describe_all(&was, &fx.prompts);
	describe_all(&is, &again.prompts);
	if (!slice_equals(buf_slice(&was), buf_slice(&is)))
		fail_msg("%u:\n was %.*s\n  is %.*s", run,
		    SLICE_ARGS(buf_slice(&was)), SLICE_ARGS(buf_slice(&is)));
	buf_clear(&was);
	buf_clear(&is);
}

static uint32_t draw_state;

static uint32_t
draw(uint32_t below)
{
	draw_state = draw_state * 1103515245 + 12345;
	return (draw_state >> 8) % below;
}

static void
remove_one(const char *id)
{
	const struct hub_prompt *prompt =
	    hub_prompts_find(&fx.prompts, slice_of(id));

	if (prompt == NULL || prompt->underway_count > 0)
		return;
	hub_prompts_remove(&fx.prompts, slice_of(id), slice_empty());
	for (size_t i = 0; i < again.count; i++)
		if (slice_is(again.notes[i].ev->id, id))
			again.notes[i].is_removed = true;
}

static void
step(void)
{
	static const char *const ids[] = { "1", "2", "3" };
	static const char *const users[] = { "a", "b", "c", "d", "" };
	static char names[STEPS][8];
	static uint32_t name;
	const char *id = ids[draw(COUNT(ids))];
	struct hub_message m;
	uint32_t what = draw(20);

	if (what < 9 && fx.underway_count < UNDERWAY_MAX) {
		m = answer_of(id, slice_of(users[draw(5)]), draw(3) > 0);
		name = (name + 1) % STEPS;
		snprintf(names[name], sizeof(names[0]), "c%u", name);
		m.id = slice_of(names[name]);
		say("C", &m, draw(4) == 0);
	} else if (what < 16) {
		if (fx.underway_count > 0)
			answer_one();
	} else if (what < 18) {
		fx.wall_ms += draw(120);
		if (draw(2) == 0)
			hub_prompts_tick(&fx.prompts, fx.wall_ms);
	} else if (what == 18 && draw(4) == 0) {
		remove_one(id);
	} else if (hub_prompts_find(&fx.prompts, slice_of(id)) == NULL) {
		m = prompt_of(id);
		say("H", &m, draw(4) == 0);
	}
}

/* Whatever came between what, and however late the log was. */
static void
a_table_is_made_again(void **state)
{
	static const char *const users[] = { "a", "b", "c", "d" };

	(void)state;
	for (uint32_t run = 1; run <= RUNS; run++) {
		draw_state = run;
		open_table();
		open_again();
		for (uint32_t i = draw(5); i > 0; i--)
			hub_to_add(&fx.to, slice_of(users[i - 1]));
		fx.quorum = 1 + draw(3);
		fx.ttl_ms = 50 + draw(500);
		fx.is_late = true;
		for (int i = 0; i < STEPS; i++)
			step();
		while (fx.underway_count > 0)
			answer_one();
		hub_prompts_tick(&fx.prompts, fx.wall_ms);
		make_again();
		hub_prompts_tick(&again.prompts, fx.wall_ms);
		expect_same(run);
		close_again();
		close_table();
	}
}

/* The script of a log, and what is told to it once it is read again. */
static const struct {
	const char *name, *script, *told;
} rows[] = {
	{ "what is open is held on", "H1", "" },
	{ "the program ended between the C and the release", "H1 C1 H2",
	    "=1 " },
	{ "it did not", "-H1 C1", "" },
	{ "and so with what was removed", "~H1", "=1 " },
	{ "a C of none", "C1 H2", "" },
	{ "an H twice", "H1 H1 C1", "=1 " },
	{ "a C twice", "H1 C1 C1", "=1 " },
	{ "one whose name is too long for a topic", "!H1 C1", "" },
	{ "one with a name that is none", "?H1", "" },
};

static void
add_note(const char *word)
{
	static char long_topic[HUB_INBOX_BYTES_MAX + 1];
	static const char nul[] = { '1', '\0', '2' };
	bool held = *word != '-', removed = *word == '~';
	bool is_long = *word == '!', is_bad = *word == '?';
	struct hub_message m;

	word += strspn(word, "-~!?");
	memset(long_topic, 'x', sizeof(long_topic));
	m = *word == 'H' ? prompt_of(word + 1)
			 : answer_of(word + 1, slice_of("a"), true);
	if (is_long)
		m.topic = (struct slice){ long_topic, sizeof(long_topic) };
	if (is_bad)
		m.id = (struct slice){ nul, sizeof(nul) };
	again.notes[again.count++] = (struct note){
		.ev = hub_event_new(&m, m.id, again.count, START_MS),
		.is_held = held && *word == 'H',
		.is_removed = removed,
	};
}

static void
the_log_is_put_right(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char script[64], *word, *rest;

		open_table();
		open_again();
		snprintf(script, sizeof(script), "%s", rows[i].script);
		for (word = strtok_r(script, " ", &rest); word != NULL;
		     word = strtok_r(NULL, " ", &rest))
			add_note(word);
		make_again();
		if (strcmp(told_again(), rows[i].told) != 0)
			fail_msg("%s: %s", rows[i].name, told_again());
		close_again();
		close_table();
	}
}

/* More than there may be: those closed longest ago go, in the log, too. */
static void
restore_many(struct hub_log *log, struct hub_restore *r)
{
	char id[16];

	(void)log;
	for (size_t i = 0; i <= HUB_PROMPTS_MAX; i++) {
		struct hub_message m;
		struct note note = { .is_held = true };

		snprintf(id, sizeof(id), "%zu", i);
		m = prompt_of(id);
		note.ev = hub_event_new(&m, m.id, i + 1, START_MS);
		give(r, &note);
		hub_event_unref(note.ev);
		if (i != 5)
			continue;
		m = answer_of(id, slice_of("a"), true);
		note.is_held = false;
		note.ev = hub_event_new(&m, slice_of("c"), 0, START_MS);
		give(r, &note);
		hub_event_unref(note.ev);
	}
	r->on_done(r);
}

static void
more_than_there_may_be(void **state)
{
	static const struct hub_log_ops ops = {
		.release = again_release,
		.restore = restore_many,
		.forget = again_forget,
	};

	(void)state;
	open_table();
	open_again();
	again.log.ops = &ops;
	hub_prompts_init(&again.prompts, &again.log);
	hub_prompts_restore(&again.prompts);
	assert_string_equal(told_again(), "-5 ");
	assert_int_equal(again.prompts.count, HUB_PROMPTS_MAX);
	assert_non_null(hub_prompts_find(&again.prompts, slice_of("0")));
	close_again();
	close_table();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_is_made_again),
		cmocka_unit_test(the_log_is_put_right),
		cmocka_unit_test(more_than_there_may_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
