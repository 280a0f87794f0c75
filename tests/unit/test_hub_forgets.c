/* Tests of what hub and log forget of names that nobody uses any more. */
#include "hub/manage.h"
#include "hub/state.h"
#include "hub_fixture.h"

#define NAMES 1000

static const struct hub_keep keep_some = { .count = 2 };

static uint64_t
log_topics(const struct fixture *fx)
{
	struct hub_size size;

	hub_get_size(fx->hub, &size);
	return size.log.topics;
}

static void
publish_for(
    struct fixture *fx, const char *topic, const char *type, int64_t ttl_ms)
{
	struct hub_publish p = {
		.message = {
		    .topic = slice_of(topic),
		    .id = slice_empty(),
		    .type = slice_of(type),
		    .data = slice_of("x"),
		    .retry_ms = -1,
		    .extra.ttl_ms = ttl_ms,
		},
		.wall_ms = fx->wall_ms,
		.on_done = fixture_on_done,
	};

	hub_publish(fx->hub, &p);
	assert_int_equal(published.outcome, HUB_TAKEN);
}

static void
on_removed(struct hub_removal *r)
{
	(void)r;
}

static void
remove_event(struct fixture *fx, const char *id, const char *topic)
{
	struct hub_removal r = {
		.id = slice_of(id),
		.topic = slice_of(topic),
		.on_done = on_removed,
	};

	hub_remove(fx->hub, &r);
	assert_int_equal(r.count, 1);
}

static void
routes_that_nobody_follows_by_name_have_a_maximum(void **state)
{
	struct fixture fx;
	struct follower by_name, by_pattern;
	char topic[16];

	(void)state;
	fixture_open(&fx, keep_some, 1 << 20);
	follow(&fx, &by_name, "n/7");
	follow(&fx, &by_pattern, "n/*");
	for (int i = 0; i < NAMES; i++) {
		snprintf(topic, sizeof(topic), "n/%d", i);
		publish(&fx, topic, "", "x");
		assert_int_equal(published.delivered, i == 7 ? 2 : 1);
		assert_in_range(
		    fx.hub->topics.count, 1, fx.hub->options.topics_max + 1);
	}
	/* Those who come and go leave the count right. */
	for (int i = 0; i < NAMES; i++) {
		struct follower f;

		snprintf(topic, sizeof(topic), "n/%d", i);
		follow(&fx, &f, topic);
		unfollow(&f);
		assert_int_equal(
		    fx.hub->topics.count, fx.hub->unfollowed_count + 1);
	}
	publish(&fx, "n/7", "", "x");
	assert_int_equal(published.delivered, 2);
	unfollow(&by_name);
	unfollow(&by_pattern);
	hub_free(fx.hub);
}

static void
a_topic_whose_events_are_over_is_forgotten(void **state)
{
	struct fixture fx;
	char topic[16];

	(void)state;
	fixture_open(&fx, keep_some, 1 << 20);
	publish_for(&fx, "stays", "", 0);
	for (int i = 0; i < NAMES; i++) {
		snprintf(topic, sizeof(topic), "n/%d", i);
		publish_for(&fx, topic, "", 1000);
	}
	assert_int_equal(log_topics(&fx), NAMES + 1);
	hub_tick(fx.hub, fx.wall_ms + 1001);
	assert_int_equal(log_topics(&fx), 1);
	hub_free(fx.hub);
}

static void
a_topic_whose_events_were_removed_is_forgotten(void **state)
{
	struct fixture fx;

	(void)state;
	fixture_open(&fx, keep_some, 1 << 20);
	publish(&fx, "a", "1", "x");
	publish(&fx, "b", "2", "x");
	remove_event(&fx, "1", "");
	assert_int_equal(log_topics(&fx), 1);
	remove_event(&fx, "", "b");
	assert_int_equal(log_topics(&fx), 0);
	/* And may come back. */
	publish(&fx, "a", "3", "x");
	assert_int_equal(log_topics(&fx), 1);
	hub_free(fx.hub);
}

static void
a_topic_that_lost_events_is_remembered_for_the_gap(void **state)
{
	struct fixture fx;
	struct follower f;

	(void)state;
	fixture_open(&fx, keep_some, 1 << 20);
	publish(&fx, "a", "1", "x");
	publish(&fx, "a", "2", "x");
	publish(&fx, "a", "3", "x");
	publish(&fx, "a", "4", "x");
	remove_event(&fx, "3", "");
	remove_event(&fx, "4", "");
	assert_int_equal(log_topics(&fx), 1);
	follow_from(&fx, &f, "a", HUB_CURSOR_ID, "1");
	assert_non_null(strstr(take_all(&f), "\"missed\":1"));
	unfollow(&f);
	hub_free(fx.hub);
}

static void
prompts_that_are_over_make_room(void **state)
{
	struct fixture fx;

	(void)state;
	fixture_open(&fx, keep_some, 1 << 20);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < HUB_PROMPTS_MAX; i++)
			publish_for(&fx, "a", "H", 1000);
		fx.wall_ms += 1001;
		hub_tick(fx.hub, fx.wall_ms);
		assert_true(list_is_empty(&fx.hub->prompts.open));
	}
	hub_free(fx.hub);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    routes_that_nobody_follows_by_name_have_a_maximum),
		cmocka_unit_test(a_topic_whose_events_are_over_is_forgotten),
		cmocka_unit_test(
		    a_topic_whose_events_were_removed_is_forgotten),
		cmocka_unit_test(
		    a_topic_that_lost_events_is_remembered_for_the_gap),
		cmocka_unit_test(prompts_that_are_over_make_room),
	};

	return cmocka_run_group_tests_name("hub_forgets", tests, NULL, NULL);
}
