/*
 * Tests of client/spool.h: what is put in comes out again, in order, until it
 * is dropped; whoever ended leaves it to the next.  Two spools in one process
 * are two processes to each other: locks are of open files.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
		spool_folder_drop_part(&f, scan.names[i]);
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

/* Makes a file, or a folder if is_folder, in the spool, which is there. */
static void
make(const char *name, bool is_folder)
{
	char text[192];
	int fd;

	snprintf(text, sizeof(text), "%s/%s", path, name);
	if (is_folder) {
		assert_int_equal(mkdir(text, 0700), 0);
		return;
	}
	fd = open(text, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_true(fd >= 0);
	close(fd);
}

static void
drop_file(const char *name, bool is_folder)
{
	char text[192];

	snprintf(text, sizeof(text), "%s/%s", path, name);
	assert_int_equal(is_folder ? rmdir(text) : unlink(text), 0);
}

static void
a_folder_of_many_files_takes_no_more(void **state)
{
	struct spool s;

	(void)state;
	begin(&s);
	s.files_max = 2;
	make("0000000000000001-0000000000000001.ndjson", false);
	make("0000000000000001-0000000000000002.ndjson", false);
	assert_int_equal(put(&s, "a"), STATUS_WRITE);
	drop_file("0000000000000001-0000000000000001.ndjson", false);
	assert_int_equal(put(&s, "a"), 0);
	/* It goes behind that, and needs no part of its own. */
	assert_int_equal(put(&s, "b"), 0);
	spool_close(&s);
	begin(&s);
	take(&s, "ab");
	spool_close(&s);
}

static void
a_run_of_any_length_is_found_again(void **state)
{
	struct spool s;

	(void)state;
	begin(&s);
	s.part = 99999999;
	s.first = s.part + 1;
	assert_int_equal(put(&s, "a"), 0);
	spool_close(&s);
	begin(&s);
	take(&s, "a");
	drop(&s);
	spool_close(&s);
}

/* "x" is no JSON: a part that is put aside. */
static void
put_bad_part(struct spool *s)
{
	struct parcel p;
	struct err err;

	parcel_init(&p);
	assert_int_equal(
	    parcel_add_alone(&p, slice_of("nowhere"), slice_of("x\n"), 1),
	    PARCEL_ADDED);
	assert_int_equal(s->store.put(&s->store, &p, &err), 0);
	parcel_clear(&p);
}

#define ASIDE_1 "0000000000000001-0000000000000001.event.bad"
#define ASIDE_2 "0000000000000002-0000000000000001.event.bad"

static void
what_is_put_aside_is_not_written_over(void **state)
{
	struct spool s;

	(void)state;
	for (int i = 0; i < 2; i++) {
		begin(&s);
		put_bad_part(&s);
		take(&s, "");
		spool_close(&s);
	}
	drop_file(ASIDE_1, false);
	drop_file(ASIDE_2, false);
}

static void
what_cannot_be_put_aside_stays(void **state)
{
	struct spool s;
	struct parcel p;
	struct err err;

	(void)state;
	begin(&s);
	put_bad_part(&s);
	make(ASIDE_1, true);
	parcel_init(&p);
	assert_int_equal(s.store.take(&s.store, &p, &err), -1);
	assert_int_equal(err.code, STATUS_WRITE);
	drop_file(ASIDE_1, true);
	assert_int_equal(s.store.take(&s.store, &p, &err), 0);
	parcel_clear(&p);
	spool_close(&s);
	drop_file(ASIDE_1, false);
}

/* It has a lower number than what is sent when it ends. */
static void
who_ends_while_another_sends_leaves_it_to_that(void **state)
{
	struct spool a, b;

	(void)state;
	begin(&a);
	assert_int_equal(put(&a, "a"), 0);
	begin(&b);
	assert_int_equal(put(&b, "b"), 0);
	spool_close(&b);
	begin(&b);
	take(&b, "b");
	spool_close(&a);
	drop(&b);
	take(&b, "a");
	drop(&b);
	take(&b, "");
	assert_int_equal(b.stage, SPOOL_OWN);
	spool_close(&b);
}

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
		TEST(a_folder_of_many_files_takes_no_more),
		TEST(a_run_of_any_length_is_found_again),
		TEST(what_is_put_aside_is_not_written_over),
		TEST(what_cannot_be_put_aside_stays),
		TEST(who_ends_while_another_sends_leaves_it_to_that),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
