/* Tests of lib/hub: what is retained comes first, and to whom. */
#include "hub_fixture.h"

#define FRAME(id, topic, data)                                                 \
	"id: " id "\ntopic: " topic "\ndata: " data "\n\n"
#define START "retry: 3000\n\n"
#define ELEMENT(id, data)                                                      \
	"{\"event\":\"message\",\"id\":\"" id "\",\"data\":\"" data            \
	"\",\"topic\":\"news\"}"

/* A hub in which 1 is retained, 2 is not, and both are of news. */
static void
open_kept(struct fixture *fx)
{
	struct hub_publish p = {
		.message = {
		    .id = slice_of("1"),
		    .topic = slice_of("news"),
		    .type = slice_empty(),
		    .data = slice_of("old"),
		    .retry_ms = -1,
		    .extra = { .retain = true },
		},
		.wall_ms = 1000,
		.on_done = fixture_on_done,
	};

	fixture_open(fx, (struct hub_keep){ .count = 10 }, 1 << 20);
	hub_publish(fx->hub, &p);
	publish(fx, "news", "2", "newer");
}

/* Follows as start says, of which the rest is the fixture's. */
static void
follow_as(struct fixture *fx, struct follower *f, const char *pattern,
    struct hub_start start, enum hub_format format)
{
	const struct slice patterns[] = { slice_of(pattern) };
	struct hub_select sel;

	*f = (struct follower){ .got = BUF(GOT_BYTES_MAX) };
	assert_int_equal(hub_select_init(&sel, patterns, 1), HUB_SELECT_OK);
	hub_select_format(&sel, format);
	start.select = &sel;
	start.retry_ms = -1;
	start.no_open = true;
	assert_true(hub_stream_open(fx->hub, &f->stream, &start));
}

static void
a_new_follower_gets_what_is_retained(void **state)
{
	struct fixture fx;
	struct follower f;

	(void)state;
	open_kept(&fx);
	follow(&fx, &f, "news");
	/* Its cursor moves back, and on again. */
	assert_string_equal(
	    take_all(&f), START FRAME("1", "news", "old") "id: 2\n\n");
	publish(&fx, "news", "3", "live");
	assert_int_equal(published.delivered, 1);
	assert_string_equal(
	    take_all(&f), START FRAME("1", "news", "old") "id: 2\n\n" FRAME(
			      "3", "news", "live"));
	unfollow(&f);
	follow_from(&fx, &f, "news", HUB_CURSOR_ID, "2");
	assert_string_equal(take_all(&f), START FRAME("3", "news", "live"));
	unfollow(&f);
	/* Not when events follow it, for they move the cursor, too. */
	follow_as(&fx, &f, "news",
	    (struct hub_start){ .kind = HUB_CURSOR_NEWEST, .newest = 1 },
	    HUB_FORMAT_STREAM);
	assert_string_equal(take_all(&f),
	    START FRAME("1", "news", "old") FRAME("3", "news", "live"));
	unfollow(&f);
	hub_free(fx.hub);
}

static void
only_an_event_stream_has_a_cursor(void **state)
{
	struct fixture fx;
	struct follower f;

	(void)state;
	open_kept(&fx);
	follow_as(&fx, &f, "news", (struct hub_start){ 0 }, HUB_FORMAT_TEXT);
	assert_string_equal(take_all(&f), "old\n");
	unfollow(&f);
	hub_free(fx.hub);
}

static void
what_is_retained_counts(void **state)
{
	struct fixture fx;
	struct follower f;

	(void)state;
	open_kept(&fx);
	follow_as(&fx, &f, "news", (struct hub_start){ .count_max = 1 },
	    HUB_FORMAT_STREAM);
	assert_string_equal(take_all(&f), START FRAME("1", "news", "old"));
	assert_true(hub_stream_is_done(&f.stream));
	unfollow(&f);
	follow_as(&fx, &f, "news", (struct hub_start){ .poll = true },
	    HUB_FORMAT_STREAM);
	assert_string_equal(
	    take_all(&f), START FRAME("1", "news", "old") "id: 2\n\n");
	assert_true(hub_stream_is_done(&f.stream));
	unfollow(&f);
	hub_free(fx.hub);
}

static void
who_gets_nothing_of_it_is_live_at_once(void **state)
{
	static const char *const patterns[] = { "sport", "$ssed/presence" };
	struct fixture fx;
	struct follower f;

	(void)state;
	open_kept(&fx);
	for (int i = 0; i < 2; i++) {
		follow(&fx, &f, patterns[i]);
		assert_true(f.stream.live);
		assert_string_equal(take_all(&f), START);
		unfollow(&f);
	}
	hub_free(fx.hub);
}

/* A history is told in batches, too; each ends with its page. */
static void
history_comes_in_batches(void **state)
{
	const struct slice pattern = slice_of("news");
	struct fixture fx;
	struct follower f = { .got = BUF(GOT_BYTES_MAX) };
	struct hub_select sel;
	const struct hub_start start = { .select = &sel,
		.kind = HUB_CURSOR_EARLIEST,
		.retry_ms = -1,
		.no_open = true };

	(void)state;
	open_kept(&fx);
	publish(&fx, "news", "3", "newest");
	hub_select_init(&sel, &pattern, 1);
	hub_select_batch(&sel, 2, 100);
	assert_true(hub_stream_open(fx.hub, &f.stream, &start));
	assert_string_equal(take_all(&f),
	    START "data: [" ELEMENT("1", "old") "," ELEMENT(
		"2", "newer") "]\n"
			      "id: 2\n\n"
			      "data: [" ELEMENT("3", "newest") "]\nid: 3\n\n");
	unfollow(&f);
	hub_free(fx.hub);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_follower_gets_what_is_retained),
		cmocka_unit_test(only_an_event_stream_has_a_cursor),
		cmocka_unit_test(what_is_retained_counts),
		cmocka_unit_test(who_gets_nothing_of_it_is_live_at_once),
		cmocka_unit_test(history_comes_in_batches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
