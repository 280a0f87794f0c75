/*
 * Tests of lib/hub and lib/log: very many topics, and streams that follow by
 * wildcards.  What they cost is bounded, and what was lost is told.
 */
#include "hub_fixture.h"

#include "hub/manage.h"
#include "hub/state.h"
#include "hub/topic.h"

#define WILD_COUNT 300
#define TOPIC_COUNT 20000

/* Opens a follower of all topics, whose selection is like no other. */
static void
follow_both(struct fixture *fx, struct follower *f, const char *name)
{
	const struct slice patterns[] = { slice_of("**"), slice_of(name) };
	struct hub_select sel;
	const struct hub_start start = {
		.select = &sel,
		.retry_ms = -1,
		.no_open = true,
	};

	*f = (struct follower){ .ready = 0 };
	assert_int_equal(hub_select_init(&sel, patterns, 2), HUB_SELECT_OK);
	assert_true(hub_stream_open(fx->hub, &f->stream, &start));
}

/* Many who follow all, each by another selection, and many topics. */
static void
routes_are_bounded(void **state)
{
	static struct follower all[WILD_COUNT];
	struct fixture fx;
	char text[16];

	(void)state;
	fixture_open(&fx, (struct hub_keep){ .count = 0 }, 1 << 20);
	fx.hub->topics.max += TOPIC_COUNT;
	for (int i = 0; i < WILD_COUNT; i++) {
		snprintf(text, sizeof(text), "only/%d", i);
		follow_both(&fx, &all[i], text);
	}
	for (int i = 0; i < TOPIC_COUNT; i++) {
		const struct hub_topic *topic;
		size_t cap = 0;

		snprintf(text, sizeof(text), "t/%d", i);
		assert_int_equal(
		    hub_topic_route(fx.hub, slice_of(text))->count, WILD_COUNT);
		if (i % 1000 > 0)
			continue;
		for (size_t at = 0;
		     (topic = map_next(&fx.hub->topics, &at)) != NULL;)
			cap += topic->route.cap;
		assert_in_range(cap, 1, 2 * HUB_ROUTED_MAX);
	}
	publish(&fx, "t/1", "", "one");
	assert_int_equal(published.delivered, WILD_COUNT);
	for (int i = 0; i < WILD_COUNT; i++)
		unfollow(&all[i]);
	hub_free(fx.hub);
}

static void
publish_many(struct fixture *fx, const char *format, int count)
{
	char topic[16];

	for (int i = 0; i < count; i++) {
		snprintf(topic, sizeof(topic), format, i);
		publish(fx, topic, "", "");
	}
}

/* So much came that nothing is known of it but that it was there. */
static void
a_topic_that_comes_back_has_lost_something(void **state)
{
	struct fixture fx;
	struct follower f;

	(void)state;
	fixture_open(&fx, (struct hub_keep){ .count = 3 }, 1 << 20);
	publish(&fx, "b", "cursor", "");
	publish(&fx, "a", "lost", "");
	publish(&fx, "b", "", "");
	publish_many(&fx, "t/%d", MEMORY_TOPICS_MAX - 1);
	publish_many(&fx, "t/1", MEMORY_SEEN_MAX + 10);
	publish(&fx, "b", "", "");
	follow_from(&fx, &f, "a", HUB_CURSOR_ID, "cursor");
	assert_non_null(strstr(take_all(&f), "ssed.gap"));
	unfollow(&f);
	publish(&fx, "a", "found", "");
	follow_from(&fx, &f, "a", HUB_CURSOR_ID, "cursor");
	assert_non_null(strstr(take_all(&f), "ssed.gap"));
	assert_non_null(strstr(take_all(&f), "id: found"));
	unfollow(&f);
	hub_free(fx.hub);
}

/* Who comes and goes is a matter of who is there already only if one asks. */
static void
nobody_who_asks_costs_nothing(void **state)
{
	static const char *const ways[] = { "$ssed/streams", "$ssed/*" };
	struct follower f, watcher;
	struct fixture fx;

	(void)state;
	fixture_open(&fx, (struct hub_keep){ .count = 0 }, 1 << 20);
	for (size_t i = 0; i < 2; i++) {
		follow_both(&fx, &f, "one");
		unfollow(&f);
		assert_int_equal(fx.hub->topics.count, 0);
		follow(&fx, &watcher, ways[i]);
		take_all(&watcher);
		buf_reset(&watcher.got);
		follow_both(&fx, &f, "two");
		unfollow(&f);
		assert_non_null(strstr(take_all(&watcher), "event: open"));
		assert_non_null(strstr(take_all(&watcher), "event: close"));
		unfollow(&watcher);
		hub_topic_clear_all(fx.hub);
	}
	hub_free(fx.hub);
}

struct listing {
	struct hub_topic_query query;
	int told, counted;
	bool is_done;
};

static bool
on_topic(struct hub_topic_query *q, const struct hub_topic_info *info)
{
	struct listing *l = LIST_ITEM(q, struct listing, query);

	l->told++;
	l->counted += !info->is_uncounted;
	return true;
}

static void
on_listed(struct hub_topic_query *q)
{
	LIST_ITEM(q, struct listing, query)->is_done = true;
}

/* One question does not hold many topics against very many patterns. */
static void
a_list_takes_so_long_and_no_longer(void **state)
{
	static struct follower all[WILD_COUNT];
	struct listing l = { .query.on_topic = on_topic,
		.query.on_done = on_listed };
	struct fixture fx;
	char text[16];

	(void)state;
	fixture_open(&fx, (struct hub_keep){ .count = 1 }, 1 << 20);
	publish_many(&fx, "t/%d", TOPIC_COUNT);
	for (int i = 0; i < WILD_COUNT; i++) {
		snprintf(text, sizeof(text), "only/%d", i);
		follow_both(&fx, &all[i], text);
	}
	hub_ask_topics(fx.hub, &l.query);
	/* Nor does it take more of a turn than others can wait. */
	for (int told = 0; !l.is_done; told = l.told) {
		assert_true(hub_settle(fx.hub) || l.is_done);
		assert_in_range(l.told - told, 0, 2000);
	}
	assert_false(hub_settle(fx.hub));
	assert_int_equal(l.told, TOPIC_COUNT + WILD_COUNT);
	assert_in_range(l.counted, 1000, 3000);
	l.told = l.counted = 0;
	l.query.name = slice_of("t/19999");
	hub_ask_topics(fx.hub, &l.query);
	assert_int_equal(l.counted, 1);
	for (int i = 0; i < WILD_COUNT; i++)
		unfollow(&all[i]);
	hub_free(fx.hub);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(routes_are_bounded),
		cmocka_unit_test(a_topic_that_comes_back_has_lost_something),
		cmocka_unit_test(nobody_who_asks_costs_nothing),
		cmocka_unit_test(a_list_takes_so_long_and_no_longer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
