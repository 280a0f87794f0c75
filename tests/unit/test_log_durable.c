/* The SQLite log outlives its process, and answers later, but in order. */
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

static void
it_goes_on_where_it_ended(void **state)
{
	struct hub_log *log = open_log(keep_all);

	(void)state;
	assert_string_equal(append_at(log, 5000, "a", "", "x"), "taken 5000-0");
	assert_string_equal(append(log, "a", "one"), "taken one");
	close_log(log);
	log = open_log(keep_all);
	assert_int_equal(log->newest_pos, 2);
	assert_string_equal(replay_all(log, "a"), "5000-0 one ");
	assert_string_equal(append(log, "a", "one"), "duplicate one");
	assert_string_equal(
	    append_at(log, 1000, "a", "one", "y"), "conflict one");
	/* The clock was put back. */
	assert_string_equal(append_at(log, 1000, "a", "", "x"), "taken 5000-1");
	assert_string_equal(replay_id(log, "a", "one"), "5000-1 ");
	close_log(log);
}

static void
ids_stay_known_when_their_events_are_gone(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 1 });

	(void)state;
	append(log, "a", "1");
	append(log, "a", "2");
	append(log, "a", "3");
	assert_int_equal(remove_it(log, "3", ""), 1);
	close_log(log);
	log = open_log((struct hub_keep){ .count = 1 });
	assert_string_equal(append(log, "a", "1"), "duplicate 1");
	assert_string_equal(append(log, "a", "3"), "duplicate 3");
	assert_string_equal(
	    replay_id(log, "a", "1"), "(expired after 2 missed 1) ");
	assert_int_equal(log->newest_pos, 3);
	assert_string_equal(append(log, "a", "4"), "taken 4");
	assert_int_equal(log->newest_pos, 4);
	close_log(log);
}

static void
what_is_kept_stays_kept(void **state)
{
	struct hub_log *log = open_log((struct hub_keep){ .count = 1 });

	(void)state;
	append_with(log, "a", "1", (struct hub_extra){ .retain = true });
	append_with(log, "a", "2", (struct hub_extra){ .hold = true });
	append(log, "a", "3");
	close_log(log);
	log = open_log((struct hub_keep){ .count = 1 });
	assert_int_equal(log->kept_count, 2);
	assert_string_equal(replay_new(log, "a", 1000), "1 2 ");
	release(log, slice_of("2"));
	assert_string_equal(replay_new(log, "a", 1000), "1 ");
	close_log(log);
}

static void
a_file_has_one_owner(void **state)
{
	const struct sqlite_log_options options = { .path = file_path,
		.keep = keep_all };
	struct hub_log *log = open_log(keep_all);
	struct err err;

	(void)state;
	assert_null(sqlite_log_new(&options, &err));
	assert_non_null(strstr(err.text, "another process has it"));
	append(log, "a", "1");
	close_log(log);
	log = open_log(keep_all);
	assert_string_equal(replay_all(log, "a"), "1 ");
	close_log(log);
}

/* A copy that was made between two events takes the file's place. */
static void
an_older_file_is_a_gap(void **state)
{
	struct hub_log *log = open_log(keep_all);
	char command[256];

	(void)state;
	append_at(log, 1000, "a", "", "x");
	close_log(log);
	snprintf(
	    command, sizeof(command), "cp %s %s.old", file_path, file_path);
	assert_int_equal(system(command), 0);
	log = open_log(keep_all);
	assert_string_equal(append_at(log, 1001, "a", "", "x"), "taken 1001-0");
	close_log(log);
	snprintf(
	    command, sizeof(command), "mv %s.old %s", file_path, file_path);
	assert_int_equal(system(command), 0);
	log = open_log(keep_all);
	append_at(log, 1002, "a", "", "x");
	assert_string_equal(
	    replay_id(log, "a", "1001-0"), "(expired after ) 1000-0 1002-0 ");
	close_log(log);
}

/* So many at once, of which some say the same. */
#define CROWD 5000 /* more than two steps of a removal */

struct crowd {
	struct hub_publish p;
	char id[16], data[16];
	int number;
};

static int answered;
static uint64_t answered_pos;

static void
on_one(struct hub_publish *p)
{
	struct crowd *one = LIST_ITEM(p, struct crowd, p);

	assert_int_equal(one->number, answered);
	answered++;
	if (one->number % 10 == 9) {
		assert_int_equal(p->outcome, HUB_DUPLICATE);
		assert_true(slice_is(p->id, one->id));
		return;
	}
	assert_int_equal(p->outcome, HUB_TAKEN);
	assert_int_equal(p->event->pos, answered_pos + 1);
	answered_pos = p->event->pos;
}

static struct crowd crowd[CROWD];

static void
append_crowd(struct hub_log *log)
{
	answered = 0;
	answered_pos = log->newest_pos;
	for (int i = 0; i < CROWD; i++) {
		struct crowd *one = &crowd[i];

		/* Each tenth repeats the one before it. */
		one->number = i;
		snprintf(one->id, sizeof(one->id), "c%d", i - (i % 10 == 9));
		one->p = (struct hub_publish){
			.message = { .id = slice_of(one->id),
			    .topic = slice_of("a"),
			    .type = slice_empty(),
			    .data = slice_of("x"),
			    .retry_ms = -1 },
			.wall_ms = 1000,
			.on_done = on_one,
		};
		log->ops->append(log, &one->p);
	}
	assert_true(log->waiting_bytes > 0);
}

/* Waits for answers, and takes them. */
static void
run_once(struct hub_log *log)
{
	struct pollfd p = { .fd = log->ops->fd(log), .events = POLLIN };

	assert_int_equal(poll(&p, 1, 30000), 1);
	log->ops->run(log);
}

