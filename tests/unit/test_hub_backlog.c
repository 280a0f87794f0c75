/*
 * Tests of hub/backlog.c: the byte at a place stays the same, whatever is
 * added behind it and dropped before it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "hub/backlog.h"

#define STEPS 20000
#define FRAME_BYTES_MAX 3000

/* All that was ever added, and where its frames end: what b must agree to. */
static struct buf all = BUF(64 << 20);
static uint64_t ends[STEPS];
static size_t frame_count;

/* The same numbers in every run, so that a failure comes again. */
static uint32_t
draw(uint32_t below)
{
	static uint32_t state = 1;

	state = state * 1103515245 + 12345;
	return (state >> 8) % below;
}

static void
add(struct hub_backlog *b)
{
	char frame[FRAME_BYTES_MAX];
	size_t len = 1 + draw(draw(10) == 0 ? FRAME_BYTES_MAX : 100);

	for (size_t i = 0; i < len; i++)
		frame[i] = (char)draw(256);
	hub_backlog_add(b, (struct slice){ frame, len });
	buf_add(&all, (struct slice){ frame, len });
	ends[frame_count++] = all.len;
}

/* Returns the first end behind place, searched from the last one back. */
static uint64_t
end_behind(uint64_t place)
{
	size_t i = frame_count;

	while (i > 0 && ends[i - 1] > place)
		i--;
	return ends[i];
}

static void
check(const struct hub_backlog *b, uint64_t from)
{
	struct slice want = slice_drop(buf_slice(&all), from);
	struct slice got;

	assert_int_equal(b->tail, all.len);
	if (want.len == 0)
		return;
	got = hub_backlog_from(b, from);
	assert_int_equal(got.len, want.len);
	assert_memory_equal(got.ptr, want.ptr, want.len);
	assert_int_equal(hub_backlog_end(b, from), end_behind(from));
	assert_int_equal(hub_backlog_end(b, all.len - 1), all.len);
}

/* One reader takes as much as it likes, at times all, at times nothing. */
static void
bytes_stay_where_they_are(void **state)
{
	struct hub_backlog b = { 0 };
	uint64_t place = 0;

	(void)state;
	for (int i = 0; i < STEPS; i++) {
		uint64_t left;

		add(&b);
		check(&b, place);
		left = b.tail - place;
		if (draw(4) == 0)
			place +=
			    draw(50) == 0 ? left : draw((uint32_t)left + 1);
		hub_backlog_drop(&b, place);
		assert_true(b.head <= place && b.tail - b.head <= b.cap);
		if (place < b.tail)
			check(&b, place);
	}
	hub_backlog_clear(&b);
	hub_backlog_clear(&b);
	buf_clear(&all);
}

/* What a burst took is given back once it is sent. */
static void
a_burst_leaves_no_memory(void **state)
{
	static char large[1 << 20];
	struct hub_backlog b = { 0 };

	(void)state;
	for (int i = 0; i < 100000; i++)
		hub_backlog_add(&b, slice_of("0123456789"));
	hub_backlog_add(&b, (struct slice){ large, sizeof(large) });
	hub_backlog_drop(&b, 10);
	assert_int_equal(b.head, 10);
	hub_backlog_drop(&b, b.tail);
	assert_int_equal(b.cap, 0);
	assert_int_equal(b.end_cap, 0);
	hub_backlog_add(&b, slice_of("after it"));
	assert_int_equal(hub_backlog_from(&b, b.head).len, 8);
	hub_backlog_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_stay_where_they_are),
		cmocka_unit_test(a_burst_leaves_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
