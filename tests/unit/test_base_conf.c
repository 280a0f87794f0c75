/* Tests of base/conf.c: the file of "key = value" lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/conf.h"
#include "base/opt_section.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool open_to_all, check;
static int64_t keep;
static const char *path;
static struct opt_list listen_at;

static const struct opt table[] = {
	{ .text = "Group" },
	{ "open", 0, OPT_FLAG, &open_to_all, .text = "open" },
	{ "keep", 0, OPT_COUNT, &keep, .max = 100, .text = "keep" },
	{ "path", 0, OPT_TEXT, &path, .text = "path" },
	{ "listen", 0, OPT_LIST, &listen_at, .text = "listen" },
	{ "check", 0, OPT_FLAG, &check, .argv_only = true, .text = "check" },
	{ 0 },
};

static struct item {
	const char *title;
	int64_t keep, bytes;
} item;
static const struct item blank = { NULL, -1, -1 };

static const struct opt keys[] = {
	{ "keep", 0, OPT_COUNT, &item.keep, .max = 100, .text = "keep" },
	{ "bytes", 0, OPT_SIZE, &item.bytes, .text = "bytes" },
	{ 0 },
};

static struct opt_set set;
static struct opt_section kinds[2];

static bool
is_lower(const char *title)
{
	return title[0] >= 'a' && title[0] <= 'z';
}

/* Gives set sections of one kind. */
static void
allow_sections(void)
{
	kinds[0] = (struct opt_section){
		.kind = "topic",
		.check = is_lower,
		.want = "is not a topic",
		.keys = { .table = keys },
		.item = &item,
		.blank = &blank,
		.item_bytes = sizeof(item),
	};
	set.sections = kinds;
}

static int
start(void **state)
{
	(void)state;
	open_to_all = check = false;
	keep = 0;
	path = NULL;
	listen_at.count = 0;
	set = (struct opt_set){ .program = "x", .table = table };
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	opt_clear(&set);
	return 0;
}

static void
transcribe(char *out, size_t size)
{
	int n = snprintf(out, size, "%d %lld %s", open_to_all, (long long)keep,
	    path != NULL ? path : "-");

	for (size_t i = 0; i < listen_at.count; i++)
		n += snprintf(
		    out + n, size - (size_t)n, " %s", listen_at.items[i]);
}

static const struct {
	const char *name, *text, *expected;
} good[] = {
	{ "nothing", "", "0 0 -" },
	{ "a line", "keep = 5\n", "0 5 -" },
	{ "no end of line", "keep = 5", "0 5 -" },
	{ "no spaces", "keep=5\n", "0 5 -" },
	{ "many spaces", " \tkeep\t =  5 \t\r\n", "0 5 -" },
	{ "blank lines and comments", "\n  \n# keep = 5\n\t#\nopen = yes\n",
	    "1 0 -" },
	{ "a comment behind belongs to the value", "path = a # b\n",
	    "0 0 a # b" },
	{ "only the first = counts", "path = a=b\n", "0 0 a=b" },
	{ "an empty text", "path =\n", "0 0 " },
	{ "a list", "listen = :1\nlisten = :2\n", "0 0 - :1 :2" },
};

static void
files_that_are_right(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		struct err err = { 0 };
		char got[256];

		start(NULL);
		if (conf_parse(&set, "f", slice_of(good[i].text), &err) < 0)
			fail_msg("%s: %s", good[i].name, err.text);
		transcribe(got, sizeof(got));
		assert_string_equal(got, good[i].expected);
		opt_clear(&set);
	}
}

static const struct {
	const char *text, *expected;
} bad[] = {
	{ "\n\nkepe = 5\n", "f:3: unknown key 'kepe' (did you mean 'keep'?)" },
	{ "other = 5", "f:1: unknown key 'other'" },
	{ "= 5", "f:1: unknown key ''" },
	{ "keep = 5 # five\n", "f:1: keep: '5 # five' is not a number" },
	{ "keep =\n", "f:1: keep: '' is not a number" },
	{ "keep = 101\n", "f:1: keep: must be 0 to 100" },
	{ "keep\n", "f:1: is not 'key = value'" },
	{ "open = on\n[topic \"x\"]\n", "f:2: sections are not known here" },
	{ "check = on\n", "f:1: check: is for the command line only" },
};