static void
run_until(struct hub_log *log, const int *count, int wanted)
{
	while (*count < wanted)
		run_once(log);
}

static void
many_at_once_are_answered_in_their_order(void **state)
{
	struct hub_log *log = open_log(keep_all);

	(void)state;
	append_crowd(log);
	run_until(log, &answered, CROWD);
	assert_int_equal(log->waiting_bytes, 0);
	assert_int_equal(log->newest_pos, CROWD - CROWD / 10);
	close_log(log);
}

static void
what_is_underway_is_answered_before_the_end(void **state)
{
	struct hub_log *log = open_log(keep_all);

	(void)state;
	append_crowd(log);
	close_log(log);
	assert_int_equal(answered, CROWD);
	log = open_log(keep_all);
	assert_int_equal(log->newest_pos, CROWD - CROWD / 10);
	close_log(log);
}

/* A follower that reads while events are taken: from the file, then live. */
static struct hub_page follower;
static uint64_t seen_pos;
static bool is_live;

/* Frames carry "id: cN"; those that repeat others have none. */
static void
see(int number)
{
	assert_int_equal(number, seen_pos + (seen_pos % 10 == 9));
	seen_pos = (uint64_t)number + 1;
}

static void
see_frames(struct slice frames)
{
	struct slice line;

	while (frames.len > 0) {
		slice_cut(frames, '\n', &line, &frames);
		if (slice_starts(line, "id: c"))
			see(atoi(line.ptr + strlen("id: c")));
	}
}

static struct hub_log *followed;

static void
on_follower(struct hub_page *page)
{
	assert_false(page->failed);
	assert_int_equal(page->missed, 0);
	see_frames(page->frames);
	is_live = page->at_end;
	if (!is_live)
		followed->ops->read(followed, page);
}

static void
on_taken_live(struct hub_log_sink *unused, struct hub_publish *p)
{
	(void)unused;
	if (is_live && p->outcome == HUB_TAKEN)
		see_frames(p->event->frame);
	p->on_done(p);
}

static void
a_follower_has_neither_gap_nor_double(void **state)
{
	struct hub_log_sink live = { .on_taken = on_taken_live };
	const struct slice patterns[] = { slice_of("a") };
	struct hub_select select;

	(void)state;
	hub_select_init(&select, patterns, 1);
	followed = open_log(keep_all);
	followed->sink = &live;
	append_crowd(followed);
	for (int start = 0; start < CROWD; start += 100) {
		run_until(followed, &answered, start);
		is_live = false;
		seen_pos = 0;
		follower = (struct hub_page){ .reader = { .select = &select },
			.mark = 0,
			.on_done = on_follower };
		follower.reader.user = slice_empty();
		followed->ops->read(followed, &follower);
		while (!is_live)
			run_once(followed);
		if (answered == CROWD)
			break;
	}
	run_until(followed, &answered, CROWD);
	assert_int_equal(seen_pos, CROWD - 1);
	close_log(followed);
	hub_select_clear(&select);
}

static void
fewer_are_kept_step_by_step(void **state)
{
	struct hub_log *log = open_log(keep_all);
	const struct hub_keep few = { .count = 10 };
	struct hub_log_size size = { 0 };

	(void)state;
	append_crowd(log);
	run_until(log, &answered, CROWD);
	set_keep(log, &few, NULL, 0);
	log->ops->tick(log, 2000);
	do {
		run_once(log);
		log->ops->measure(log, &size);
	} while (size.events > 10);
	assert_int_equal(size.events, 10);
	close_log(log);
}

static bool has_taken, took_first;

static void
on_taken_noted(struct hub_log_sink *unused, struct hub_publish *p)
{
	(void)unused;
	has_taken = true;
	p->on_done(p);
}

static void
on_removed_noted(struct hub_removal *r)
{
	took_first = has_taken;
	on_removed(r);
}

/* A topic of many events goes in steps, and what comes meanwhile stays. */
static void
others_are_taken_while_a_topic_is_removed(void **state)
{
	struct hub_log *log = open_log(keep_all);
	struct hub_removal r = { .id = slice_empty(),
		.topic = slice_of("a"),
		.on_done = on_removed_noted };
	struct hub_log_sink noted = { .on_taken = on_taken_noted };

	(void)state;
	append_crowd(log);
	run_until(log, &answered, CROWD);
	log->sink = &noted;
	has_taken = took_first = false;
	removed = -2;
	log->ops->remove(log, &r);
	assert_string_equal(append(log, "a", "new"), "taken new");
	while (removed == -2)
		run_once(log);
	assert_true(took_first);
	assert_int_equal(removed, CROWD - CROWD / 10);
	is_answered = false;
	assert_string_equal(replay_all(log, "a"), "new ");
	assert_string_equal(append(log, "a", "c1"), "duplicate c1");
	close_log(log);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(it_goes_on_where_it_ended, start_anew),
		cmocka_unit_test_setup(
		    ids_stay_known_when_their_events_are_gone, start_anew),
		cmocka_unit_test_setup(what_is_kept_stays_kept, start_anew),
		cmocka_unit_test_setup(a_file_has_one_owner, start_anew),
		cmocka_unit_test_setup(an_older_file_is_a_gap, start_anew),
		cmocka_unit_test_setup(
		    many_at_once_are_answered_in_their_order, start_anew),
		cmocka_unit_test_setup(
		    what_is_underway_is_answered_before_the_end, start_anew),
		cmocka_unit_test_setup(
		    a_follower_has_neither_gap_nor_double, start_anew),
		cmocka_unit_test_setup(fewer_are_kept_step_by_step, start_anew),
		cmocka_unit_test_setup(
		    others_are_taken_while_a_topic_is_removed, start_anew),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
