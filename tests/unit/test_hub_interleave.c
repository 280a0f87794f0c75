/*
 * Tests of lib/hub: whatever comes between what, a follower gets each event
 * that it wants once and in order, from where it started: no gap, no double.
 *
 * Thousands of runs, each another order of publishes, of followers who come,
 * from anywhere, of pieces that sockets take, and of answers of a log that
 * takes its time.
 */
#include "hub_fixture.h"

#include "base/list.h"

#define RUNS 3000
#define STEPS 120
#define FOLLOWERS 6
#define LATE_MAX 64

/* The memory log, but seeks and reads wait to be let through. */
struct late_log {
	struct hub_log log;
	struct hub_log_sink sink;
	struct hub_log *inner;
	struct hub_seek *seeks[LATE_MAX];
	struct hub_page *pages[LATE_MAX];
	size_t seek_count, page_count;
};

static struct late_log *late;
static uint32_t draw_state;

static uint32_t
draw(uint32_t below)
{
	draw_state = draw_state * 1103515245 + 12345;
	return (draw_state >> 8) % below;
}

static void
late_on_taken(struct hub_log_sink *sink, struct hub_publish *p)
{
	(void)sink;
	late->log.newest_pos = late->inner->newest_pos;
	late->log.sink->on_taken(late->log.sink, p);
}

static void
late_append(struct hub_log *log, struct hub_publish *p)
{
	(void)log;
	late->inner->ops->append(late->inner, p);
}

static void
late_seek(struct hub_log *log, struct hub_seek *s)
{
	(void)log;
	assert_true(late->seek_count < LATE_MAX);
	late->seeks[late->seek_count++] = s;
}

static void
late_read(struct hub_log *log, struct hub_page *page)
{
	(void)log;
	assert_true(late->page_count < LATE_MAX);
	late->pages[late->page_count++] = page;
}

/* Lets one answer through, if one waits; any of them. */
static void
let_through(void)
{
	if (late->seek_count > 0 && draw(2) == 0) {
		size_t i = draw((uint32_t)late->seek_count);
		struct hub_seek *s = late->seeks[i];

		late->seeks[i] = late->seeks[--late->seek_count];
		late->inner->ops->seek(late->inner, s);
	} else if (late->page_count > 0) {
		size_t i = draw((uint32_t)late->page_count);
		struct hub_page *page = late->pages[i];

		late->pages[i] = late->pages[--late->page_count];
		late->inner->ops->read(late->inner, page);
	}
}

static void
late_tick(struct hub_log *log, int64_t wall_ms)
{
	(void)log;
	late->inner->ops->tick(late->inner, wall_ms);
}

static void
late_close(struct hub_log *log)
{
	(void)log;
	while (late->seek_count + late->page_count > 0)
		let_through();
	late->inner->ops->close(late->inner);
	free(late);
	late = NULL;
}

static struct hub_log *
late_log_new(void)
{
	static const struct hub_log_ops ops = {
		.append = late_append,
		.seek = late_seek,
		.read = late_read,
		.tick = late_tick,
		.close = late_close,
	};
	static const struct memory_keep keep = { .count = 1000 };

	late = calloc(1, sizeof(*late));
	late->log.ops = &ops;
	late->sink.on_taken = late_on_taken;
	late->inner = memory_log_new(&keep);
	late->inner->sink = &late->sink;
	return &late->log;
}

/* A follower, and the number of the first event that it is to get. */
struct watched {
	struct follower f;
	bool is_open;
	int first, stride; /* of the numbers it wants */
	int count_max;     /* 0: all */
};

static int published_count;

/* Every third event is of topic b; a pattern wants all, "b" only those. */
static void
publish_next(struct fixture *fx)
{
	char id[16], data[24000]; /* small, and large ones: pages end */
	int n = ++published_count;
	size_t len = draw(4) == 0 ? draw(sizeof(data)) : draw(40);

	snprintf(id, sizeof(id), "%d", n);
	memset(data, 'x', len);
	data[len > 0 ? len - 1 : 0] = '\0';
	publish(fx, n % 3 == 0 ? "b" : "a", id, data);
}

static void
open_watched(struct fixture *fx, struct watched *w)
{
	static const char *const patterns[] = { "*", "b" };
	bool only_b = draw(2) == 0;
	const struct slice pattern = slice_of(patterns[only_b]);
	struct hub_select sel;
	char id[16];
	struct hub_start start = {
		.select = &sel,
		.retry_ms = -1,
		.no_open = true,
		.count_max = draw(3) == 0 ? 1 + draw(20) : 0,
	};
	int from = published_count;

	if (draw(2) == 0 && published_count > 0) {
		from = (int)draw((uint32_t)published_count) + 1;
		snprintf(id, sizeof(id), "%d", from);
		start.kind = HUB_CURSOR_ID;
		start.id = slice_of(id);
	} else if (draw(2) == 0) {
		from = 0;
		start.kind = HUB_CURSOR_EARLIEST;
	}
	*w = (struct watched){ .is_open = true,
		.first = from + 1,
		.stride = only_b ? 3 : 1,
		.count_max = (int)start.count_max,
		.f.got = BUF(GOT_BYTES_MAX) };
	hub_select_init(&sel, &pattern, 1);
	assert_true(hub_stream_open(fx->hub, &w->f.stream, &start));
}

/* Checks the ids that w got: those it wants, from the first one on. */
static void
check_ids(const struct watched *w, bool all)
{
	struct slice rest = buf_slice(&w->f.got), line;
	int want = w->first, got = 0;

	for (; want % w->stride != 0; want++)
		continue;
	while (rest.len > 0) {
		slice_cut(rest, '\n', &line, &rest);
		if (!slice_starts(line, "id: "))
			continue;
		if (rest.len == 0)
			break; /* maybe not all of the number */
		assert_int_equal(atoi(line.ptr + 4), want);
		want += w->stride;
		got++;
	}
	assert_true(w->count_max == 0 || got <= w->count_max);
	if (all && w->count_max > 0 && got == w->count_max)
		assert_true(hub_stream_is_done(&w->f.stream));
	else if (all)
		assert_true(want > published_count);
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
	uint32_t what = draw(10);

	if (what < 3) {
		publish_next(fx);
	} else if (what < 5) {
		let_through();
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
run(uint32_t seed)
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
	published_count = 0;
	fx.hub = hub_new(&options, late_log_new(), fixture_on_ready);
	for (int i = 0; i < STEPS; i++) {
		step(&fx, all);
		if (draw(3) == 0)
			end_turn(&fx, all);
	}
	take_from_all(all);
	while (late->seek_count + late->page_count > 0) {
		let_through();
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
		run(seed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_order_of_things_makes_a_gap_or_a_double),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
