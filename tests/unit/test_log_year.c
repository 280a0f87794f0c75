/*
 * A year of small events, a turn of the clock at a time: the file of a log
 * stops growing once it holds what it is to keep.
 */
#include <sys/stat.h>

#include "log/sqlite/writer.h"
#include "log_file.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define DAYS 365
#define EVENTS_OF_DAY 288 /* one in five minutes */
#define TOPICS 20
#define FORGOTTEN 10000

#define WAL_BYTES_MAX (20 << 20)

/* Returns how large the file is, with all that waits beside it. */
static int64_t
file_bytes(struct writer *w)
{
	char beside[sizeof(file_path) + 8];
	struct stat st;

	snprintf(beside, sizeof(beside), "%s-wal", file_path);
	assert_int_equal(stat(beside, &st), 0);
	assert_true(st.st_size <= WAL_BYTES_MAX);
	assert_true(db_exec(&w->db, "PRAGMA wal_checkpoint(TRUNCATE)"));
	assert_int_equal(stat(file_path, &st), 0);
	return (int64_t)st.st_size;
}

static void
publish_day(struct writer *w, int day)
{
	struct err err;

	assert_true(writer_begin(w));
	for (int i = 0; i < EVENTS_OF_DAY; i++) {
		char topic[32], data[64];
		struct hub_message m = { .id = slice_empty(),
			.type = slice_empty(),
			.retry_ms = -1 };
		struct writer_append a = { .message = &m };

		snprintf(topic, sizeof(topic), "meters/%d", i % TOPICS);
		snprintf(data, sizeof(data), "{\"day\":%d,\"watt\":%d}", day,
		    i * 7919 % 5000);
		m.topic = slice_of(topic);
		m.data = slice_of(data);
		a.wall_ms = day * DAY_MS + i * (DAY_MS / EVENTS_OF_DAY);
		writer_append(w, &a);
		assert_int_equal(a.outcome, HUB_TAKEN);
		hub_event_unref(a.event);
	}
	assert_true(writer_commit(w, &err));
}

/* What the loop does between publishes, until there is nothing to do. */
static void
rest(struct writer *w, int day)
{
	struct err err;

	do {
		assert_true(writer_begin(w));
		writer_age(w, (day + 1) * DAY_MS);
		assert_true(writer_commit(w, &err));
	} while (w->is_behind);
}

static void
live_a_year(const struct hub_keep *keep, int events_max)
{
	const struct writer_options options = {
		.path = file_path,
		.forgotten_max = FORGOTTEN,
		.keep = *keep,
	};
	int64_t bytes_max = 0;
	struct writer w;
	struct err err;

	remove_file();
	if (writer_open(&w, &options, &err) != 0)
		fail_msg("%s", err.text);
	for (int day = 1; day <= DAYS; day++) {
		publish_day(&w, day);
		rest(&w, day);
		assert_true(w.state.events <= (uint64_t)events_max);
		assert_true(w.state.forgotten <= FORGOTTEN);
		/* By then it holds all that it ever will. */
		if (day == 90)
			bytes_max = file_bytes(&w);
	}
	assert_int_equal(w.state.last, DAYS * EVENTS_OF_DAY);
	assert_true(file_bytes(&w) <= bytes_max + bytes_max / 10);
	writer_close(&w);
}

static void
by_count(void **state)
{
	(void)state;
	live_a_year(&(struct hub_keep){ .count = 100 }, 100 * TOPICS);
}

static void
by_age(void **state)
{
	const struct hub_keep keep = { .count = 1000000,
		.age_ms = 30 * DAY_MS };

	(void)state;
	live_a_year(&keep, 31 * EVENTS_OF_DAY);
}

static void
by_bytes(void **state)
{
	const struct hub_keep keep = { .count = 1000000, .bytes = 20000 };

	(void)state;
	/* An event counts as more than a hundred bytes. */
	live_a_year(&keep, 200 * TOPICS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_count),
		cmocka_unit_test(by_age),
		cmocka_unit_test(by_bytes),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
