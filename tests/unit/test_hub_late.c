/*
 * Tests of lib/hub on a log that answers later, or fails: what publishers and
 * followers are told, and what is held for those who are gone.
 */
#include "late_log.h"

#include "hub/failure.h"
#include "hub/manage.h"
#include "hub/prompt.h"
#include "hub/state.h"

static void
open_late(struct fixture *fx, size_t streams_max)
{
	const struct hub_options options = {
		.retry_ms = 3000,
		.lag_bytes = 1 << 20,
		.streams_max = streams_max,
		.topics_max = 1,
	};

	*fx = (struct fixture){ .wall_ms = 1000 };
	draw_state = 1;
	fx->hub = hub_new(&options, late_log_new(), fixture_on_ready);
}

static void
let_all(void)
{
	while (late_count() > 0)
		let_through();
}

/* Returns when a client is to come back, by its ssed.bye; -1: there is none. */
static int64_t
retry_of(const char *got)
{
	static const char start[] =
	    "event: ssed.bye\ndata: {\"reason\":\"failed\",\"retry\":";
	const char *bye = strstr(got, start);

	if (bye == NULL || strstr(bye, "\nid:") != NULL)
		return -1;
	return atoll(bye + sizeof(start) - 1);
}

/* It ends, but not for ever, and its client is not to be back at once. */
static void
expect_failed(struct fixture *fx, struct follower *f)
{
	assert_in_range(retry_of(take_all(f)), 5000, 10000);
	assert_true(hub_stream_is_done(&f->stream));
	assert_null(f->stream.replay);
	unfollow(f);
	assert_int_equal(hub_get_stats(fx->hub)->ended[HUB_END_FAILED], 1);
	assert_int_equal(fx->hub->replay_count, 0);
	hub_free(fx->hub);
}

static void
a_place_that_cannot_be_found_ends_the_stream(void **state)
{
	struct fixture fx;
	struct follower f;

	(void)state;
	open_late(&fx, 10);
	publish(&fx, "a", "1", "one");
	follow_from(&fx, &f, "a", HUB_CURSOR_EARLIEST, "");
	late->fails = true;
	let_all();
	publish(&fx, "a", "2", "two");
	assert_null(strstr(take_all(&f), "data: two"));
	expect_failed(&fx, &f);
}

static void
a_page_that_cannot_be_read_ends_the_stream(void **state)
{
	static char data[HUB_PAGE_BYTES];
	struct fixture fx;
	struct follower f;

	(void)state;
	memset(data, 'x', sizeof(data) - 1);
	open_late(&fx, 10);
	publish(&fx, "a", "1", data);
	publish(&fx, "a", "2", data);
	follow_from(&fx, &f, "a", HUB_CURSOR_EARLIEST, "");
	let_all();
	take_all(&f);
	assert_int_equal(late->page_count, 1);
	/* Whatever else was to end it. */
	hub_drain(fx.hub, "drain");
	late->fails = true;
	let_all();
	assert_non_null(strstr(take_all(&f), "id: 1\n"));
	assert_null(strstr(take_all(&f), "id: 2\n"));
	assert_null(strstr(take_all(&f), "\"drain\""));
	expect_failed(&fx, &f);
}

static void
open_names(struct fixture *fx, struct follower *f, int number, bool *opened)
{
	char text[HUB_PATTERNS_MAX][16];
	struct slice names[HUB_PATTERNS_MAX];
	struct hub_select sel;
	const struct hub_start start = {
		.select = &sel,
		.kind = HUB_CURSOR_EARLIEST,
		.retry_ms = -1,
	};

	for (int i = 0; i < HUB_PATTERNS_MAX; i++) {
		snprintf(text[i], sizeof(text[i]), "%d/%d", number, i);
		names[i] = slice_of(text[i]);
	}
	*f = (struct follower){ .got = BUF(GOT_BYTES_MAX) };
	hub_select_init(&sel, names, HUB_PATTERNS_MAX);
	*opened = hub_stream_open(fx->hub, &f->stream, &start);
}

