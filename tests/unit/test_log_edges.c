/* What befalls a SQLite log seldom: other programs, large events, haste. */
#include <sqlite3.h>

#include "log/sqlite/recent.h"
#include "log_driver.h"
#include "log_file.h"

static const struct hub_keep keep_all = { .count = 1000000 };

static struct hub_log *
make_log(const struct hub_keep *keep)
{
	return open_file(keep, 8);
}

static int
start_anew(void **state)
{
	(void)state;
	remove_file();
	return 0;
}

/* Another program has the file locked while it is told. */
static void
what_topics_keep_is_known_whatever_fails(void **state)
{
	const struct hub_keep few = { .count = 2 };
	struct hub_log *log = open_log(keep_all);
	sqlite3 *other;

	(void)state;
	for (int i = 1; i <= 4; i++)
		append(log, "a", (const char[]){ (char)('0' + i), '\0' });
	assert_int_equal(sqlite3_open(file_path, &other), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL),
	    SQLITE_OK);
	log->ops->set_keep(log, &few, NULL, 0);
	assert_string_equal(append(log, "a", "5"), "failed 5");
	assert_int_equal(
	    sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(other), SQLITE_OK);
	assert_string_equal(append(log, "a", "5"), "taken 5");
	assert_string_equal(replay_all(log, "a"), "4 5 ");
	close_log(log);
}

/* It would be shown on and on. */
static void
what_is_released_is_so_in_the_end(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 1 });
	sqlite3 *other;

	(void)state;
	append_with(log, "a", "1", (struct hub_extra){ .hold = true });
	append_with(log, "a", "2", (struct hub_extra){ .hold = true });
	append(log, "a", "3");
	assert_string_equal(replay_new(log, "a", 1000), "1 2 ");
	assert_int_equal(sqlite3_open(file_path, &other), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL),
	    SQLITE_OK);
	log->ops->release(log, slice_of("1"));
	assert_string_equal(append(log, "a", "4"), "failed 4");
	assert_int_equal(
	    sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	append(log, "a", "5");
	is_behind = true;
	assert_string_equal(replay_new(log, "a", 1000), "2 ");
	assert_int_equal(
	    sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL),
	    SQLITE_OK);
	log->ops->release(log, slice_of("2"));
	assert_string_equal(append(log, "a", "6"), "failed 6");
	assert_int_equal(sqlite3_close(other), SQLITE_OK);
	close_log(log);
}

/* Nothing was promised yet to who wants all that there is. */
static void
what_goes_before_the_first_page_is_not_missed(void **state)
{
	static const struct slice patterns[] = { { "a", 1 } };
	struct hub_log *log = open_log((struct hub_keep){ .count = 12 });
	struct hub_select select;
	struct hub_seek seek = { .reader = { .select = &select },
		.kind = HUB_CURSOR_EARLIEST,
		.on_done = on_sought };
	char id[4];

	(void)state;
	hub_select_init(&select, patterns, 1);
	for (int i = 1; i <= 12; i++) {
		snprintf(id, sizeof(id), "%02d", i);
		append(log, "a", id);
	}
	seek_it(log, &seek);
	append(log, "a", "13");
	buf_reset(&told);
	read_from(log, &seek);
	buf_add_char(&told, '\0');
	assert_string_equal(told.ptr, "02 03 04 05 06 07 08 09 10 11 12 13 ");
	hub_select_clear(&select);
	close_log(log);
}

/* The same once memory has the first page, but not for the second. */
static void
what_goes_behind_it_is_read_all_the_same(void **state)
{
	static const struct slice patterns[] = { { "a", 1 } };
	struct hub_log *log = open_log((struct hub_keep){ .count = 2 });
	struct hub_select select;
	struct hub_page page = { .reader = { .select = &select },
		.mark = UINT64_MAX,
		.count_max = 1,
		.on_done = on_page };

	(void)state;
	hub_select_init(&select, patterns, 1);
	append(log, "a", "1");
	append(log, "a", "2");
	buf_reset(&told);
	log->ops->read(log, &page);
	settle(log);
	assert_string_equal(append(log, "a", "3"), "taken 3");
	assert_string_equal(append(log, "a", "4"), "taken 4");
	buf_reset(&told);
	page.count_max = 0;
	read_pages(log, &page);
	buf_add_char(&told, '\0');
	assert_string_equal(told.ptr, "2 3 4 ");
	hub_select_clear(&select);
	close_log(log);
}

/* Whom it is for takes memory as what it says does. */
static void
all_that_is_in_memory_is_bounded(void **state)
{
	char names[8000];
	const struct hub_message m = { .topic = slice_of("a"),
		.data = slice_of("x"),
		.retry_ms = -1,
		.extra.to = { names, sizeof(names) } };
	struct recent r;

	(void)state;
	memset(names, 'u', sizeof(names));
	recent_init(&r, 64, 3 * sizeof(names));
	for (uint64_t pos = 1; pos <= 20; pos++) {
		char id[4];
		struct hub_event *ev;

		snprintf(id, sizeof(id), "%d", (int)(pos % 100));
		ev = hub_event_new(&m, slice_of(id), pos, 1000);
		recent_add(&r, ev);
		hub_event_unref(ev);
	}
	assert_int_equal(r.count, 2);
	assert_int_equal(r.floor_pos, 18);
	recent_clear(&r);
	assert_int_equal(r.bytes, 0);
}

#define PAIRS 500

static struct {
	struct hub_publish publish;
	struct hub_removal removal;
	char id[8];
} pairs[PAIRS];
static int pairs_taken, pairs_removed;

static void
on_pair_taken(struct hub_publish *p)
{
	assert_int_equal(p->outcome, HUB_TAKEN);
	pairs_taken++;
}

static void
on_pair_removed(struct hub_removal *r)
{
	assert_int_equal(r->count, 1);
	is_answered = ++pairs_removed == PAIRS;
}

/* Many are taken together; each is there for what was asked behind it. */
static void
what_comes_behind_a_message_finds_it(void **state)
{
	struct hub_log *log = open_log(keep_all);

	(void)state;
	is_answered = false;
	for (int i = 0; i < PAIRS; i++) {
		struct hub_publish *p = &pairs[i].publish;

		snprintf(pairs[i].id, sizeof(pairs[i].id), "%d", i);
		p->message = (struct hub_message){
			.id = slice_of(pairs[i].id),
			.topic = slice_of("a"),
			.type = slice_empty(),
			.data = slice_of("x"),
			.retry_ms = -1,
		};
		p->wall_ms = 1000;
		p->on_done = on_pair_taken;
		pairs[i].removal = (struct hub_removal){
			.id = slice_of(pairs[i].id),
			.topic = slice_empty(),
			.on_done = on_pair_removed,
		};
		log->ops->append(log, p);
		log->ops->remove(log, &pairs[i].removal);
	}
	settle(log);
	assert_int_equal(pairs_taken, PAIRS);
	close_log(log);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(
		    what_topics_keep_is_known_whatever_fails, start_anew),
		cmocka_unit_test_setup(
		    what_is_released_is_so_in_the_end, start_anew),
		cmocka_unit_test_setup(
		    what_goes_before_the_first_page_is_not_missed, start_anew),
		cmocka_unit_test_setup(
		    what_goes_behind_it_is_read_all_the_same, start_anew),
		cmocka_unit_test(all_that_is_in_memory_is_bounded),
		cmocka_unit_test_setup(
		    what_comes_behind_a_message_finds_it, start_anew),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
