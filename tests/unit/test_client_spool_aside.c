/*
 * Tests of client/spool.h: files that are no parts, and parts that are put
 * aside as such.
 */
#include "spool_fixture.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_folder_of_many_files_takes_no_more),
		TEST(what_is_put_aside_is_not_written_over),
		TEST(what_cannot_be_put_aside_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
