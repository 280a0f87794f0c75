/* log_find_cases.h - finding, removing, and what is known of topics. */
#ifndef LOG_FIND_CASES_H
#define LOG_FIND_CASES_H

#include "log_driver.h"

static void
it_finds_by_id(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 1 });

	(void)state;
	assert_string_equal(find(log, "1", 0), "");
	append(log, "a", "1");
	assert_string_equal(find(log, "1", 0), "1 in a");
	append(log, "a", "2");
	assert_string_equal(find(log, "1", 0), "");
	close_log(log);
}

static void
it_removes_by_id(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 3 });

	(void)state;
	append(log, "a", "1");
	append_with(log, "a", "2", (struct hub_extra){ .retain = true });
	append_with(log, "b", "3", (struct hub_extra){ .hold = true });
	append(log, "a", "4");
	assert_int_equal(remove_it(log, "none", ""), 0);
	assert_int_equal(remove_it(log, "2", ""), 1);
	assert_int_equal(remove_it(log, "2", ""), 0);
	assert_int_equal(remove_it(log, "3", ""), 1);
	assert_string_equal(find(log, "2", 0), "");
	assert_string_equal(replay_new(log, "**", 0), "");
	assert_string_equal(replay_all(log, "**"), "1 4 ");
	/* It is not missed, and makes room; its id is remembered. */
	assert_string_equal(replay_id(log, "**", "1"), "4 ");
	assert_string_equal(replay_id(log, "**", "3"), "4 ");
	append(log, "a", "5");
	assert_string_equal(replay_all(log, "a"), "1 4 5 ");
	assert_string_equal(append(log, "a", "2"), "duplicate 2");
	assert_string_equal(append(log, "a", "3"), "conflict 3");
	append(log, "a", "6");
	assert_string_equal(replay_all(log, "a"), "4 5 6 ");
	close_log(log);
}

static void
it_removes_a_topic(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 2 });

	(void)state;
	append_with(log, "a", "0", (struct hub_extra){ .hold = true });
	append(log, "a", "1");
	append(log, "b", "2");
	append_with(log, "a", "3", (struct hub_extra){ .retain = true });
	append_with(log, "a", "4", (struct hub_extra){ .ttl_ms = 500 });
	assert_int_equal(remove_it(log, "", "none"), 0);
	tick(log, 1200);
	assert_int_equal(remove_it(log, "", "a"), 3);
	assert_int_equal(remove_it(log, "", "a"), 0);
	assert_string_equal(replay_new(log, "**", 0), "");
	assert_string_equal(replay_all(log, "**"), "2 ");
	/* What was forgotten before is missed all the same. */
	assert_string_equal(
	    replay_id(log, "a", "0"), "(expired after 1 missed 1) ");
	assert_string_equal(replay_id(log, "a", "1"), "");
	append(log, "a", "5");
	assert_string_equal(replay_id(log, "a", "1"), "5 ");
	close_log(log);
}

static void
it_knows_its_topics(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 2 });

	(void)state;
	assert_string_equal(topics(log, ""), ".");
	append_with(log, "a", "1", (struct hub_extra){ .retain = true });
	append_at(log, 2000, "a", "2", "x");
	append_at(log, 3000, "a", "3", "x");
	append_with(log, "$inbox/ann", "4",
	    (struct hub_extra){ .to = slice_of("ann\n") });
	assert_string_equal(topics(log, ""), "a:3 last 3 at 3000 .");
	assert_string_equal(topics(log, "a"), "a:3 last 3 at 3000 .");
	assert_string_equal(topics(log, "b"), ".");
	assert_string_equal(topics(log, "$inbox/ann"), ".");
	remove_it(log, "3", "");
	assert_string_equal(topics(log, "a"), "a:2 last 2 at 2000 .");
	remove_it(log, "2", "");
	assert_string_equal(topics(log, "a"), "a:1 last 1 at 1000 .");
	remove_it(log, "1", "");
	assert_string_equal(topics(log, ""), ".");
	/* Who has seen enough is told no more. */
	for (char id[] = "A"; id[0] < 'Z'; id[0]++)
		append(log, id, id);
	assert_in_range(strlen(topics(log, "")), 50, 80);
	close_log(log);
}

/* How often each of the topics was told: "a0" to "a99". */
struct paged_topics {
	struct hub_topic_query query;
	int told[100];
	int count, stop_at; /* on this page */
};

static bool
on_paged_topic(struct hub_topic_query *q, const struct hub_topic_info *info)
{
	struct paged_topics *p = LIST_ITEM(q, struct paged_topics, query);
	char name[16];

	snprintf(name, sizeof(name), "%.*s", SLICE_ARGS(info->name));
	p->told[atoi(name + 1)]++;
	return ++p->count != p->stop_at;
}

/* What is there all the time is told once, whatever comes and goes. */
static void
it_tells_its_topics_a_page_at_a_time(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 2 });
	struct paged_topics p = { .query = { .count_max = 7,
				      .number = 1,
				      .on_topic = on_paged_topic,
				      .on_done = on_topics } };
	char name[16], id[16];
	int pages = 0;

	(void)state;
	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof(name), "a%d", i);
		append(log, name, name);
	}
	for (; !p.query.at_end; pages++) {
		p.count = 0;
		p.stop_at = pages % 2 == 0 ? 3 : 0;
		log->ops->topics(log, &p.query);
		settle(log);
		/* One goes, one comes, and one is not as it was. */
		snprintf(name, sizeof(name), "a%d", pages % 20);
		remove_it(log, "", name);
		snprintf(name, sizeof(name), "a%d", 60 + pages % 40);
		snprintf(id, sizeof(id), "new%d", pages);
		append(log, name, id);
		snprintf(id, sizeof(id), "again%d", pages);
		append(log, "a50", id);
	}
	for (int i = 20; i < 60; i++)
		assert_int_equal(p.told[i], 1);
	for (int i = 0; i < 100; i++)
		assert_in_range(p.told[i], 0, 1);
	close_log(log);
}

#endif