/* Who comes and goes while the log reads finds an end of it, and room. */
static void
those_who_are_gone_are_not_read_for_without_end(void **state)
{
	const int max = HUB_REPLAYS_MAX(1);
	struct fixture fx;
	struct follower f;
	bool opened = true;
	int count = 0;

	(void)state;
	open_late(&fx, 1);
	while (opened && count <= max) {
		open_names(&fx, &f, count, &opened);
		count += opened;
		if (opened)
			unfollow(&f);
	}
	assert_int_equal(count, max);
	assert_int_equal(late->seek_count, max);
	let_seek();
	open_names(&fx, &f, count, &opened);
	assert_true(opened);
	unfollow(&f);
	let_all();
	assert_int_equal(fx.hub->replay_count, 0);
	hub_free(fx.hub);
}

/* A publisher that waits for its answer. */
struct waiting {
	struct hub_publish p;
	int answers;
	enum hub_outcome outcome;
	size_t delivered;
	char text[256];
};

static void
on_answer(struct hub_publish *p)
{
	struct waiting *w = LIST_ITEM(p, struct waiting, p);

	w->answers++;
	w->outcome = p->outcome;
	w->delivered = p->delivered;
	snprintf(w->text, sizeof(w->text), "%s", p->err.text);
}

/* Publishes what is gone when this returns, but for w. */
static void
say(struct fixture *fx, struct waiting *w, const char *type, const char *id,
    const char *re)
{
	char own_type[8], own_id[8], own_re[8];

	snprintf(own_type, sizeof(own_type), "%s", type);
	snprintf(own_id, sizeof(own_id), "%s", id);
	snprintf(own_re, sizeof(own_re), "%s", re);
	*w = (struct waiting){ .p = {
		.message = {
		    .id = slice_of(own_id),
		    .topic = slice_of("a"),
		    .type = slice_of(own_type),
		    .data = slice_of(own_id),
		    .retry_ms = -1,
		    .extra = { .re = slice_of(own_re) },
		},
		.wall_ms = fx->wall_ms,
		.on_done = on_answer,
	} };
	hub_publish(fx->hub, &w->p);
	memset(own_type, '!', sizeof(own_type));
	memset(own_id, '!', sizeof(own_id));
	memset(own_re, '!', sizeof(own_re));
}

static void
expect(const struct waiting *w, enum hub_outcome outcome)
{
	assert_int_equal(w->answers, 1);
	assert_int_equal(w->outcome, outcome);
}

static void
a_publisher_is_answered_once_it_is_taken(void **state)
{
	struct fixture fx;
	struct follower f;
	struct waiting one, two;

	(void)state;
	open_late(&fx, 10);
	follow(&fx, &f, "a");
	late->is_slow = true;
	say(&fx, &one, "x", "1", "");
	say(&fx, &two, "x", "1", "");
	assert_int_equal(one.answers + two.answers, 0);
	assert_string_equal(take_all(&f), "retry: 3000\n\n");
	let_all();
	expect(&one, HUB_TAKEN);
	expect(&two, HUB_DUPLICATE);
	assert_int_equal(one.delivered, 1);
	assert_non_null(strstr(take_all(&f), "id: 1\n"));
	unfollow(&f);
	hub_free(fx.hub);
}

/* By its own words it is the file's name that is in front. */
static void
a_publisher_is_told_why_but_not_where(void **state)
{
	static const struct {
		const char *log, *told;
	} rows[] = {
		{ "/a: b/c.db: the disk is full",
		    "the log could not keep it: the disk is full" },
		{ "no such luck", "the log could not keep it: no such luck" },
		{ "", "" },
	};
	struct fixture fx;
	struct waiting w;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err err = { 0 };

		snprintf(err.text, sizeof(err.text), "%s", rows[i].log);
		hub_failure_tell(&err, "keep it");
		assert_string_equal(err.text, rows[i].told);
	}
	open_late(&fx, 10);
	late->is_slow = late->fails = true;
	say(&fx, &w, "x", "1", "");
	let_all();
	expect(&w, HUB_FAILED);
	assert_string_equal(
	    w.text, "the log could not keep it: the disk is full");
	hub_free(fx.hub);
}