static void
mistakes_are_told_with_their_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct err err = { 0 };

		assert_int_equal(
		    conf_parse(&set, "f", slice_of(bad[i].text), &err), -1);
		assert_string_equal(err.text, bad[i].expected);
	}
}

static void
a_nul_byte_is_refused(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(
	    conf_parse(&set, "f", (struct slice){ "path = a\0b\n", 11 }, &err),
	    -1);
	assert_string_equal(err.text, "f:1: path: holds a NUL byte");
}

static void
a_line_has_a_maximum(void **state)
{
	struct err err = { 0 };
	char text[5002] = "\npath = ";

	(void)state;
	memset(text + 8, 'x', sizeof(text) - 9);
	assert_int_equal(conf_parse(&set, "f", slice_of(text), &err), -1);
	assert_string_equal(err.text, "f:2: is longer than 4096 bytes");
	text[4097] = '\n';
	text[4098] = '\0';
	assert_int_equal(conf_parse(&set, "f", slice_of(text), &err), 0);
}

static void
a_file_is_read(void **state)
{
	char name[64];
	int fd = memfd_create("conf", 0);
	struct err err = { 0 };

	(void)state;
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	assert_int_equal(write(fd, "keep = 7\n", 9), 9);
	assert_int_equal(conf_read(&set, name, &err), 0);
	assert_int_equal(keep, 7);
	assert_int_equal(ftruncate(fd, 1024 * 1024 + 1), 0);
	assert_int_equal(conf_read(&set, name, &err), -1);
	close(fd);
	assert_non_null(strstr(err.text, ": is longer than 1048576 bytes"));
}

static void
a_file_that_cannot_be_read_is_told(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(conf_read(&set, "/nowhere/x.conf", &err), -1);
	assert_string_equal(
	    err.text, "/nowhere/x.conf: No such file or directory");
	assert_int_equal(conf_read(&set, "/", &err), -1);
	assert_string_equal(err.text, "/: Is a directory");
}

static const struct {
	const char *name, *text, *expected;
} sections[] = {
	{ "one", "keep = 1\n[topic \"a\"]\nkeep = 2\n", "1 a:2,-1" },
	{ "two", "[topic \"a\"]\nkeep = 2\n[topic \"b\"]\nbytes = 1k\n",
	    "0 a:2,-1 b:-1,1024" },
	{ "nothing in it", "[topic \"a\"]\n[topic \"b\"]",
	    "0 a:-1,-1 b:-1,-1" },
	{ "blank lines and comments", "\n[topic \"a\"]\n\n# x\n\tkeep = 0\n",
	    "0 a:0,-1" },
	{ "spaces", " [ topic   \"a b\" ] \nkeep=1", "0 a b:1,-1" },
	{ "brackets and quotes in a title", "[topic \"a\"]\"b\"]",
	    "0 a\"]\"b:-1,-1" },
	{ "a key again", "[topic \"a\"]\nkeep = 1\nkeep = 2", "0 a:2,-1" },
};

static void
sections_have_keys_of_their_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(sections); i++) {
		struct err err = { 0 };
		struct buf got = BUF(1024);

		start(NULL);
		allow_sections();
		if (conf_parse(&set, "f", slice_of(sections[i].text), &err) < 0)
			fail_msg("%s: %s", sections[i].name, err.text);
		buf_addf(&got, "%d", (int)keep);
		for (size_t n = 0; n < kinds[0].count; n++) {
			const struct item *it = opt_section_at(&kinds[0], n);

			buf_addf(&got, " %s:%d,%d", it->title, (int)it->keep,
			    (int)it->bytes);
		}
		buf_add_char(&got, '\0');
		assert_string_equal(got.ptr, sections[i].expected);
		buf_clear(&got);
		opt_clear(&set);
	}
}

