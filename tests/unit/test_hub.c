/* Tests of lib/hub: who gets what, in which order, and what is not kept. */
#include "hub_fixture.h"

#include "hub/feed.h"

static const struct hub_keep keep_all = { .count = 1000 };

#define FRAME(id, topic, data)                                                 \
	"id: " id "\ntopic: " topic "\ndata: " data "\n\n"
#define START "retry: 3000\n\n"

static void
each_follower_gets_each_event_once(void **state)
{
	struct fixture fx;
	struct follower a, b, other;

	(void)state;
	fixture_open(&fx, keep_all, 1 << 20);
	follow(&fx, &a, "news");
	follow(&fx, &b, "**");
	follow(&fx, &other, "sport");
	publish(&fx, "news", "1", "hello");
	assert_int_equal(published.delivered, 2);
	publish(&fx, "news", "2", "again");
	hub_wake(fx.hub, 0);
	assert_int_equal(a.ready, 1);
	assert_string_equal(take_all(&a),
	    START FRAME("1", "news", "hello") FRAME("2", "news", "again"));
	assert_string_equal(take_all(&b),
	    START FRAME("1", "news", "hello") FRAME("2", "news", "again"));
	assert_string_equal(take_all(&other), START);
	hub_settle(fx.hub);
	publish(&fx, "news", "3", "x");
	hub_wake(fx.hub, 0);
	assert_int_equal(a.ready, 2);
	unfollow(&a);
	unfollow(&b);
	unfollow(&other);
	hub_free(fx.hub);
}

static void
a_new_wildcard_is_seen_by_old_topics(void **state)
{
	struct fixture fx;
	struct follower a, b;

	(void)state;
	fixture_open(&fx, keep_all, 1 << 20);
	publish(&fx, "a/b", "1", "before");
	follow(&fx, &a, "a/*");
	publish(&fx, "a/b", "2", "x");
	assert_int_equal(published.delivered, 1);
	follow(&fx, &b, "*/b");
	publish(&fx, "a/b", "3", "y");
	assert_int_equal(published.delivered, 2);
	unfollow(&a);
	publish(&fx, "a/b", "4", "z");
	assert_int_equal(published.delivered, 1);
	unfollow(&b);
	publish(&fx, "a/b", "5", "z");
	assert_int_equal(published.delivered, 0);
	hub_free(fx.hub);
}

static const struct {
	const char *name, *topic, *id, *data;
	enum hub_outcome outcome;
} refused[] = {
	{ "no topic", "", "", "x", HUB_BAD_TOPIC },
	{ "a pattern", "a/*", "", "x", HUB_BAD_TOPIC },
	{ "the hub's own topic", "$ssed/x", "", "x", HUB_BAD_TOPIC },
	{ "LF in the id", "a", "1\n2", "x", HUB_BAD_ID },
	{ "a control character in the id", "a", "1\x01", "x", HUB_BAD_ID },
	{ "a tab in the id", "a", "1\t2", "x", HUB_BAD_ID },
	{ "DEL in the id", "a", "\x7f", "x", HUB_BAD_ID },
	{ "a space before the id", "a", " 1", "x", HUB_BAD_ID },
	{ "a space after the id", "a", "1 ", "x", HUB_BAD_ID },
	{ "an id that is a space", "a", " ", "x", HUB_BAD_ID },
	{ "an id that is no UTF-8", "a", "\xff", "x", HUB_BAD_ID },
	{ "data that is no UTF-8", "a", "", "\xff", HUB_BAD_DATA },
};

static void
bad_messages_are_refused(void **state)
{
	struct fixture fx;

	(void)state;
	fixture_open(&fx, keep_all, 1 << 20);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (publish(&fx, refused[i].topic, refused[i].id,
			refused[i].data) != refused[i].outcome)
			fail_msg("%s", refused[i].name);
	assert_int_equal(hub_get_stats(fx.hub)->taken, 0);
	hub_free(fx.hub);
}

/* Whatever the size of the pieces a socket takes, the bytes are the same. */
static void
every_split_sends_the_same_bytes(void **state)
{
	(void)state;
	for (size_t step = 1; step < 40; step++) {
		struct fixture fx;
		struct follower f;

		fixture_open(&fx, keep_all, 1 << 20);
		publish(&fx, "t", "1", "old");
		publish(&fx, "t", "2", "newer");
		follow_from(&fx, &f, "t", HUB_CURSOR_EARLIEST, "");
		publish(&fx, "t", "3", "in between");
		while (take(&f, step) > 0)
			if (f.got.len > 60 && f.got.len < 60 + step)
				publish(&fx, "t", "4", "live");
		publish(&fx, "t", "4", "live");
		assert_string_equal(take_all(&f),
		    START FRAME("1", "t", "old") FRAME("2", "t", "newer")
			FRAME("3", "t", "in between") FRAME("4", "t", "live"));
		hub_settle(fx.hub);
		unfollow(&f);
		hub_free(fx.hub);
	}
}

