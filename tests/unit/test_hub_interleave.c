/*
 * Tests of lib/hub: whatever comes between what, a follower gets each event
 * that it wants once and in order, from where it started: no gap, no double.
 *
 * Thousands of runs, each another order of publishes, of followers who come,
 * from anywhere, of pieces that sockets take, and of answers of a log that
 * takes its time, to read only, or to take events as well.  Events are for all
 * or for users, some are retained or held, some are over after a while, some
 * are removed.
 */
#include "drawn_events.h"
#include "late_log.h"

#define RUNS 4000
#define STEPS 120
#define FOLLOWERS 6

/* A follower, and what there was when it came. */
struct watched {
	struct follower f;
	struct slice user;
	int64_t opened_ms;
	int opened_count;
	int start;     /* the number of the last event before it */
	int count_max; /* 0: all */
	bool is_open, poll, comes_new, only_b;
	bool kept[EVENTS_MAX], removed[EVENTS_MAX];
};

/* Draws from where w follows; id is room for a cursor. */
static void
draw_start(struct watched *w, struct hub_start *start, char id[16])
{
	w->comes_new = false;
	if (draw(3) == 0 && published_count > 0) {
		w->start = (int)draw((uint32_t)published_count) + 1;
		snprintf(id, 16, "%d", w->start);
		start->kind = HUB_CURSOR_ID;
		start->id = slice_of(id);
	} else if (draw(3) == 0) {
		w->start = 0;
		start->kind = HUB_CURSOR_EARLIEST;
	} else {
		w->start = published_count;
		w->comes_new = true;
		start->kind =
		    draw(2) == 0 ? HUB_CURSOR_LATEST : HUB_CURSOR_NEWEST;
	}
}

static void
open_watched(struct fixture *fx, struct watched *w)
{
	static const char *const users[] = { "ann", "bob", "", "" };
	struct slice pattern;
	struct hub_select sel;
	char id[16];
	struct hub_start start = {
		.select = &sel,
		.wall_ms = now_ms += draw(50),
		.retry_ms = -1,
		.no_open = true,
		.user = draw_of(users, 4),
		.count_max = draw(3) == 0 ? 1 + draw(20) : 0,
		.poll = draw(4) == 0,
	};

	*w = (struct watched){ .is_open = true,
		.poll = start.poll,
		.only_b = draw(2) == 0,
		.user = start.user,
		.count_max = (int)start.count_max,
		.opened_count = published_count,
		.opened_ms = now_ms,
		.f.got = BUF(GOT_BYTES_MAX) };
	draw_start(w, &start, id);
	for (int n = 1; n <= published_count; n++) {
		w->kept[n] = w->comes_new && n <= w->start && is_kept(n);
		w->removed[n] = said[n].is_removed;
	}
	pattern = slice_of(w->only_b ? "b" : "*");
	hub_select_init(&sel, &pattern, 1);
	assert_true(hub_stream_open(fx->hub, &w->f.stream, &start));
}

/* The rule: who gets what. */
static bool
is_wanted(const struct watched *w, int n)
{
	const struct said *it = &said[n];
	bool is_followed = it->topic == B || (it->topic == A && !w->only_b);

	if (w->user.len > 0 && slice_equals(it->copy, w->user))
		return true;
	if (it->to.len == 0)
		return is_followed;
	return w->user.len > 0 && hub_to_has(it->to, w->user) &&
	       (is_followed || it->topic >= INBOX_ANN);
}

/* What w need not get any more, though it may have. */
static bool
is_gone(int n)
{
	return said[n].is_removed || said[n].over_ms <= now_ms;
}

/* What w got, as far as it is read. */
struct reading {
	const struct watched *w;
	bool had[EVENTS_MAX];
	int last_kept, last, count;
	bool has_cursor;
};

/* What comes next is behind n: so n was not to come. */
static void
pass_over(struct reading *r, int n)
{
	assert_true(!is_wanted(r->w, n) || is_gone(n));
	r->last = n;
}

static void
take_id(struct reading *r, int n)
{
	const struct watched *w = r->w;

	assert_true(is_wanted(w, n) && !w->removed[n]);
	assert_true(said[n].over_ms > w->opened_ms || n > w->opened_count);
	r->count++;
	r->had[n] = true;
	if (n > w->start) {
		assert_in_range(n, r->last + 1, published_count);
		while (r->last < n - 1)
			pass_over(r, r->last + 1);
		r->last = n;
		return;
	}
	/* It was kept, and comes before all else. */
	assert_true(w->kept[n] && n > r->last_kept && r->last == w->start);
	assert_false(r->has_cursor);
	r->last_kept = n;
}

