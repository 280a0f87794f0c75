/*
 * Tests of lib/hub where the slow skip: whatever comes between what, a
 * follower gets each event that it wants once and in order, or is told in its
 * place that it does not: how many, after which, and up to which.
 *
 * Hundreds of runs, each another order of publishes, of followers who come,
 * from anywhere, and of pieces that sockets take.
 */
#include "skip_fixture.h"

#include "hub/pending.h"

#define RUNS 500
#define STEPS 150
#define FOLLOWERS 6
/* A hint, a page, one that is large, a part, and two gaps. */
#define PENDING_MAX 6

/* A follower, and what it is to get next. */
struct watched {
	struct follower f;
	bool is_open;
	int first, stride; /* of the numbers it wants */
	int count_max;     /* 0: all */
	enum hub_format format;
};

/* Every third event is of topic b; a pattern wants all, "b" only those. */
static void
publish_next(struct fixture *fx)
{
	char id[16], data[9000];
	int n = ++published_count;
	size_t len = draw(4) == 0 ? draw(sizeof(data)) : draw(400);

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
	struct hub_start start = {
		.select = &sel,
		.retry_ms = -1,
		.no_open = true,
		.count_max = draw(4) == 0 ? 1 + draw(20) : 0,
	};
	int from = published_count;

	if (draw(3) == 0) {
		from = 0;
		start.kind = HUB_CURSOR_EARLIEST;
	}
	*w = (struct watched){ .is_open = true,
		.first = from + 1,
		.stride = only_b ? 3 : 1,
		.count_max = (int)start.count_max,
		.format = draw(3) == 0 ? HUB_FORMAT_NDJSON : HUB_FORMAT_STREAM,
		.f.got = BUF(GOT_BYTES_MAX) };
	hub_select_init(&sel, &pattern, 1);
	hub_select_format(&sel, w->format);
	assert_true(hub_stream_open(fx->hub, &w->f.stream, &start));
}

/* A gap stands where the events that it tells of would have been. */
static int
check_gap(const struct watched *w, const char *line, int want)
{
	int requested = number_of(line, "{\"requested\":\"");
	int resumed_after = number_of(line, "\"resumed_after\":\"");
	int missed = number_of(line, "\"missed\":");

	assert_non_null(strstr(line, "\"reason\":\"slow\""));
	/* Where it was: nothing that it wants lies between. */
	assert_in_range(requested, want - w->stride, want - 1);
	assert_true(resumed_after >= want && resumed_after % w->stride == 0);
	assert_int_equal(missed, (resumed_after - want) / w->stride + 1);
	gap_count++;
	return resumed_after + w->stride;
}

/* Checks one line; returns the number that is wanted next. */
static int
check_line(const struct watched *w, struct slice s, int want, int *got)
{
	const char *key = w->format == HUB_FORMAT_NDJSON ? "\"id\":\"" : "id: ";
	char line[512];
	size_t n = 0;
	int id;

	/* As far as it matters; a string in JSON without its backslashes. */
	for (size_t i = 0; i < s.len && n < sizeof(line) - 1; i++)
		if (s.ptr[i] != '\\')
			line[n++] = s.ptr[i];
	line[n] = '\0';
	if (strstr(line, "\"resumed_after\"") != NULL)
		return check_gap(w, line, want);
	id = number_of(line, key);
	if (id < 0)
		return want;
	assert_int_equal(id, want);
	++*got;
	return want + w->stride;
}

static void
check(const struct watched *w, bool all)
{
	struct slice rest = buf_slice(&w->f.got), line;
	int want = w->first, got = 0;

	for (; want % w->stride != 0; want++)
		continue;
	while (slice_has(rest, '\n')) {
		slice_cut(rest, '\n', &line, &rest);
		want = check_line(w, line, want, &got);
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
	check(w, false);
	unfollow(&w->f);
	w->is_open = false;
}

static void
step(struct fixture *fx, struct watched *w)
{
	uint32_t what = draw(10);

	if (what < 6) {
		publish_next(fx);
	} else if (!w->is_open) {
		open_watched(fx, w);
	} else if (what < 7 && draw(6) == 0) {
		close_watched(w);
	} else {
		bool blocked = draw(3) > 0;

		/* What is not blocked has sent all, when a turn ends. */
		take(&w->f, blocked ? draw(3000) : SIZE_MAX);
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
	for (int i = 0; i < FOLLOWERS; i++) {
		const struct hub_stream *s = &all[i].f.stream;

		if (all[i].is_open && s->live && s->pending != NULL)
			assert_true(s->pending->count <= PENDING_MAX);
	}
}

static void
run(uint32_t seed)
{
	struct watched all[FOLLOWERS] = { 0 };
	struct fixture fx;

	draw_state = seed;
	published_count = 0;
	fixture_skip(&fx);
	for (int i = 0; i < STEPS; i++) {
		step(&fx, &all[draw(FOLLOWERS)]);
		if (draw(2) == 0)
			end_turn(&fx, all);
	}
	for (int i = 0; i < FOLLOWERS; i++) {
		if (!all[i].is_open)
			continue;
		take(&all[i].f, SIZE_MAX);
		check(&all[i], true);
		close_watched(&all[i]);
	}
	hub_free(fx.hub);
}

static void
no_order_of_things_loses_an_event_in_silence(void **state)
{
	(void)state;
	gap_count = 0;
	for (uint32_t seed = 1; seed <= RUNS; seed++)
		run(seed);
	/* They were at it. */
	assert_true(gap_count > RUNS / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_order_of_things_loses_an_event_in_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
