/* Tests of log/sqlite/reader.h. */
#include "log_by_hand.h"
#include "log_cases.h"
#include "log_mirror.h"

static struct hub_log *
make_log(const struct hub_keep *keep)
{
	return mirror_new(keep);
}

static void
a_page_has_all_of_an_event(void **state)
{
	struct hub_message m = {
		.id = slice_of("1"),
		.topic = slice_of("a"),
		.type = slice_of("T"),
		.data = slice_of("x\ny"),
		.retry_ms = 700,
	};
	struct by_hand h;

	(void)state;
	open_by_hand(&h);
	add(&h, &m, (struct row_new){ .is_ledger = false });
	add_plain(&h, "2", "");
	assert_string_equal(one_page(&h),
	    "event: T\nid: 1\ntopic: a\nretry: 700\ndata: x\ndata: y\n\n"
	    "id: 2\ntopic: a\ndata: \n\n");
	close_by_hand(&h);
}

/* Who wants none of it comes to its end all the same, bit by bit. */
static void
a_page_looks_at_so_many_rows(void **state)
{
	const struct slice patterns[] = { slice_of("none/*") };
	struct hub_select none;
	struct by_hand h;
	struct hub_page page;
	char id[16];

	(void)state;
	open_by_hand(&h);
	db_exec(&h.fill.db, "BEGIN");
	for (int i = 1; i <= 5000; i++) {
		snprintf(id, sizeof(id), "%d", i);
		add_plain(&h, id, "x");
	}
	assert_true(db_exec(&h.fill.db, "COMMIT"));
	hub_select_init(&none, patterns, 1);
	page = page_of(&h);
	page.reader.select = &none;
	reader_page(&h.reader, &page, &h.frames);
	assert_false(page.at_end);
	assert_int_equal(page.after_pos, 4096);
	reader_page(&h.reader, &page, &h.frames);
	assert_true(page.at_end);
	assert_int_equal(page.after_pos, 5000);
	assert_int_equal(page.count, 0);
	hub_select_clear(&none);
	close_by_hand(&h);
}

struct writing_topics {
	struct reader_topics topics; /* first */
	struct by_hand *h;
	int count;
};

static bool
write_meanwhile(struct reader_topics *t, const struct hub_topic_info *info)
{
	struct writing_topics *own = (struct writing_topics *)t;

	assert_string_equal(info->last_id.ptr, "1");
	own->count++;
	db_exec(&own->h->fill.db, "BEGIN");
	add_plain(own->h, "2", "x");
	db_exec(&own->h->fill.db, "INSERT INTO topics SELECT 'b', count, bytes,"
				  " base, last, lost, retained, held"
				  " FROM topics");
	assert_true(db_exec(&own->h->fill.db, "COMMIT"));
	return true;
}

static void
an_answer_is_out_of_one_snapshot(void **state)
{
	struct writing_topics t = { .topics = { .name = slice_empty(),
					.on_topic = write_meanwhile } };
	struct hub_find f = { .id = slice_of("2") };
	struct by_hand h;

	(void)state;
	open_by_hand(&h);
	add_plain(&h, "1", "x");
	add_topic(&h, 1);
	t.h = &h;
	assert_true(reader_topics(&h.reader, &t.topics));
	assert_int_equal(t.count, 1);
	assert_int_equal(h.reader.last, 1);
	/* The next is out of the next. */
	reader_find(&h.reader, &f);
	assert_non_null(f.event);
	assert_int_equal(h.reader.last, 2);
	hub_event_unref(f.event);
	close_by_hand(&h);
}

static void
tell_newest(struct reader_newest *to, struct hub_event *ev)
{
	(void)to;
	buf_addf(&told, "%.*s ", SLICE_ARGS(ev->id));
}

static void
the_newest_come_the_oldest_first(void **state)
{
	/* The frame of each is as long as this. */
	const size_t bytes = strlen("id: 1\ntopic: a\ndata: x\n\n");
	const struct {
		size_t count_max, bytes_max;
		const char *expected;
	} rows[] = {
		{ 10, 1 << 20, "1 2 4 " },
		{ 2, 1 << 20, "2 4 " },
		{ 0, 1 << 20, "" },
		{ 10, 2 * bytes, "2 4 " },
		{ 10, 2 * bytes - 1, "4 " },
		{ 10, 0, "" },
	};
	struct by_hand h;

	(void)state;
	open_by_hand(&h);
	for (const char *id = "1234"; *id != '\0'; id++)
		add_plain(&h, (const char[]){ *id, '\0' }, "x");
	fill_gone(&h.fill, 3, SCHEMA_LOST, 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct reader_newest to = { rows[i].count_max,
			rows[i].bytes_max, tell_newest };

		buf_reset(&told);
		assert_true(reader_newest(&h.reader, &to));
		buf_add_char(&told, '\0');
		assert_string_equal(told.ptr, rows[i].expected);
	}
	buf_clear(&told);
	close_by_hand(&h);
}

static void
tell_restored(
    struct hub_restore *to, const struct hub_event *ev, bool is_removed)
{
	(void)to;
	buf_addf(&told, "%.*s %.*s %.*s%s ", SLICE_ARGS(ev->id),
	    SLICE_ARGS(ev->type), SLICE_ARGS(ev->data),
	    is_removed ? " removed" : "");
}

