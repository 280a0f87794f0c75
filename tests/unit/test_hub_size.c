/* Tests of what a hub tells of itself: lib/hub/hub.h, hub_get_size(). */
#include "hub_fixture.h"

#define FRAME_BYTES strlen("id: 1\ntopic: a\ndata: x\n\n")

static const struct hub_keep keep_all = { .count = 1000 };

/* How a stream is ended, and what it counts as. */
static const struct {
	const char *reason; /* NULL: its client leaves */
	bool finish;
	enum hub_end end;
} ends[] = {
	{ NULL, false, HUB_END_CLIENT },
	{ "slow", false, HUB_END_SLOW },
	{ "drain", true, HUB_END_DRAIN },
	{ "closed", true, HUB_END_CLOSED },
	{ "kicked", false, HUB_END_KICKED },
	{ "expired", false, HUB_END_EXPIRED },
	{ "failed", true, HUB_END_FAILED },
	{ "of some other kind", false, HUB_END_OTHER },
};

/* Expects that all streams so far ended as that, and no other. */
static void
expect_end(const struct fixture *fx, const char *name, enum hub_end end)
{
	const struct hub_stats *stats = hub_get_stats(fx->hub);

	for (int i = 0; i < HUB_END_COUNT; i++)
		if (stats->ended[i] != (i == (int)end ? stats->opened : 0))
			fail_msg(
			    "%s: %d has %d", name, i, (int)stats->ended[i]);
}

static void
streams_are_counted_by_how_they_ended(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		const char *reason = ends[i].reason;
		struct fixture fx;
		struct follower f;

		fixture_open(&fx, keep_all, 1 << 20);
		follow(&fx, &f, "a");
		if (reason != NULL)
			hub_stream_end(&f.stream, reason, -1, ends[i].finish);
		take_all(&f);
		assert_int_equal(hub_get_stats(fx.hub)->opened, 1);
		unfollow(&f);
		expect_end(
		    &fx, reason != NULL ? reason : "client", ends[i].end);
		hub_free(fx.hub);
	}
}

static void
open_counted(struct fixture *fx, struct follower *f, bool poll,
    enum hub_cursor_kind kind)
{
	const struct slice pattern = slice_of("a");
	struct hub_select sel;
	const struct hub_start start = {
		.select = &sel,
		.kind = kind,
		.retry_ms = -1,
		.count_max = poll ? 0 : 2,
		.poll = poll,
	};

	*f = (struct follower){ .got = BUF(GOT_BYTES_MAX) };
	assert_int_equal(hub_select_init(&sel, &pattern, 1), HUB_SELECT_OK);
	assert_true(hub_stream_open(fx->hub, &f->stream, &start));
}

static void
a_stream_that_got_what_it_asked_for_is_done(void **state)
{
	struct fixture fx;
	struct follower f[4];

	(void)state;
	fixture_open(&fx, keep_all, 1 << 20);
	publish(&fx, "a", "1", "x");
	publish(&fx, "a", "2", "x");
	open_counted(&fx, &f[0], true, HUB_CURSOR_LATEST);
	open_counted(&fx, &f[1], true, HUB_CURSOR_EARLIEST);
	open_counted(&fx, &f[2], false, HUB_CURSOR_EARLIEST);
	open_counted(&fx, &f[3], false, HUB_CURSOR_LATEST);
	publish(&fx, "a", "3", "x");
	publish(&fx, "a", "4", "x");
	for (size_t i = 0; i < 4; i++) {
		take_all(&f[i]);
		assert_true(hub_stream_is_done(&f[i].stream));
		unfollow(&f[i]);
	}
	hub_settle(fx.hub);
	expect_end(&fx, "done", HUB_END_DONE);
	hub_free(fx.hub);
}

