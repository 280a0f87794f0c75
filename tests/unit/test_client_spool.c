/*
 * Tests of client/spool.h: what is put in comes out again, in order, until it
 * is dropped; whoever ended leaves it to the next.  Two spools in one process
 * are two processes to each other: locks are of open files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/spool.h"
#include "client/spool_text.h"
#include "client/status.h"

static char folder[64], path[96];

static void
on_bad(struct spool *s, const char *why)
{
	(void)s;
	(void)why;
}

static int
open_for(struct spool *s, const char *hub, int64_t bytes_max)
{
	struct err err;

	*s = (struct spool){
		.path = path,
		.hub = hub,
		.bytes_max = bytes_max,
		.own_id = "me",
		.on_bad = on_bad,
	};
	return spool_open(s, &err);
}

static void
begin(struct spool *s)
{
	assert_int_equal(open_for(s, "http://hub", 1 << 20), 0);
}

static int
put(struct spool *s, const char *data)
{
	const struct draft draft = {
		.id = slice_of(data),
		.data = slice_of(data),
	};
	struct parcel p;
	struct err err;
	int status;

	parcel_init(&p);
	assert_int_equal(parcel_add(&p, &draft, 1), PARCEL_ADDED);
	status = s->store.put(&s->store, &p, &err);
	parcel_clear(&p);
	return status == 0 ? 0 : err.code;
}

/* Takes a parcel, and compares the ids in it; NULL: there is none. */
static void
take(struct spool *s, const char *want)
{
	struct parcel p;
	struct buf got = BUF(1024);
	struct err err;

	parcel_init(&p);
	assert_int_equal(s->store.take(&s->store, &p, &err), 0);
	for (size_t i = 0; i < parcel_count(&p); i++)
		spool_text_id(parcel_line(&p, i), &got);
	assert_true(slice_is(buf_slice(&got), want));
	buf_clear(&got);
	parcel_clear(&p);
}

static void
drop(struct spool *s)
{
	struct err err;

	assert_int_equal(s->store.drop(&s->store, &err), 0);
}

static int
set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/sse-spool-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/spool", folder);
	return 0;
}

static int
tear_down(void **state)
{
	struct spool_folder f;
	struct spool_scan scan = { 0 };
	struct err err;

	(void)state;
	assert_int_equal(spool_folder_open(&f, path, &err), 0);
	assert_int_equal(spool_folder_scan(&f, &scan, &err), 0);
	for (size_t i = 0; i < scan.count; i++)
		spool_folder_drop_part(&f, scan.names[i], false);
	unlinkat(f.fd, "hub", 0);
	unlinkat(f.fd, "lock", 0);
	spool_scan_clear(&scan);
	spool_folder_close(&f);
	assert_int_equal(rmdir(path), 0);
	return rmdir(folder);
}

static void
what_is_put_in_comes_out_in_order(void **state)
{
	struct spool s;

	(void)state;
	begin(&s);
	take(&s, "");
	assert_int_equal(s.stage, SPOOL_OWN);
	assert_int_equal(put(&s, "a"), 0);
	assert_int_equal(put(&s, "b"), 0);
	take(&s, "ab");
	/* What is taken out gets no more. */
	assert_int_equal(put(&s, "c"), 0);
	drop(&s);
	take(&s, "c");
	drop(&s);
	take(&s, "");
	spool_close(&s);
}

static void
who_ended_leaves_it_to_the_next(void **state)
{
	struct spool s;

	(void)state;
	begin(&s);
	assert_int_equal(put(&s, "a"), 0);
	spool_close(&s);
	begin(&s);
	assert_int_equal(put(&s, "b"), 0);
	take(&s, "a");
	spool_close(&s); /* not dropped: it is still there */
	begin(&s);
	assert_int_equal(put(&s, "c"), 0);
	take(&s, "a");
	drop(&s);
	take(&s, "b");
	drop(&s);
	take(&s, "c");
	drop(&s);
	take(&s, "");
	spool_close(&s);
}

static void
what_the_living_have_is_theirs(void **state)
{
	struct spool a, b;

	(void)state;
	begin(&a);
	take(&a, "");
	assert_int_equal(put(&a, "a"), 0);
	begin(&b);
	assert_int_equal(put(&b, "b"), 0);
	take(&b, "b");
	drop(&b);
	take(&b, "");
	take(&a, "a");
	spool_close(&a);
	spool_close(&b);
}

static void
one_sends_what_was_left_and_the_others_wait(void **state)
{
	struct spool a, b;

	(void)state;
	begin(&a);
	assert_int_equal(put(&a, "left"), 0);
	spool_close(&a);
	begin(&a);
	take(&a, "left");
	begin(&b);
	assert_int_equal(put(&b, "b"), 0);
	take(&b, "");
	assert_true(b.store.is_waiting);
	drop(&a);
	take(&b, "");
	take(&a, "");
	take(&b, "b");
	assert_false(b.store.is_waiting);
	spool_close(&a);
	spool_close(&b);
}

static void
what_is_there_is_for_one_hub(void **state)
{
	struct spool a, b;

	(void)state;
	begin(&a);
	assert_int_equal(put(&a, "a"), 0);
	assert_int_equal(open_for(&b, "http://other", 1 << 20), -1);
	spool_close(&b);
	spool_drop_own(&a);
	/* It is empty, so another may have it; then the first may not. */
	assert_int_equal(open_for(&b, "http://other", 1 << 20), 0);
	assert_int_equal(put(&b, "b"), 0);
	assert_int_equal(put(&a, "a"), STATUS_USAGE);
	spool_close(&a);
	spool_close(&b);
}

static void
what_does_not_fit_leaves_what_is_there(void **state)
{
	struct spool s;

	(void)state;
	assert_int_equal(open_for(&s, "http://hub", 60), 0);
	assert_int_equal(put(&s, "a"), 0);
	assert_int_equal(put(&s, "bbbbbbbbbbbbbbbbbbbb"), STATUS_WRITE);
	take(&s, "a");
	drop(&s);
	take(&s, "");
	spool_close(&s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_put_in_comes_out_in_order),
		TEST(who_ended_leaves_it_to_the_next),
		TEST(what_the_living_have_is_theirs),
		TEST(one_sends_what_was_left_and_the_others_wait),
		TEST(what_is_there_is_for_one_hub),
		TEST(what_does_not_fit_leaves_what_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