static void
a_slow_stream_is_told_and_ended(void **state)
{
	struct fixture fx;
	struct follower slow, quick;
	char id[16];

	(void)state;
	fixture_open(&fx, keep_all, 100);
	follow(&fx, &slow, "t");
	follow(&fx, &quick, "t");
	take_all(&slow);
	publish(&fx, "t", "0", "half of this is sent");
	take(&slow, 10);
	hub_stream_set_behind(&slow.stream, true);
	for (int i = 1; i < 20; i++) {
		snprintf(id, sizeof(id), "%d", i);
		publish(&fx, "t", id, "more");
		take_all(&quick);
		hub_settle(fx.hub);
	}
	assert_string_equal(take_all(&slow),
	    START FRAME(
		"0", "t", "half of this is sent") "event: ssed.bye\ndata: "
						  "{\"reason\":\"slow\"}\n\n");
	assert_true(hub_stream_is_done(&slow.stream));
	assert_non_null(strstr(take_all(&quick), "id: 19\n"));
	unfollow(&slow);
	unfollow(&quick);
	hub_free(fx.hub);
}

static void
one_large_event_does_not_make_a_stream_slow(void **state)
{
	struct fixture fx;
	struct follower f;
	char *large = calloc(1, 5001);

	(void)state;
	memset(large, 'x', 5000);
	fixture_open(&fx, keep_all, 100);
	follow(&fx, &f, "t");
	publish(&fx, "t", "1", large);
	take(&f, 50);
	hub_stream_set_behind(&f.stream, true);
	hub_settle(fx.hub);
	assert_false(hub_stream_is_done(&f.stream));
	assert_null(strstr(take_all(&f), "ssed.bye"));
	unfollow(&f);
	hub_free(fx.hub);
	free(large);
}

/* A stream that ends as it is written is news to others. */
static void
what_comes_during_a_flush_is_for_the_next(void **state)
{
	struct fixture fx;
	struct follower f;

	(void)state;
	fixture_open(&fx, keep_all, 1 << 20);
	follow(&fx, &f, "t");
	publish(&fx, "t", "", "first");
	hub_wake(fx.hub, 0);
	take_all(&f);
	publish(&fx, "t", "", "second");
	assert_true(hub_settle(fx.hub));
	hub_wake(fx.hub, 0);
	assert_non_null(strstr(take_all(&f), "data: second\n"));
	assert_false(hub_settle(fx.hub));
	unfollow(&f);
	hub_free(fx.hub);
}

/* Nobody publishes to that topic again. */
static void
what_a_slow_stream_took_at_last_is_forgotten(void **state)
{
	struct fixture fx;
	struct follower slow, quick;
	const struct hub_ring *ring;

	(void)state;
	fixture_open(&fx, (struct hub_keep){ 0 }, 1 << 20);
	follow(&fx, &slow, "t");
	follow(&fx, &quick, "t");
	ring = &slow.stream.feed->ring;
	take_all(&slow);
	hub_stream_set_behind(&slow.stream, true);
	for (int i = 0; i < 20; i++) {
		publish(&fx, "t", "", "x");
		hub_wake(fx.hub, 0);
		take_all(&quick);
		hub_settle(fx.hub);
	}
	assert_int_equal(ring->tail - ring->head, 20);
	take_all(&slow);
	hub_stream_set_behind(&slow.stream, false);
	assert_int_equal(ring->tail, ring->head);
	publish(&fx, "t", "", "last");
	hub_wake(fx.hub, 0);
	assert_non_null(strstr(take_all(&slow), "data: last\n"));
	assert_non_null(strstr(take_all(&quick), "data: last\n"));
	hub_settle(fx.hub);
	hub_stream_set_behind(&slow.stream, true);
	publish(&fx, "t", "", "x");
	hub_wake(fx.hub, 0);
	take_all(&quick);
	hub_settle(fx.hub);
	assert_int_equal(ring->tail - ring->head, 1);
	unfollow(&slow);
	assert_int_equal(ring->tail, ring->head);
	unfollow(&quick);
	hub_free(fx.hub);
}

