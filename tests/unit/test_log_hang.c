/* While the disk hangs, the loop goes on, and readers of what is new do. */
#include "fault_vfs.h"
#include "log_script.h"

#define OLD 12 /* events; the newest of them are in memory, too */
#define RECENT 8
#define COUNT 60 /* with those that are published while it hangs */

static struct hub_publish publishes[COUNT];
static char ids[COUNT][12];
static int asked, answered;
static size_t frames_len;

static void
on_taken(struct hub_log_sink *sink, struct hub_publish *p)
{
	(void)sink;
	assert_ptr_equal(p, &publishes[answered]);
	assert_int_equal(p->outcome, HUB_TAKEN);
	assert_int_equal(p->event->pos, ++answered);
}

static void
append(struct hub_log *log, int count)
{
	while (count-- > 0) {
		struct hub_publish *p = &publishes[asked];
		size_t before = log->waiting_bytes;

		snprintf(ids[asked], sizeof(ids[asked]), "%d", asked + 1);
		*p = (struct hub_publish){
			.message = { .id = slice_of(ids[asked]),
			    .topic = slice_of("a"),
			    .type = slice_empty(),
			    .data = slice_of("x"),
			    .retry_ms = -1 },
			.wall_ms = 1000,
		};
		asked++;
		log->ops->append(log, p);
		assert_true(log->waiting_bytes > before);
	}
}

static void
run_once(struct hub_log *log)
{
	struct pollfd p = { log->ops->fd(log), POLLIN, 0 };

	assert_int_equal(poll(&p, 1, 30000), 1);
	log->ops->run(log);
}

/* What is asked from here on finds a disk that hangs. */
static struct hub_log *
open_and_hang(unsigned kinds)
{
	static struct hub_log_sink sink = { .on_taken = on_taken };
	const struct sqlite_log_options options = {
		.path = script_path,
		.vfs = FAULT_VFS,
		.recent_max = RECENT,
		.keep = { .count = 1000 },
	};
	struct err err = { 0 };
	struct hub_log *log;

	script_start();
	fault_vfs_start();
	log = sqlite_log_new(&options, &err);
	assert_non_null(log);
	log->sink = &sink;
	asked = answered = 0;
	append(log, OLD);
	while (answered < OLD)
		run_once(log);
	fault_gate_close(kinds);
	append(log, (COUNT - OLD) / 2);
	assert_true(fault_gate_is_met());
	append(log, COUNT - asked);
	return log;
}

/* The disk is well again. */
static void
go_on(struct hub_log *log)
{
	assert_int_equal(answered, OLD);
	assert_int_equal(log->newest_pos, OLD);
	fault_gate_open();
	while (answered < COUNT || script_waits > 0)
		run_once(log);
	assert_int_equal(log->newest_pos, COUNT);
	assert_int_equal(log->waiting_bytes, 0);
	log->ops->close(log);
	script_look();
}

static void
on_page(struct hub_page *page)
{
	frames_len = page->frames.len;
	script_on_page(page);
}

/* Asks where id is, and for what is behind it. */
static void
seek_and_read(struct hub_log *log, const char *id)
{
	static const struct slice patterns[] = { { "a", 1 } };
	static struct hub_select select;
	static struct hub_seek s;
	static struct hub_page page;

	hub_select_init(&select, patterns, 1);
	s = (struct hub_seek){ .reader = { .select = &select },
		.kind = HUB_CURSOR_ID,
		.id = slice_of(id),
		.on_done = script_on_sought };
	script_waits++;
	log->ops->seek(log, &s);
	page = (struct hub_page){ .reader = { .select = &select },
		.mark = s.mark,
		.after_pos = s.after_pos,
		.on_done = on_page };
	script_waits++;
	log->ops->read(log, &page);
	hub_select_clear(&select);
}

static void
what_is_new_is_read_from_memory(void **state)
{
	struct hub_find f = { .id = slice_of("12"),
		.wall_ms = 1000,
		.on_done = script_on_found };
	struct hub_log *log = open_and_hang(FAULT_ALL);

	(void)state;
	frames_len = 0;
	seek_and_read(log, "8");
	assert_int_equal(script_waits, 0);
	assert_true(frames_len > 0);
	script_waits++;
	log->ops->find(log, &f);
	assert_int_equal(script_waits, 0);
	log->ops->tick(log, 2000);
	go_on(log);
}

/* Those who write wait; who reads does not. */
static void
what_is_old_is_read_while_a_write_hangs(void **state)
{
	struct hub_topic_query q = { .on_topic = script_on_topic,
		.on_done = script_on_topics };
	struct hub_find f = {
		.id = slice_of("1"), .wall_ms = 1000, .on_done = script_on_found
	};
	struct hub_log *log = open_and_hang(FAULT_WRITE | FAULT_SYNC);

	(void)state;
	script_waits += 2;
	log->ops->find(log, &f);
	log->ops->topics(log, &q);
	while (script_waits > 0)
		run_once(log);
	assert_false(script_failed);
	go_on(log);
}

/* They wait, too, but nobody has to wait for them. */
static void
what_is_old_is_read_when_the_disk_is_well(void **state)
{
	struct hub_find f = {
		.id = slice_of("1"), .wall_ms = 1000, .on_done = script_on_found
	};
	struct hub_log *log = open_and_hang(FAULT_ALL);

	(void)state;
	script_waits++;
	log->ops->find(log, &f);
	assert_int_equal(script_waits, 1);
	frames_len = 0;
	seek_and_read(log, "8");
	assert_int_equal(script_waits, 1);
	assert_true(frames_len > 0);
	go_on(log);
	assert_false(script_failed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_new_is_read_from_memory),
		cmocka_unit_test(what_is_old_is_read_while_a_write_hangs),
		cmocka_unit_test(what_is_old_is_read_when_the_disk_is_well),
	};

	return cmocka_run_group_tests(
	    tests, script_make_folder, script_remove_folder);
}
