/*
 * Tests of hub/batch.c: events as one JSON array, by number and by time, in
 * every format.
 */
#include "hub_fixture.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
follow_batch(struct fixture *fx, struct follower *f, enum hub_format format,
    size_t count, int64_t ms)
{
	const struct slice patterns[] = { slice_of("a") };
	struct hub_select sel;
	const struct hub_start start = {
		.select = &sel,
		.user = slice_of("u"),
		.retry_ms = -1,
		.no_open = true,
	};

	*f = (struct follower){ .got = BUF(GOT_BYTES_MAX) };
	assert_int_equal(hub_select_init(&sel, patterns, 1), HUB_SELECT_OK);
	hub_select_format(&sel, format);
	hub_select_batch(&sel, count, ms);
	assert_true(hub_stream_open(fx->hub, &f->stream, &start));
	/* The hint to come back is not what is tested. */
	take(f, SIZE_MAX);
	buf_reset(&f->got);
}

static void
turn(struct fixture *fx, int64_t now_ms)
{
	hub_wake(fx->hub, now_ms);
}

/* What comes of events 1, 2 and 3 as batches of two, a turn behind each. */
static void
it_writes_arrays_in_every_format(void **state)
{
	static const struct {
		enum hub_format format;
		const char *expected;
	} rows[] = {
		{ HUB_FORMAT_STREAM,
		    "data: [{\"event\":\"message\",\"id\":\"1\",\"data\":"
		    "\"one\",\"topic\":\"a\"},{\"event\":\"message\",\"id\":"
		    "\"2\",\"data\":\"two\\nlines\",\"topic\":\"a\"}]\n"
		    "id: 2\n\n"
		    "data: [{\"event\":\"message\",\"id\":\"3\",\"data\":"
		    "\"three\",\"topic\":\"a\"}]\nid: 3\n\n" },
		{ HUB_FORMAT_NDJSON,
		    "[{\"event\":\"message\",\"id\":\"1\",\"data\":\"one\","
		    "\"topic\":\"a\"},{\"event\":\"message\",\"id\":\"2\","
		    "\"data\":\"two\\nlines\",\"topic\":\"a\"}]\n"
		    "[{\"event\":\"message\",\"id\":\"3\",\"data\":\"three\","
		    "\"topic\":\"a\"}]\n" },
		{ HUB_FORMAT_TEXT, "one\ntwo\nlines\nthree\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture fx;
		struct follower f;

		fixture_open(&fx, (struct hub_keep){ .count = 9 }, 1 << 20);
		follow_batch(&fx, &f, rows[i].format, 2, 1000);
		publish(&fx, "a", "1", "one");
		turn(&fx, 5000);
		assert_string_equal(take_all(&f), "");
		publish(&fx, "a", "2", "two\nlines");
		publish(&fx, "a", "3", "three");
		turn(&fx, 5500);
		turn(&fx, 6499);
		take(&f, SIZE_MAX);
		turn(&fx, 6500);
		assert_string_equal(take_all(&f), rows[i].expected);
		unfollow(&f);
		hub_free(fx.hub);
	}
}

/* Its time counts from the turn that brought the first of it. */
static void
what_waited_long_enough_is_sent(void **state)
{
	struct fixture fx;
	struct follower f;

	(void)state;
	fixture_open(&fx, (struct hub_keep){ .count = 9 }, 1 << 20);
	follow_batch(&fx, &f, HUB_FORMAT_TEXT, 100, 300);
	turn(&fx, 1000000);
	publish(&fx, "a", "1", "one");
	turn(&fx, 2000000);
	publish(&fx, "a", "2", "two");
	turn(&fx, 2000299);
	assert_string_equal(take_all(&f), "");
	turn(&fx, 2000300);
	assert_string_equal(take_all(&f), "one\ntwo\n");
	turn(&fx, 2000900);
	assert_string_equal(take_all(&f), "one\ntwo\n");
	unfollow(&f);
	hub_free(fx.hub);
}

/* Who joins in the middle gets nothing of before, and the others all. */
static void
who_comes_later_gets_what_comes_later(void **state)
{
	struct fixture fx;
	struct follower first, later;

	(void)state;
	fixture_open(&fx, (struct hub_keep){ .count = 9 }, 1 << 20);
	follow_batch(&fx, &first, HUB_FORMAT_TEXT, 3, 1000);
	publish(&fx, "a", "1", "one");
	follow_batch(&fx, &later, HUB_FORMAT_TEXT, 3, 1000);
	publish(&fx, "a", "2", "two");
	turn(&fx, 1000);
	turn(&fx, 2000);
	assert_string_equal(take_all(&first), "one\ntwo\n");
	assert_string_equal(take_all(&later), "two\n");
	unfollow(&first);
	unfollow(&later);
	hub_free(fx.hub);
}

/* The order is one: what is for a user comes behind what was collected. */
static void
what_is_for_a_user_keeps_its_place(void **state)
{
	struct fixture fx;
	struct follower f;
	struct hub_publish p = {
		.message = {
		    .data = slice_of("two"),
		    .retry_ms = -1,
		    .extra = { .to = slice_of("u\n") },
		},
		.on_done = fixture_on_done,
	};

	(void)state;
	fixture_open(&fx, (struct hub_keep){ .count = 9 }, 1 << 20);
	follow_batch(&fx, &f, HUB_FORMAT_TEXT, 10, 1000);
	publish(&fx, "a", "1", "one");
	hub_publish(fx.hub, &p);
	publish(&fx, "a", "3", "three");
	hub_stream_end(&f.stream, "drain", -1, true);
	assert_string_equal(take_all(&f), "one\ntwo\nthree\n");
	assert_true(hub_stream_is_done(&f.stream));
	unfollow(&f);
	hub_free(fx.hub);
}

/* A batch that is long is not made longer. */
static void
bytes_bound_a_batch(void **state)
{
	size_t len = HUB_DATA_BYTES_MAX / 2;
	char *data = malloc(len + 1);
	struct fixture fx;
	struct follower f;

	(void)state;
	assert_non_null(data);
	memset(data, 'x', len);
	data[len] = '\0';
	fixture_open(&fx, (struct hub_keep){ .count = 9 }, 1 << 24);
	follow_batch(&fx, &f, HUB_FORMAT_NDJSON, 1000, 60000);
	publish(&fx, "a", "1", data);
	assert_int_equal(take(&f, SIZE_MAX), 0);
	publish(&fx, "a", "2", data);
	assert_in_range(take(&f, SIZE_MAX), 2 * len, 2 * len + 200);
	publish(&fx, "a", "3", "left");
	unfollow(&f);
	free(data);
	hub_free(fx.hub);
}

/* Streams that want other batches share no feed. */
static void
a_batch_is_part_of_what_is_selected(void **state)
{
	struct fixture fx;
	struct follower two, three, none;

	(void)state;
	fixture_open(&fx, (struct hub_keep){ .count = 9 }, 1 << 20);
	follow_batch(&fx, &two, HUB_FORMAT_TEXT, 2, 1000);
	follow_batch(&fx, &three, HUB_FORMAT_TEXT, 3, 1000);
	follow_batch(&fx, &none, HUB_FORMAT_TEXT, 0, 0);
	publish(&fx, "a", "1", "one");
	assert_string_equal(take_all(&none), "one\n");
	publish(&fx, "a", "2", "two");
	assert_string_equal(take_all(&two), "one\ntwo\n");
	assert_string_equal(take_all(&three), "");
	publish(&fx, "a", "3", "three");
	assert_string_equal(take_all(&three), "one\ntwo\nthree\n");
	unfollow(&two);
	unfollow(&three);
	unfollow(&none);
	hub_free(fx.hub);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_writes_arrays_in_every_format),
		cmocka_unit_test(what_waited_long_enough_is_sent),
		cmocka_unit_test(who_comes_later_gets_what_comes_later),
		cmocka_unit_test(what_is_for_a_user_keeps_its_place),
		cmocka_unit_test(bytes_bound_a_batch),
		cmocka_unit_test(a_batch_is_part_of_what_is_selected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
