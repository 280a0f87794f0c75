/*
 * Tests of lib/log/sqlite/writer.h: which file it is, when it is opened again.
 */
#include <sys/stat.h>

#include "log/sqlite/reader.h"
#include "writer_fixture.h"

#define KEEP(n) ((struct writer_options){ .keep = { .count = (n) } })

/* The disk failed: the file is closed, to be opened again. */
static void
replace(struct box *b, const char *with)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char path[320];

	db_close(&b->w.db);
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s%s", b->path, ends[i]);
		unlink(path);
	}
	if (with != NULL)
		assert_int_equal(rename(with, b->path), 0);
}

static void
another_file_is_not_gone_on_with(void **state)
{
	struct box *b = box_open(KEEP(10));
	struct stat st;
	struct err err;
	char old[320];

	(void)state;
	put_plain(b, "a", "1");
	snprintf(old, sizeof(old), "VACUUM INTO '%s.old'", b->path);
	ask(b, old);
	put_plain(b, "a", "2");
	assert_string_equal(all(b), "1 2 ");
	replace(b, NULL);
	assert_false(writer_begin(&b->w));
	assert_false(writer_commit(&b->w, &err));
	assert_non_null(strstr(err.text, "it cannot be opened"));
	assert_int_equal(stat(b->path, &st), -1);
	snprintf(old, sizeof(old), "%s.old", b->path);
	replace(b, old);
	for (int i = 0; i < 2; i++) {
		assert_false(writer_begin(&b->w));
		assert_false(writer_commit(&b->w, &err));
		assert_non_null(
		    strstr(err.text, "it is not the file that it was"));
	}
	box_close(b);
}

/* Who reads is not led back to what it had. */
static void
another_file_is_not_read(void **state)
{
	struct hub_find f = { .id = slice_of("1"), .wall_ms = 1000 };
	struct box *b = box_open(KEEP(10));
	const struct reader_options options = { .path = b->path };
	struct reader r;
	struct err err;
	char old[320];

	(void)state;
	put_plain(b, "a", "1");
	snprintf(old, sizeof(old), "VACUUM INTO '%s.old'", b->path);
	ask(b, old);
	put_plain(b, "a", "2");
	assert_int_equal(reader_open(&r, &options, &err), 0);
	reader_find(&r, &f);
	assert_non_null(f.event);
	hub_event_unref(f.event);
	db_close(&r.db);
	snprintf(old, sizeof(old), "%s.old", b->path);
	replace(b, old);
	reader_find(&r, &f);
	assert_true(f.failed);
	assert_non_null(
	    strstr(r.db.err.text, "it is not the file that it was"));
	reader_close(&r);
	box_close(b);
}

/* However long its name is. */
static void
why_is_said_in_full(void **state)
{
	struct box *b = box_open(KEEP(10));
	char path[800];
	struct err err;

	(void)state;
	memset(path, 'x', sizeof(path));
	memcpy(path, "/none/", 6);
	path[sizeof(path) - 1] = '\0';
	writer_close(&b->w);
	b->options.path = path;
	assert_int_equal(writer_open(&b->w, &b->options, &err), -1);
	assert_non_null(strstr(err.text, "xx: it cannot be opened"));
	b->options.path = b->path;
	box_open_again(b);
	box_close(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_file_is_not_gone_on_with),
		cmocka_unit_test(another_file_is_not_read),
		cmocka_unit_test(why_is_said_in_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