static void
ledgers_are_restored_in_the_order_of_the_log(void **state)
{
	const struct {
		const char *id, *type, *re;
		enum schema_gone gone;
	} rows[] = {
		{ "1", "H", "", 0 },
		{ "2", "C", "1", SCHEMA_REMOVED },
		{ "3", "H", "", SCHEMA_REMOVED },
		{ "4", "H", "", SCHEMA_LOST },
	};
	struct hub_restore to = { .on_event = tell_restored };
	struct by_hand h;

	(void)state;
	open_by_hand(&h);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct hub_message m = {
			.id = slice_of(rows[i].id),
			.topic = slice_of("a"),
			.type = slice_of(rows[i].type),
			.data = slice_of("x"),
			.retry_ms = -1,
			.extra = { .re = slice_of(rows[i].re) },
		};

		add_plain(&h, (const char[]){ (char)('a' + i), '\0' }, "x");
		add(&h, &m, (struct row_new){ .is_ledger = true });
		if (rows[i].gone != 0)
			fill_gone(&h.fill, h.state.last, rows[i].gone, i);
	}
	buf_reset(&told);
	assert_true(reader_restore(&h.reader, &to));
	buf_add_char(&told, '\0');
	assert_string_equal(told.ptr, "1 H x 2 C x 3 H x removed 4 H x ");
	buf_clear(&told);
	close_by_hand(&h);
}

/* What a ledger needs is remembered for longer, and missed as others are. */
static void
who_lost_a_prompt_is_told(void **state)
{
	const struct hub_message m = {
		.id = slice_of("2"),
		.topic = slice_of("a"),
		.type = slice_of("H"),
		.data = slice_of("x"),
		.retry_ms = -1,
	};
	struct hub_seek s = { .kind = HUB_CURSOR_ID, .id = slice_of("1") };
	struct hub_page page;
	struct by_hand h;

	(void)state;
	open_by_hand(&h);
	add_plain(&h, "1", "x");
	add(&h, &m, (struct row_new){ .is_ledger = true });
	fill_gone(&h.fill, 2, SCHEMA_LOST, 1);
	h.state.n = 1;
	h.state.missed = 2;
	fill_state(&h.fill, &h.state);
	page = page_of(&h);
	s.reader = page.reader;
	reader_seek(&h.reader, &s);
	assert_int_equal(s.gap, HUB_GAP_EXPIRED);
	assert_int_equal(s.missed, 1);
	assert_true(slice_is(s.resumed_after, "2"));
	reader_page(&h.reader, &page, &h.frames);
	assert_int_equal(page.missed, 1);
	assert_int_equal(page.mark, 1);
	/* More than can be remembered: how many, nobody knows. */
	h.state.n = SCHEMA_FORGOTTEN_MAX + 2;
	fill_state(&h.fill, &h.state);
	page.after_pos = 0;
	reader_page(&h.reader, &page, &h.frames);
	assert_int_equal(page.missed, -1);
	close_by_hand(&h);
}

/* Returns which was lost last for who comes with an id that nobody knows. */
static const char *
lost_last(struct by_hand *h, const char *pattern)
{
	const struct slice patterns[] = { slice_of(pattern) };
	struct hub_select sel;
	struct hub_seek s = {
		.reader = { .select = &sel, .user = slice_empty() },
		.kind = HUB_CURSOR_ID,
		.id = slice_of("nope"),
	};

	hub_select_init(&sel, patterns, 1);
	reader_seek(&h->reader, &s);
	hub_select_clear(&sel);
	assert_false(s.failed);
	assert_int_equal(s.gap, HUB_GAP_UNKNOWN);
	buf_reset(&told);
	buf_add(&told, s.resumed_after);
	buf_add_char(&told, '\0');
	return told.ptr;
}

/* It is looked for among so many rows: others wait meanwhile. */
static void
what_was_lost_last_may_be_too_long_ago(void **state)
{
	const struct hub_message old = {
		.id = slice_of("old"),
		.topic = slice_of("b/c"),
		.type = slice_empty(),
		.data = slice_of("x"),
		.retry_ms = -1,
	};
	struct by_hand h;
	char id[16];

	(void)state;
	open_by_hand(&h);
	db_exec(&h.fill.db, "BEGIN");
	add(&h, &old, (struct row_new){ .is_ledger = false });
	fill_gone(&h.fill, 1, SCHEMA_LOST, 1);
	for (int i = 2; i <= 5000; i++) {
		snprintf(id, sizeof(id), "%d", i);
		add_plain(&h, id, "x");
		fill_gone(&h.fill, (uint64_t)i,
		    i > 4990 ? SCHEMA_REMOVED : SCHEMA_LOST, (uint64_t)i);
	}
	h.state.n = 5000;
	h.state.missed = 4990;
	h.state.lost_topic = 4990;
	fill_state(&h.fill, &h.state);
	assert_true(db_exec(&h.fill.db, "COMMIT"));
	assert_string_equal(lost_last(&h, "**"), "4990");
	assert_string_equal(lost_last(&h, "a"), "4990");
	assert_string_equal(lost_last(&h, "b/c"), "old");
	assert_string_equal(lost_last(&h, "b/*"), "");
	buf_clear(&told);
	close_by_hand(&h);
}

int
main(void)
{
	const struct CMUnitTest own[] = {
		cmocka_unit_test(a_page_has_all_of_an_event),
		cmocka_unit_test(a_page_looks_at_so_many_rows),
		cmocka_unit_test(an_answer_is_out_of_one_snapshot),
		cmocka_unit_test(the_newest_come_the_oldest_first),
		cmocka_unit_test(ledgers_are_restored_in_the_order_of_the_log),
		cmocka_unit_test(who_lost_a_prompt_is_told),
		cmocka_unit_test(what_was_lost_last_may_be_too_long_ago),
	};

	return cmocka_run_group_tests(log_cases, NULL, NULL) +
	       cmocka_run_group_tests(own, NULL, NULL);
}
