/* Tests of log/sqlite/reader.h: files that cannot be read. */
#include "log_by_hand.h"

static bool
on_no_topic(struct reader_topics *t, const struct hub_topic_info *info)
{
	(void)t;
	(void)info;
	return true;
}

static void
on_no_event(struct reader_newest *to, struct hub_event *ev)
{
	(void)to;
	(void)ev;
	fail();
}

/* Asks for all there is, and gets nothing. */
static void
check_fails(struct by_hand *h)
{
	struct hub_page page = page_of(h);
	struct hub_seek s = {
		.reader = page.reader, .kind = HUB_CURSOR_NEWEST, .newest = 9000
	};
	struct hub_find f = { .id = slice_of("1") };
	struct reader_topics t = { .on_topic = on_no_topic };
	struct reader_newest newest = { 9000, SIZE_MAX, on_no_event };

	page.after_pos = 7;
	page.mark = 3;
	reader_page(&h->reader, &page, &h->frames);
	assert_true(page.failed && !page.at_end && page.large == NULL);
	assert_int_equal(page.count + (int64_t)page.frames.len, 0);
	assert_int_equal(page.after_pos, 7);
	assert_int_equal(page.mark, 3);
	assert_true(strstr(h->reader.db.err.text, "damaged") != NULL ||
		    strstr(h->reader.db.err.text, "failed") != NULL);
	reader_seek(&h->reader, &s);
	assert_true(s.failed && s.gap == HUB_GAP_NONE && s.after_pos == 0);
	reader_find(&h->reader, &f);
	assert_true(f.failed && f.event == NULL);
	assert_false(reader_topics(&h->reader, &t));
	assert_false(reader_newest(&h->reader, &newest));
}

/* A hole in the file, and then a file that is as it was. */
static void
what_fails_is_tried_again(void **state)
{
	struct by_hand h;
	char command[256], id[16];

	(void)state;
	open_by_hand(&h);
	db_exec(&h.fill.db, "BEGIN");
	for (int i = 1; i <= 2000; i++) {
		snprintf(id, sizeof(id), "%d", i);
		add_plain(&h, id, "x");
	}
	add_topic(&h, 2000);
	assert_true(
	    db_exec(&h.fill.db, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)"));
	snprintf(command, sizeof(command), "cp %s %s.copy", h.fill.path,
	    h.fill.path);
	assert_int_equal(system(command), 0);
	assert_int_equal(truncate(h.fill.path, 8192), 0);
	check_fails(&h);
	snprintf(command, sizeof(command), "mv %s.copy %s", h.fill.path,
	    h.fill.path);
	assert_int_equal(system(command), 0);
	assert_non_null(strstr(one_page(&h), "id: 1\n"));
	close_by_hand(&h);
}

/* Another program may have written what no event can be. */
static void
a_row_that_is_no_event_is_damage(void **state)
{
	static const char *const damage[] = {
		"UPDATE entries SET id = printf('%.*c', 256, 'x')",
		"UPDATE entries SET id = printf('%.*c', 9000, 'x')",
		"UPDATE entries SET type = printf('%.*c', 256, 'x')",
		"UPDATE entries SET data = printf('%.*c', 1048577, 'x'),"
		" bytes = 1",
		"UPDATE entries SET data = printf('%.*c', 1048577, 'x'),"
		" bytes = 9000",
		"DELETE FROM state",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
		struct by_hand h;
		struct hub_page page;

		open_by_hand(&h);
		add_plain(&h, "1", "x");
		assert_true(db_exec(&h.fill.db, damage[i]));
		page = page_of(&h);
		reader_page(&h.reader, &page, &h.frames);
		assert_true(page.failed);
		assert_non_null(strstr(h.reader.db.err.text, "damaged"));
		close_by_hand(&h);
	}
}

static void
what_is_no_log_is_not_opened(void **state)
{
	struct reader r = { 0 };
	struct reader_options o = { .path = "/tmp/none/log" };
	struct by_hand h;
	struct err err;

	(void)state;
	assert_int_equal(reader_open(&r, &o, &err), -1);
	assert_non_null(strstr(err.text, "/tmp/none/log: it cannot be opened"));
	reader_close(&r);
	open_by_hand(&h);
	db_exec(&h.fill.db, "PRAGMA application_id = 1");
	o.path = h.fill.path;
	assert_int_equal(reader_open(&r, &o, &err), -1);
	assert_non_null(strstr(err.text, "another program's"));
	reader_close(&r);
	close_by_hand(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_fails_is_tried_again),
		cmocka_unit_test(a_row_that_is_no_event_is_damage),
		cmocka_unit_test(what_is_no_log_is_not_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