static const struct {
	const char *text, *expected;
} bad_sections[] = {
	{ "[topic \"a\"]\n[topic \"a\"]",
	    "f:2: topic 'a' has a section already" },
	{ "[other \"a\"]", "f:1: unknown section 'other'" },
	{ "[\"a\"]", "f:1: unknown section ''" },
	{ "[topic]", "f:1: is not '[kind \"name\"]'" },
	{ "[topic a]", "f:1: is not '[kind \"name\"]'" },
	{ "[topic \"a]", "f:1: is not '[kind \"name\"]'" },
	{ "[topic \"a\"", "f:1: is not '[kind \"name\"]'" },
	{ "[topic \"a\"] x", "f:1: is not '[kind \"name\"]'" },
	{ "[]", "f:1: is not '[kind \"name\"]'" },
	{ "[", "f:1: is not '[kind \"name\"]'" },
	{ "[topic \"\"]", "f:1: topic '' is not a topic" },
	{ "\n[topic \"A\"]", "f:2: topic 'A' is not a topic" },
	{ "[topic \"a\"]\n\nkeap = 1",
	    "f:3: unknown key 'keap' (did you mean 'keep'?)" },
	{ "[topic \"a\"]\nkeep = 101", "f:2: keep: must be 0 to 100" },
	{ "[topic \"a\"]\nkeep = -1", "f:2: keep: '-1' is not a number" },
	{ "[topic \"a\"]\nlisten = :1",
	    "f:2: listen: is no key of a section; it goes before the first" },
};

static void
mistakes_in_sections_are_told_with_their_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad_sections); i++) {
		struct slice text = slice_of(bad_sections[i].text);
		struct err err = { 0 };

		start(NULL);
		allow_sections();
		assert_int_equal(conf_parse(&set, "f", text, &err), -1);
		assert_string_equal(err.text, bad_sections[i].expected);
		opt_clear(&set);
	}
}

static void
sections_have_a_maximum(void **state)
{
	struct buf text = BUF(1 << 20);
	struct err err = { 0 };

	(void)state;
	for (int i = 1; i <= OPT_SECTIONS_MAX; i++)
		buf_addf(&text, "[topic \"a%d\"]\n", i);
	allow_sections();
	assert_int_equal(conf_parse(&set, "f", buf_slice(&text), &err), 0);
	opt_clear(&set);
	buf_addf(&text, "[topic \"one more\"]\n");
	assert_int_equal(conf_parse(&set, "f", buf_slice(&text), &err), -1);
	assert_string_equal(
	    err.text, "f:1001: topic 'one more' is one section too many");
	buf_clear(&text);
}

static void
what_is_printed_of_sections_can_be_read(void **state)
{
	const char *text = "\n[topic \"b\"]\nkeep = 5\n# bytes =\n"
			   "\n[topic \"a\"]\n# keep =\nbytes = 2M\n";
	struct buf got = BUF(1024);
	struct err err = { 0 };

	(void)state;
	allow_sections();
	assert_int_equal(conf_parse(&set, "f", slice_of(text), &err), 0);
	assert_true(opt_section_print(&set, &got));
	buf_add_char(&got, '\0');
	assert_string_equal(got.ptr, text);
	buf_clear(&got);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(files_that_are_right),
		CASE(mistakes_are_told_with_their_line),
		CASE(a_nul_byte_is_refused),
		CASE(a_line_has_a_maximum),
		CASE(a_file_is_read),
		CASE(a_file_that_cannot_be_read_is_told),
		CASE(sections_have_keys_of_their_own),
		CASE(mistakes_in_sections_are_told_with_their_line),
		CASE(sections_have_a_maximum),
		CASE(what_is_printed_of_sections_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
