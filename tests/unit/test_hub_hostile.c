/*
 * Tests of lib/hub: clients that mean no good.  What they hold stays bounded,
 * and nothing that is read has been freed.
 */
#include "late_log.h"

#include "hub/manage.h"
#include "hub/pending.h"
#include "hub/state.h"
#include "hub/tune.h"

#define LAG_BYTES 4096
#define CHANGES 200

/* Opens a follower of some patterns; batch: so many in one, for a second. */
static void
follow_all(struct fixture *fx, struct follower *f, const char *const *names,
    size_t count, size_t batch)
{
	struct slice patterns[HUB_PATTERNS_MAX];
	struct hub_select sel;
	const struct hub_start start = {
		.select = &sel,
		.kind = HUB_CURSOR_LATEST,
		.retry_ms = -1,
		.no_open = true,
	};

	for (size_t i = 0; i < count; i++)
		patterns[i] = slice_of(names[i]);
	*f = (struct follower){ .got = BUF(GOT_BYTES_MAX) };
	assert_int_equal(hub_select_init(&sel, patterns, count), HUB_SELECT_OK);
	hub_select_batch(&sel, batch, 1000);
	assert_true(hub_stream_open(fx->hub, &f->stream, &start));
	take(f, SIZE_MAX);
	buf_reset(&f->got);
}

/* The log keeps nothing, and what comes last has no id. */
static void
a_batch_has_the_id_that_it_ends_with(void **state)
{
	static const char *const names[] = { "$ssed/streams", "a" };
	struct fixture fx;
	struct follower f, other;
	const char *got;

	(void)state;
	fixture_open(&fx, (struct hub_keep){ .count = 0 }, 1 << 20);
	follow_all(&fx, &f, names, 2, 10);
	publish(&fx, "a", "the-one-before", "one");
	follow(&fx, &other, "b");
	hub_wake(fx.hub, 1000);
	hub_wake(fx.hub, 2000);
	got = take_all(&f);
	assert_non_null(strstr(got, "\"event\":\"open\""));
	assert_non_null(strstr(got, "\nid: the-one-before\n\n"));
	unfollow(&other);
	hub_wake(fx.hub, 3000);
	hub_wake(fx.hub, 4000);
	assert_non_null(strstr(take_all(&f), "\"event\":\"close\""));
	unfollow(&f);
	hub_free(fx.hub);
}

static void
change(struct follower *f, const char *add, const char *remove)
{
	const struct slice to_add = slice_of(add), to_remove = slice_of(remove);
	const struct hub_change change = {
		.add = &to_add,
		.remove = &to_remove,
		.add_count = 1,
		.remove_count = 1,
	};

	assert_int_equal(hub_stream_change(&f->stream, &change), HUB_SELECT_OK);
}

/* What the log was asked with stays, whatever its reader follows by now. */
static void
a_log_reads_with_what_was_followed(void **state)
{
	const struct hub_options options = {
		.retry_ms = 3000,
		.lag_bytes = 1 << 20,
		.streams_max = 10,
		.topics_max = 100,
	};
	struct fixture fx = { .wall_ms = 1000 };
	struct follower f;

	(void)state;
	fx.hub = hub_new(&options, late_log_new(), fixture_on_ready);
	publish(&fx, "a", "1", "one");
	publish(&fx, "b", "2", "two");
	publish(&fx, "c", "3", "three");
	follow_from(&fx, &f, "a", HUB_CURSOR_EARLIEST, "");
	change(&f, "b", "a");
	while (late->seek_count > 0)
		let_through();
	assert_int_equal(late->page_count, 1);
	change(&f, "c", "b");
	change(&f, "d", "c");
	publish(&fx, "d", "4", "new of what it follows");
	while (late->page_count > 0) {
		let_through();
		take_all(&f);
	}
	assert_true(f.stream.live);
	assert_null(strstr(take_all(&f), "two"));
	assert_non_null(strstr(take_all(&f), "new of what it follows"));
	unfollow(&f);
	hub_free(fx.hub);
}

/* Returns how much waits for s alone. */
static uint64_t
pending_bytes(const struct hub_stream *s)
{
	return s->pending != NULL ? s->pending->bytes : 0;
}

