/* Tests of hub/skip.c: where the gap stands, and what it says. */
#include "skip_fixture.h"

static void
publish_big(struct fixture *fx, const char *id)
{
	char data[3001];

	memset(data, 'x', sizeof(data) - 1);
	data[sizeof(data) - 1] = '\0';
	publish(fx, "a", id, data);
	hub_wake(fx->hub, 0);
	hub_settle(fx->hub);
}

static void
a_gap_stands_behind_the_frame_that_is_sent_in_part(void **state)
{
	static const char gap[] =
	    "\n\nevent: ssed.gap\ndata: {\"requested\":\"1\","
	    "\"resumed_after\":\"3\",\"reason\":\"slow\",\"missed\":2}\n\n"
	    "id: 4\ntopic: a\ndata: new\n\n";
	struct fixture fx;
	struct follower f;
	const char *got;

	(void)state;
	fixture_skip(&fx);
	follow(&fx, &f, "a");
	take(&f, SIZE_MAX);
	publish(&fx, "a", "1", "a line");
	take(&f, 5);
	hub_stream_set_behind(&f.stream, true);
	publish_big(&fx, "2");
	publish_big(&fx, "3");
	publish(&fx, "a", "4", "new");
	got = take_all(&f);
	assert_non_null(strstr(got, "id: 1\ntopic: a\ndata: a line\n\n"));
	assert_string_equal(strstr(got, "a line") + 6, gap);
	assert_int_equal(hub_get_stats(fx.hub)->skipped, 1);
	assert_int_equal(hub_get_stats(fx.hub)->missed, 2);
	assert_int_equal(hub_get_stats(fx.hub)->slow, 0);
	unfollow(&f);
	hub_free(fx.hub);
}

static void
a_gap_grows_until_it_is_read(void **state)
{
	char id[16];
	struct fixture fx;
	struct follower f;
	const char *got;

	(void)state;
	fixture_skip(&fx);
	publish_big(&fx, "first");
	follow(&fx, &f, "a");
	take(&f, SIZE_MAX);
	buf_reset(&f.got);
	hub_stream_set_behind(&f.stream, true);
	for (int i = 1; i <= 300; i++) {
		snprintf(id, sizeof(id), "%d", i);
		publish_big(&fx, id);
	}
	got = take_all(&f);
	assert_non_null(strstr(got,
	    "event: ssed.gap\ndata: {\"requested\":\"first\","
	    "\"resumed_after\":\"300\",\"reason\":\"slow\",\"missed\":300}"));
	assert_null(strstr(strstr(got, "ssed.gap") + 1, "ssed.gap"));
	unfollow(&f);
	hub_free(fx.hub);
}

static void
a_stream_as_text_skips_without_a_word(void **state)
{
	const struct slice pattern = slice_of("a");
	struct hub_select sel;
	const struct hub_start start = { .select = &sel, .retry_ms = -1 };
	struct fixture fx;
	struct follower f = { .got = BUF(GOT_BYTES_MAX) };

	(void)state;
	fixture_skip(&fx);
	hub_select_init(&sel, &pattern, 1);
	hub_select_format(&sel, HUB_FORMAT_TEXT);
	assert_true(hub_stream_open(fx.hub, &f.stream, &start));
	hub_stream_set_behind(&f.stream, true);
	publish_big(&fx, "1");
	publish_big(&fx, "2");
	publish_big(&fx, "3");
	publish(&fx, "a", "4", "new");
	assert_string_equal(take_all(&f), "new\n");
	unfollow(&f);
	hub_free(fx.hub);
}

/* Publishes the next event: to all, or to one user, who follows it, too. */
static void
publish_to(struct fixture *fx, const char *user)
{
	char id[16], data[300], set[16];
	struct hub_publish p = { .wall_ms = fx->wall_ms,
		.on_done = fixture_on_done };

	snprintf(id, sizeof(id), "%d", ++published_count);
	snprintf(set, sizeof(set), "%s%s", user, *user != '\0' ? "\n" : "");
	memset(data, 'x', sizeof(data));
	p.message = (struct hub_message){
		.id = slice_of(id),
		.topic = slice_of("a"),
		.type = slice_empty(),
		.data = { data, sizeof(data) },
		.retry_ms = -1,
		.extra.to = slice_of(set),
	};
	hub_publish(fx->hub, &p);
	assert_int_equal(published.outcome, HUB_TAKEN);
}

/* Checks that f got each number, or a gap in its place. */
static void
check_numbers(const struct follower *f)
{
	struct slice rest = buf_slice(&f->got), line;
	int want = 1;

	while (slice_has(rest, '\n')) {
		char text[256];

		slice_cut(rest, '\n', &line, &rest);
		snprintf(text, sizeof(text), "%.*s", SLICE_ARGS(line));
		if (slice_starts(line, "id: ")) {
			assert_int_equal(number_of(text, "id: "), want++);
		} else if (slice_starts(line, "data: {")) {
			int missed = number_of(text, "\"missed\":");
			int requested = number_of(text, "\"requested\":\"");

			assert_true(requested == 0 || requested == want - 1);
			want += missed;
			assert_int_equal(
			    number_of(text, "\"resumed_after\":\""), want - 1);
			gap_count++;
		}
	}
	assert_int_equal(want, published_count + 1);
}

static void
a_user_who_is_slow_skips_what_is_its_own_too(void **state)
{
	const struct slice pattern = slice_of("a");
	struct hub_select sel;
	const struct hub_start start = { .select = &sel,
		.retry_ms = -1,
		.no_open = true,
		.user = slice_of("jack") };
	struct fixture fx;
	struct follower f;

	(void)state;
	gap_count = 0;
	for (uint32_t seed = 1; seed <= 200; seed++) {
		fixture_skip(&fx);
		f = (struct follower){ .got = BUF(GOT_BYTES_MAX) };
		draw_state = seed;
		published_count = 0;
		hub_select_init(&sel, &pattern, 1);
		assert_true(hub_stream_open(fx.hub, &f.stream, &start));
		for (int i = 0; i < 100; i++) {
			publish_to(&fx, draw(2) == 0 ? "jack" : "");
			take(&f, draw(300));
			hub_stream_set_behind(&f.stream, true);
			hub_wake(fx.hub, 0);
			hub_settle(fx.hub);
		}
		take_all(&f);
		check_numbers(&f);
		assert_int_equal(hub_get_stats(fx.hub)->slow, 0);
		unfollow(&f);
		hub_free(fx.hub);
	}
	assert_true(gap_count > 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_gap_stands_behind_the_frame_that_is_sent_in_part),
		cmocka_unit_test(a_gap_grows_until_it_is_read),
		cmocka_unit_test(a_stream_as_text_skips_without_a_word),
		cmocka_unit_test(a_user_who_is_slow_skips_what_is_its_own_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