/* After what was kept, and before all else, the cursor is put right. */
static void
take_cursor(struct reading *r, int n)
{
	assert_true(r->last_kept > 0 && r->last == r->w->start);
	assert_in_range(n, r->last, published_count);
	assert_false(r->has_cursor);
	r->has_cursor = true;
	while (r->last < n)
		pass_over(r, r->last + 1);
}

/* Nothing more comes: so nothing is left. */
static void
check_end(struct reading *r)
{
	const struct watched *w = r->w;
	bool is_done = hub_stream_is_done(&w->f.stream);
	int end = w->poll ? w->opened_count : published_count;
	int kept_count = 0;

	if (w->count_max > 0 && r->count == w->count_max) {
		assert_true(is_done);
		return;
	}
	assert_int_equal(is_done, w->poll);
	while (r->last < end)
		pass_over(r, r->last + 1);
	for (int n = 1; n <= w->start; n++) {
		assert_true(!w->kept[n] || !is_wanted(w, n) || is_gone(n) ||
			    !is_kept(n) || r->had[n]);
		kept_count += r->had[n];
	}
	if (r->last_kept > 0)
		assert_true(r->has_cursor || r->count > kept_count);
}

/* Checks what w got; all: nothing more comes. */
static void
check_ids(const struct watched *w, bool all)
{
	struct slice rest = buf_slice(&w->f.got), line, next;
	struct reading r = { .w = w, .last = w->start };

	while (rest.len > 0) {
		slice_cut(rest, '\n', &line, &rest);
		if (!slice_starts(line, "id: "))
			continue;
		if (rest.len == 0)
			break; /* maybe not all of the number */
		slice_cut(rest, '\n', &next, &rest);
		if (next.len > 0)
			take_id(&r, atoi(line.ptr + 4));
		else
			take_cursor(&r, atoi(line.ptr + 4));
	}
	assert_true(w->count_max == 0 || r.count <= w->count_max);
	if (all)
		check_end(&r);
}

static void
close_watched(struct watched *w)
{
	if (!w->is_open)
		return;
	check_ids(w, false);
	unfollow(&w->f);
	w->is_open = false;
}

static void
step(struct fixture *fx, struct watched all[FOLLOWERS])
{
	struct watched *w = &all[draw(FOLLOWERS)];
	uint32_t what = draw(11);

	if (what < 3) {
		publish_next(fx);
	} else if (what < 5) {
		let_through();
	} else if (what == 10) {
		meddle(fx);
	} else if (what < 6) {
		if (w->is_open && draw(4) == 0)
			close_watched(w);
		else if (!w->is_open)
			open_watched(fx, w);
	} else if (w->is_open) {
		bool blocked = draw(2) == 0;

		/* What is not blocked has sent all, when a turn ends. */
		take(&w->f, blocked ? draw(20000) : SIZE_MAX);
		hub_stream_set_behind(&w->f.stream, blocked);
	}
}

/* The end of a turn: each stream has sent all, or is behind. */
static void
end_turn(struct fixture *fx, struct watched all[FOLLOWERS])
{
	hub_wake(fx->hub, 0);
	for (int i = 0; i < FOLLOWERS; i++)
		if (all[i].is_open && !all[i].f.stream.blocked)
			take(&all[i].f, SIZE_MAX);
	hub_settle(fx->hub);
}

static void
take_from_all(struct watched all[FOLLOWERS])
{
	for (int i = 0; i < FOLLOWERS; i++)
		if (all[i].is_open)
			take(&all[i].f, SIZE_MAX);
}

static void
run(uint32_t seed, bool is_slow)
{
	const struct hub_options options = {
		.retry_ms = 3000,
		.lag_bytes = 1 << 30,
		.streams_max = 100,
		.topics_max = 100,
	};
	struct fixture fx = { .wall_ms = 1000 };
	struct watched all[FOLLOWERS] = { 0 };

	draw_state = seed;
	asked_count = published_count = 0;
	now_ms = fx.wall_ms;
	memset(retained, 0, sizeof(retained));
	fx.hub = hub_new(&options, late_log_new(), fixture_on_ready);
	late->is_slow = is_slow;
	for (int i = 0; i < STEPS; i++) {
		step(&fx, all);
		if (draw(3) == 0)
			end_turn(&fx, all);
	}
	take_from_all(all);
	while (late_count() > 0) {
		let_through();
		end_turn(&fx, all);
		take_from_all(all);
	}
	for (int i = 0; i < FOLLOWERS; i++) {
		if (!all[i].is_open)
			continue;
		check_ids(&all[i], true);
		close_watched(&all[i]);
	}
	hub_free(fx.hub);
}

static void
no_order_of_things_makes_a_gap_or_a_double(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= RUNS; seed++)
		run(seed, seed % 2 == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_order_of_things_makes_a_gap_or_a_double),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