static void
a_second_c_waits_for_the_first(void **state)
{
	struct fixture fx;
	struct waiting h, c[4];

	(void)state;
	open_late(&fx, 10);
	say(&fx, &h, "H", "h", "");
	late->is_slow = true;
	for (int i = 0; i < 4; i++)
		say(&fx, &c[i], "C", "c", "h");
	assert_int_equal(late->change_count, 1);
	late->fails = true;
	let_change();
	expect(&c[0], HUB_FAILED);
	assert_int_equal(c[1].answers + c[2].answers + c[3].answers, 0);
	assert_int_equal(late->change_count, 1);
	late->fails = false;
	let_change();
	expect(&c[1], HUB_TAKEN);
	expect(&c[2], HUB_DUPLICATE);
	expect(&c[3], HUB_DUPLICATE);
	assert_int_equal(hub_get_stats(fx.hub)->duplicates, 2);
	assert_int_equal(
	    hub_prompts_find(hub_get_prompts(fx.hub), slice_of("h"))->state,
	    HUB_PROMPT_CONFIRMED);
	hub_free(fx.hub);
}

/* So many wait, and no more. */
static void
not_all_may_wait(void **state)
{
	static struct waiting c[HUB_ANSWERS_MAX];
	struct fixture fx;
	struct waiting h;
	int full = 0;

	(void)state;
	open_late(&fx, 10);
	say(&fx, &h, "H", "h", "");
	late->is_slow = true;
	for (int i = 0; i < HUB_ANSWERS_MAX; i++) {
		say(&fx, &c[i], "C", "c", "h");
		full += c[i].outcome == HUB_PROMPTS_FULL;
	}
	assert_int_equal(full, HUB_ANSWERS_MAX - 1 - 16);
	hub_free(fx.hub);
	for (int i = 0; i < HUB_ANSWERS_MAX; i++)
		assert_int_equal(c[i].answers, 1);
}

/* Nothing goes to a log that is being closed, and nobody is left waiting. */
static void
the_end_answers_all(void **state)
{
	struct fixture fx;
	struct waiting h, c[3];

	(void)state;
	open_late(&fx, 10);
	say(&fx, &h, "H", "h", "");
	late->is_slow = true;
	for (int i = 0; i < 3; i++)
		say(&fx, &c[i], "C", "c", "h");
	late->fails = true;
	hub_free(fx.hub);
	for (int i = 0; i < 3; i++)
		expect(&c[i], HUB_FAILED);
	assert_string_equal(c[2].text, "the hub goes down");
}

static void
on_removed(struct hub_removal *r)
{
	published.delivered = (size_t)r->count;
}

/* An H that the log took before it removed it is removed, too. */
static void
what_was_underway_is_removed(void **state)
{
	struct hub_removal r = {
		.id = slice_empty(),
		.topic = slice_of("a"),
		.on_done = on_removed,
	};
	const struct hub_prompts *prompts;
	struct fixture fx;
	struct waiting h[2];

	(void)state;
	open_late(&fx, 10);
	prompts = hub_get_prompts(fx.hub);
	late->is_slow = true;
	say(&fx, &h[0], "H", "1", "");
	hub_remove(fx.hub, &r);
	say(&fx, &h[1], "H", "2", "");
	let_all();
	assert_int_equal(published.delivered, 1);
	assert_true(hub_prompts_find(prompts, slice_of("1"))->removed);
	assert_false(hub_prompts_find(prompts, slice_of("2"))->removed);
	/* What could not be removed is there. */
	hub_remove(fx.hub, &r);
	late->fails = true;
	let_all();
	assert_false(hub_prompts_find(prompts, slice_of("2"))->removed);
	assert_string_equal(
	    r.err.text, "the log could not forget it: the disk is full");
	r.id = slice_of("2");
	hub_remove(fx.hub, &r);
	let_all();
	assert_string_equal(
	    r.err.text, "the log could not remove it: the disk is full");
	hub_free(fx.hub);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_that_cannot_be_found_ends_the_stream),
		cmocka_unit_test(a_page_that_cannot_be_read_ends_the_stream),
		cmocka_unit_test(
		    those_who_are_gone_are_not_read_for_without_end),
		cmocka_unit_test(a_publisher_is_answered_once_it_is_taken),
		cmocka_unit_test(a_publisher_is_told_why_but_not_where),
		cmocka_unit_test(a_second_c_waits_for_the_first),
		cmocka_unit_test(not_all_may_wait),
		cmocka_unit_test(the_end_answers_all),
		cmocka_unit_test(what_was_underway_is_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