/* It reads nothing, and is changed whenever its feed has much for it. */
static void
hoard(bool slow_skips)
{
	static const char *const topics[] = { "a", "b" };
	char data[1001];
	struct fixture fx;
	struct follower f;

	memset(data, 'x', sizeof(data) - 1);
	data[sizeof(data) - 1] = '\0';
	fixture_open(&fx, (struct hub_keep){ .count = 9 }, LAG_BYTES);
	fx.hub->options.slow_skips = slow_skips;
	follow(&fx, &f, "a");
	take_all(&f);
	hub_stream_set_behind(&f.stream, true);
	for (int i = 0; i < CHANGES && !f.stream.ending; i++) {
		for (int n = 0; n < 3; n++)
			publish(&fx, topics[i % 2], "", data);
		change(&f, topics[(i + 1) % 2], topics[i % 2]);
		hub_wake(fx.hub, i);
		hub_settle(fx.hub);
		assert_in_range(
		    pending_bytes(&f.stream), 0, (uint64_t)3 * LAG_BYTES);
	}
	assert_int_equal(f.stream.ending, !slow_skips);
	hub_stream_set_behind(&f.stream, false);
	assert_non_null(
	    strstr(take_all(&f), slow_skips ? "ssed.gap" : "\"slow\""));
	unfollow(&f);
	hub_free(fx.hub);
}

static void
changes_do_not_hoard(void **state)
{
	(void)state;
	hoard(false);
	hoard(true);
}

/* As many topics as a stream may follow. */
struct names {
	char text[HUB_PATTERNS_MAX][16];
	struct slice items[HUB_PATTERNS_MAX];
};

static void
name_topics(struct names *names, const char *prefix)
{
	for (int i = 0; i < HUB_PATTERNS_MAX; i++) {
		snprintf(names->text[i], 16, "%s/%d", prefix, i);
		names->items[i] = slice_of(names->text[i]);
	}
}

static void
change_all(struct follower *f, const struct names *add, const struct names *old)
{
	const struct hub_change change = {
		.add = add->items,
		.remove = old->items,
		.add_count = HUB_PATTERNS_MAX,
		.remove_count = HUB_PATTERNS_MAX,
	};

	assert_int_equal(hub_stream_change(&f->stream, &change), HUB_SELECT_OK);
}

/* Names that streams follow fit, while they read what was before, too. */
static void
names_of_a_change_fit(void **state)
{
	const struct hub_keep keep = { .count = 1000 };
	const struct hub_options options = {
		.retry_ms = 3000,
		.lag_bytes = LAG_BYTES,
		.streams_max = 1,
		.topics_max = 3,
	};
	struct names first, second, third;
	struct fixture fx = { .wall_ms = 1000 };
	struct hub_select sel;
	const struct hub_start start = {
		.select = &sel,
		.kind = HUB_CURSOR_EARLIEST,
	};
	struct follower f = { .ready = 0 };

	(void)state;
	name_topics(&first, "a");
	name_topics(&second, "b");
	name_topics(&third, "c");
	fx.hub = hub_new(&options, memory_log_new(&keep), fixture_on_ready);
	hub_select_init(&sel, first.items, HUB_PATTERNS_MAX);
	/* More than a page, so that it goes on reading. */
	for (int i = 0; i < 300; i++)
		publish(&fx, "a/1", "", "what came before it was there");
	assert_true(hub_stream_open(fx.hub, &f.stream, &start));
	assert_non_null(f.stream.replay);
	change_all(&f, &second, &first);
	change_all(&f, &third, &second);
	publish(&fx, "else", "", "one");
	unfollow(&f);
	hub_free(fx.hub);
}

static enum hub_outcome
publish_to_both(struct fixture *fx, const char *topic, const char *also)
{
	struct hub_publish p = {
		.message = {
		    .topic = slice_of(topic),
		    .retry_ms = -1,
		    .extra = { .also = slice_of(also) },
		},
		.wall_ms = fx->wall_ms,
		.on_done = fixture_on_done,
	};

	hub_publish(fx->hub, &p);
	return published.outcome;
}

static bool
knows_a(const struct hub_gate *gate, struct slice name)
{
	(void)gate;
	return slice_is(name, "a");
}

/* What holds for a topic holds for each of several. */
static void
further_topics_are_topics(void **state)
{
	const struct slice b = slice_of("b");
	struct hub_gate gate = { .knows = knows_a };
	const struct hub_gates gates = { .topics = &gate };
	struct hub_select sel;
	struct fixture fx;

	(void)state;
	fixture_open(&fx, (struct hub_keep){ .count = 9 }, LAG_BYTES);
	hub_select_init(&sel, &b, 1);
	hub_topic_close(fx.hub, b);
	assert_true(hub_select_is_closed(fx.hub, &sel));
	assert_int_equal(publish_to_both(&fx, "a", "b\n"), HUB_TAKEN);
	assert_false(hub_select_is_closed(fx.hub, &sel));
	hub_set_gates(fx.hub, &gates);
	assert_int_equal(publish_to_both(&fx, "a", "b\n"), HUB_UNKNOWN_TOPIC);
	hub_select_clear(&sel);
	hub_free(fx.hub);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_batch_has_the_id_that_it_ends_with),
		cmocka_unit_test(a_log_reads_with_what_was_followed),
		cmocka_unit_test(changes_do_not_hoard),
		cmocka_unit_test(names_of_a_change_fit),
		cmocka_unit_test(further_topics_are_topics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