static void
history_that_a_drain_cut_short_ends_by_the_drain(void **state)
{
	struct fixture fx;
	struct follower f;
	char large[2 * HUB_PAGE_BYTES];

	(void)state;
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	fixture_open(&fx, keep_all, 1 << 20);
	publish(&fx, "a", "1", large);
	publish(&fx, "a", "2", large);
	follow_from(&fx, &f, "a", HUB_CURSOR_EARLIEST, "");
	assert_non_null(f.stream.replay);
	hub_drain(fx.hub, "drain");
	take_all(&f);
	assert_true(hub_stream_is_done(&f.stream));
	unfollow(&f);
	expect_end(&fx, "drain", HUB_END_DRAIN);
	hub_free(fx.hub);
}

/* A turn in which f's socket takes nothing. */
static void
turn(struct fixture *fx, struct follower *f, const char *id)
{
	publish(fx, "a", id, "x");
	hub_stream_set_behind(&f->stream, true);
	hub_settle(fx->hub);
}

static void
the_lag_is_that_of_the_slowest_for_a_minute_or_two(void **state)
{
	struct fixture fx;
	struct follower slow, quick;
	struct hub_size size;

	(void)state;
	fixture_open(&fx, keep_all, 1 << 20);
	follow(&fx, &slow, "a");
	follow(&fx, &quick, "a");
	take_all(&slow);
	take_all(&quick);
	hub_tick(fx.hub, 60000);
	for (int i = 1; i <= 3; i++) {
		turn(&fx, &slow, (const char[]){ (char)('0' + i), '\0' });
		take_all(&quick);
	}
	hub_get_size(fx.hub, &size);
	assert_int_equal(size.streams, 2);
	assert_int_equal(size.blocked, 1);
	/* Without the one that it is in. */
	assert_int_equal(size.lag_bytes, 2 * FRAME_BYTES);
	take_all(&slow);
	hub_stream_set_behind(&slow.stream, false);
	hub_tick(fx.hub, 119999);
	hub_tick(fx.hub, 120000);
	hub_get_size(fx.hub, &size);
	assert_int_equal(size.blocked, 0);
	assert_int_equal(size.lag_bytes, 2 * FRAME_BYTES);
	hub_tick(fx.hub, 180000);
	hub_get_size(fx.hub, &size);
	assert_int_equal(size.lag_bytes, 0);
	unfollow(&quick);
	/* Who leaves while behind is behind no more. */
	turn(&fx, &slow, "4");
	unfollow(&slow);
	hub_get_size(fx.hub, &size);
	assert_int_equal(size.blocked, 0);
	assert_int_equal(size.streams, 0);
	hub_free(fx.hub);
}

static void
the_log_says_what_it_holds(void **state)
{
	struct fixture fx;
	struct hub_size size;
	const struct hub_keep keep = { .count = 2 };

	(void)state;
	fixture_open(&fx, keep, 1 << 20);
	hub_get_size(fx.hub, &size);
	assert_int_equal(size.log.events, 0);
	assert_int_equal(size.log.bytes, 0);
	publish(&fx, "a", "", "x");
	publish(&fx, "a", "", "x");
	publish(&fx, "a", "", "x");
	publish(&fx, "b", "", "x");
	hub_get_size(fx.hub, &size);
	assert_int_equal(size.log.events, 3);
	assert_int_equal(size.log.topics, 2);
	assert_in_range(size.log.bytes, 3 * FRAME_BYTES, 3000);
	assert_int_equal(size.log.bytes_max, MEMORY_BYTES_MAX);
	assert_int_equal(size.log.topics_max, MEMORY_TOPICS_MAX);
	hub_free(fx.hub);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(streams_are_counted_by_how_they_ended),
		cmocka_unit_test(a_stream_that_got_what_it_asked_for_is_done),
		cmocka_unit_test(
		    history_that_a_drain_cut_short_ends_by_the_drain),
		cmocka_unit_test(
		    the_lag_is_that_of_the_slowest_for_a_minute_or_two),
		cmocka_unit_test(the_log_says_what_it_holds),
	};

	return cmocka_run_group_tests_name("hub_size", tests, NULL, NULL);
}
