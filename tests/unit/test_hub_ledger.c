/*
 * Tests of lib/hub/prompt.c and answer.c: what messages they make of H and C,
 * who waits, and what there is room for.
 */
#include "prompt_fixture.h"

static void
test_message(void **state)
{
	struct hub_publish p = { .wall_ms = START_MS };

	(void)state;
	open_table();
	hub_to_add(&fx.to, slice_of("a"));
	p.message = prompt_of("42");
	assert_int_equal(hub_prompts_begin(&fx.prompts, &p), HUB_TAKEN);
	assert_true(p.message.extra.hold);
	assert_int_equal(p.message.extra.ttl_ms, HUB_PROMPT_TTL_MS);
	p.event = hub_event_new(&p.message, slice_of("42"), 1, START_MS);
	hub_prompts_end(&fx.prompts, &p);
	hub_event_unref(p.event);

	p = (struct hub_publish){ .wall_ms = START_MS };
	p.message = answer_of("42", slice_of("a"), true);
	assert_int_equal(hub_prompts_begin(&fx.prompts, &p), HUB_TAKEN);
	assert_true(slice_is(p.message.topic, "main"));
	assert_true(slice_is(p.message.extra.to, "a\n"));
	assert_true(slice_is(p.message.extra.copy, "asker"));
	p.outcome = HUB_FAILED;
	hub_prompts_end(&fx.prompts, &p);
	close_table();
}

/* What a repeat is told: which C, and where it went. */
static void
test_repeat(void **state)
{
	struct hub_publish p = { .wall_ms = START_MS };
	struct hub_message m;

	(void)state;
	open_table();
	m = prompt_of("42");
	say("H", &m, false);
	m = answer_of("42", slice_of("a"), true);
	m.id = slice_of("c1");
	say("a+", &m, false);
	p.message = answer_of("42", slice_of("b"), false);
	assert_int_equal(hub_prompts_begin(&fx.prompts, &p), HUB_DUPLICATE);
	assert_true(slice_is(p.id, "c1"));
	assert_true(slice_is(p.topic, "main"));
	close_table();
}

struct waiter {
	struct hub_prompt_wait wait;
	int count;
	enum hub_prompt_state state;
};

static void
on_closed(struct hub_prompt_wait *wait, const struct hub_prompt *prompt)
{
	struct waiter *w = LIST_ITEM(wait, struct waiter, wait);

	w->count++;
	w->state = prompt->state;
}

static void
test_wait(void **state)
{
	struct waiter w[2] = { { .wait = { .on_closed = on_closed } },
		{ .wait = { .on_closed = on_closed } } };
	struct hub_message m;
	struct hub_prompt *prompt;

	(void)state;
	open_table();
	m = prompt_of("42");
	say("H", &m, false);
	prompt = hub_prompts_find(&fx.prompts, slice_of("42"));
	hub_prompt_wait(prompt, &w[0].wait);
	hub_prompt_wait(prompt, &w[1].wait);
	list_del(&w[1].wait.link);
	m = answer_of("42", slice_of("a"), false);
	say("a-", &m, false);
	assert_int_equal(w[0].count, 1);
	assert_int_equal(w[0].state, HUB_PROMPT_DENIED);
	assert_int_equal(w[1].count, 0);
	close_table();
}

static void
test_topic(void **state)
{
	struct hub_message m;

	(void)state;
	open_table();
	m = prompt_of("1");
	say("H", &m, false);
	m = prompt_of("2");
	m.topic = slice_of("other");
	say("H", &m, false);
	assert_int_equal(
	    hub_prompts_remove(&fx.prompts, slice_empty(), slice_of("other")),
	    1);
	assert_false(hub_prompts_find(&fx.prompts, slice_of("1"))->removed);
	assert_true(hub_prompts_find(&fx.prompts, slice_of("2"))->removed);
	close_table();
}

static char ids[HUB_PROMPTS_MAX + 2][8];

static enum hub_outcome
ask(size_t i)
{
	struct hub_message m;

	snprintf(ids[i], sizeof(ids[i]), "%zu", i);
	m = prompt_of(ids[i]);
	return say("H", &m, false);
}

/* As many as there may be, then one more. */
static void
test_full(void **state)
{
	struct hub_message m;

	(void)state;
	open_table();
	for (size_t i = 0; i < HUB_PROMPTS_MAX; i++) {
		buf_reset(&fx.told);
		assert_int_equal(ask(i), HUB_TAKEN);
	}
	assert_int_equal(ask(HUB_PROMPTS_MAX), HUB_PROMPTS_FULL);
	assert_int_equal(ask(7), HUB_TAKEN); /* known already */
	m = answer_of(ids[7], slice_of("a"), true);
	say("a+", &m, false);
	m = answer_of(ids[3], slice_of("a"), true);
	say("a+", &m, false);
	assert_int_equal(ask(HUB_PROMPTS_MAX), HUB_TAKEN);
	assert_null(hub_prompts_find(&fx.prompts, slice_of("7")));
	assert_non_null(hub_prompts_find(&fx.prompts, slice_of("3")));
	close_table();
}

/* Answers with much to say fill the memory, and the oldest makes room. */
static void
test_bytes(void **state)
{
	static char data[HUB_ANSWER_BYTES_MAX + 1];
	struct hub_message m;
	size_t count = HUB_PROMPTS_BYTES_MAX / HUB_ANSWER_BYTES_MAX + 10;

	(void)state;
	memset(data, 'x', sizeof(data));
	open_table();
	for (size_t i = 0; i < count; i++) {
		buf_reset(&fx.told);
		assert_int_equal(ask(i), HUB_TAKEN);
		m = answer_of(ids[i], slice_of("a"), true);
		m.data = (struct slice){ data, sizeof(data) };
		assert_int_equal(say("a+", &m, false), HUB_TOO_BIG);
		m.data.len--;
		assert_int_equal(say("a+", &m, false), HUB_TAKEN);
		assert_true(fx.prompts.bytes <= HUB_PROMPTS_BYTES_MAX);
	}
	assert_null(hub_prompts_find(&fx.prompts, slice_of("0")));
	assert_non_null(
	    hub_prompts_find(&fx.prompts, slice_of(ids[count - 1])));
	close_table();
}

static void
test_answers_max(void **state)
{
	char users[HUB_ANSWERS_MAX + 1][4];
	struct hub_message m;

	(void)state;
	open_table();
	fx.quorum = HUB_QUORUM_MAX;
	m = prompt_of("42");
	say("H", &m, false);
	fx.is_late = true;
	for (int i = 0; i < HUB_ANSWERS_MAX; i++) {
		snprintf(users[i], sizeof(users[i]), "%d", i);
		m = answer_of("42", slice_of(users[i]), true);
		assert_int_equal(say("+", &m, i == 5), HUB_TAKEN);
	}
	m = answer_of("42", slice_of("late"), true);
	assert_int_equal(say("+", &m, false), HUB_PROMPTS_FULL);
	while (fx.underway_count > 0)
		answer_one();
	assert_int_equal(say("+", &m, false), HUB_TAKEN);
	buf_reset(&fx.told);
	answer_one();
	assert_string_equal(told(), "+:taken =confirmed");
	close_table();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_repeat),
		cmocka_unit_test(test_wait),
		cmocka_unit_test(test_topic),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_answers_max),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