static void
draining_ends_streams_behind_what_they_have(void **state)
{
	struct fixture fx;
	struct follower f;

	(void)state;
	fixture_open(&fx, keep_all, 1 << 20);
	follow(&fx, &f, "t");
	publish(&fx, "t", "1", "last words");
	hub_drain(fx.hub, "drain");
	take_all(&f);
	assert_non_null(
	    strstr(f.got.ptr, FRAME("1", "t", "last words") "retry: "));
	assert_non_null(
	    strstr(f.got.ptr, "\nevent: ssed.bye\n"
			      "data: {\"reason\":\"drain\",\"retry\":"));
	assert_true(hub_stream_is_done(&f.stream));
	publish(&fx, "t", "2", "too late");
	assert_int_equal(published.delivered, 0);
	unfollow(&f);
	hub_free(fx.hub);
}

static void
an_idle_stream_beats(void **state)
{
	struct fixture fx;
	struct follower f;

	(void)state;
	fixture_open(&fx, keep_all, 1 << 20);
	follow(&fx, &f, "t");
	take_all(&f);
	hub_stream_beat(&f.stream);
	hub_stream_beat(&f.stream);
	assert_string_equal(take_all(&f), START ":\n\n");
	unfollow(&f);
	hub_free(fx.hub);
}

static void
streams_have_a_maximum(void **state)
{
	struct fixture fx;
	struct follower all[1001];
	const struct slice pattern = slice_of("t");
	struct hub_select sel;
	struct hub_start start = { .select = &sel, .retry_ms = -1 };

	(void)state;
	fixture_open(&fx, keep_all, 1 << 20);
	for (size_t i = 0; i < 1000; i++)
		follow(&fx, &all[i], "t");
	hub_select_init(&sel, &pattern, 1);
	assert_false(hub_stream_open(fx.hub, &all[1000].stream, &start));
	for (size_t i = 0; i < 1000; i++)
		unfollow(&all[i]);
	assert_int_equal(hub_stream_count(fx.hub), 0);
	hub_free(fx.hub);
}

/* More topics than routes are kept for: the cache is thrown away, no more. */
static void
routes_are_bounded(void **state)
{
	struct fixture fx;
	struct follower f;
	char topic[32];

	(void)state;
	fixture_open(&fx, keep_all, 1 << 20);
	follow(&fx, &f, "t7");
	for (int i = 0; i < 70000; i++) {
		snprintf(topic, sizeof(topic), "t%d", i);
		publish(&fx, topic, "", "x");
		assert_int_equal(published.delivered, i == 7 ? 1 : 0);
	}
	publish(&fx, "t7", "", "x");
	assert_int_equal(published.delivered, 1);
	unfollow(&f);
	hub_free(fx.hub);
}

/* A log that was there before the hub. */
static void
the_first_stream_is_told_the_newest_id(void **state)
{
	const struct hub_options options = {
		.lag_bytes = 1 << 20, .streams_max = 10, .topics_max = 10
	};
	const struct slice patterns[] = { slice_of("**") };
	const struct hub_keep keep = { .count = 10 };
	struct hub_log *log = memory_log_new(&keep);
	struct follower f = { .got = BUF(GOT_BYTES_MAX) };
	struct hub_select sel;
	const struct hub_start start = { .select = &sel, .retry_ms = -1 };
	struct hub *hub;

	(void)state;
	log->newest_id = slice_of("old-7");
	hub = hub_new(&options, log, fixture_on_ready);
	assert_int_equal(hub_select_init(&sel, patterns, 1), HUB_SELECT_OK);
	assert_true(hub_stream_open(hub, &f.stream, &start));
	assert_non_null(strstr(take_all(&f), "\"last\":\"old-7\"}"));
	unfollow(&f);
	hub_free(hub);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_follower_gets_each_event_once),
		cmocka_unit_test(a_new_wildcard_is_seen_by_old_topics),
		cmocka_unit_test(bad_messages_are_refused),
		cmocka_unit_test(every_split_sends_the_same_bytes),
		cmocka_unit_test(a_slow_stream_is_told_and_ended),
		cmocka_unit_test(one_large_event_does_not_make_a_stream_slow),
		cmocka_unit_test(what_comes_during_a_flush_is_for_the_next),
		cmocka_unit_test(what_a_slow_stream_took_at_last_is_forgotten),
		cmocka_unit_test(draining_ends_streams_behind_what_they_have),
		cmocka_unit_test(an_idle_stream_beats),
		cmocka_unit_test(the_first_stream_is_told_the_newest_id),
		cmocka_unit_test(streams_have_a_maximum),
		cmocka_unit_test(routes_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
