/* Tests of base/opt.c: argv, environment and file, and who wins. */
#include "opt_fixture.h"

static int
set_one(const char *name, const char *value, enum opt_source source)
{
	struct err err;

	return opt_set(&set, slice_of(name), slice_of(value), source, &err);
}

static void
set_env(const char *name, const char *value)
{
	assert_int_equal(setenv(name, value, 1), 0);
}

/* Each order of the three sources gives what the strongest says. */
static void
flag_wins_over_environment_over_file(void **state)
{
	static const enum opt_source orders[][3] = {
		{ OPT_FILE, OPT_ENV, OPT_ARGV },
		{ OPT_FILE, OPT_ARGV, OPT_ENV },
		{ OPT_ENV, OPT_FILE, OPT_ARGV },
		{ OPT_ENV, OPT_ARGV, OPT_FILE },
		{ OPT_ARGV, OPT_FILE, OPT_ENV },
		{ OPT_ARGV, OPT_ENV, OPT_FILE },
	};
	static const char *const keeps[] = { "", "1", "2", "3" };
	static const char *const items[] = { "", "f", "e", "a" };

	(void)state;
	for (size_t i = 0; i < COUNT(orders); i++) {
		char got[512] = "";

		start(NULL);
		for (size_t j = 0; j < 3; j++) {
			enum opt_source source = orders[i][j];

			assert_int_equal(
			    set_one("keep", keeps[source], source), 0);
			assert_int_equal(
			    set_one("header", items[source], source), 0);
		}
		transcribe(got, sizeof(got));
		assert_string_equal(got, "keep=3 header=a ");
		opt_clear(&set);
	}
}

static void
weaker_values_are_checked_all_the_same(void **state)
{
	(void)state;
	assert_int_equal(set_one("keep", "3", OPT_ARGV), 0);
	assert_int_equal(set_one("keep", "x", OPT_FILE), -1);
	assert_int_equal(v.keep, 3);
}

static void
items_replace_those_of_a_weaker_source(void **state)
{
	char got[512] = "";

	(void)state;
	v.headers = (struct opt_list){ { "default" }, 1 };
	assert_int_equal(set_one("header", "f", OPT_FILE), 0);
	assert_int_equal(set_one("header", "g", OPT_FILE), 0);
	transcribe(got, sizeof(got));
	assert_string_equal(got, "header=f header=g ");
	assert_int_equal(set_one("header", "a", OPT_ARGV), 0);
	assert_int_equal(set_one("header", "b", OPT_ARGV), 0);
	transcribe(got, sizeof(got));
	assert_string_equal(got, "header=a header=b ");
}

static void
a_list_has_a_maximum(void **state)
{
	struct err err;

	(void)state;
	for (size_t i = 0; i < OPT_LIST_MAX; i++)
		assert_int_equal(set_one("header", "a", OPT_FILE), 0);
	assert_int_equal(
	    opt_set(&set, slice_of("header"), slice_of("a"), OPT_FILE, &err),
	    -1);
	assert_string_equal(err.text, "header: at most 64 may be given");
	assert_int_equal(v.headers.count, OPT_LIST_MAX);
	assert_int_equal(set_one("header", "b", OPT_ARGV), 0);
	assert_int_equal(v.headers.count, 1);
}

static void
the_environment_names_options_in_capitals(void **state)
{
	char got[512] = "";
	struct err err;

	(void)state;
	set_env("OPTTEST_KEEP_BYTES", "1M");
	set_env("OPTTEST_OPEN", "on");
	set_env("OPTTEST_QUIET", "on"); /* argv only */
	set_env("OPTTEST_FORMAT", "");  /* as if it were unset */
	set_env("OPTTEST_OTHER", "5");  /* unknown */
	assert_int_equal(opt_parse_env(&set, &err), 0);
	transcribe(got, sizeof(got));
	assert_string_equal(got, "open keep-bytes=1048576 ");
	set_env("OPTTEST_KEEP_BYTES", "1 M");
	assert_int_equal(opt_parse_env(&set, &err), -1);
	assert_string_equal(err.text, "OPTTEST_KEEP_BYTES: '1 M' is not a size "
				      "(such as 4096, 64k or 1M)");
	set.env_prefix = NULL;
	assert_int_equal(opt_parse_env(&set, &err), 0);
}

static void
a_file_cannot_set_everything(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(
	    opt_set(&set, slice_of("quiet"), slice_of("on"), OPT_FILE, &err),
	    -1);
	assert_string_equal(err.text, "quiet: is for the command line only");
	assert_int_equal(
	    opt_set(&set, slice_of("kepe"), slice_of("1"), OPT_FILE, &err), -1);
	assert_string_equal(
	    err.text, "unknown key 'kepe' (did you mean 'keep'?)");
	assert_int_equal(opt_set(&set, slice_of("url"),
			     (struct slice){ "http://\0x", 9 }, OPT_FILE, &err),
	    -1);
	assert_string_equal(err.text, "url: holds a NUL byte");
}

static void
given_is_known_and_cleared(void **state)
{
	(void)state;
	assert_false(opt_is_given(&set, &v.keep));
	assert_int_equal(set_one("keep", "0", OPT_FILE), 0);
	assert_true(opt_is_given(&set, &v.keep));
	assert_false(opt_is_given(&set, &v.open));
	opt_clear(&set);
	assert_false(opt_is_given(&set, &v.keep));
}

/* argv may go away, or be read a second time, as on a reload. */
static void
texts_are_copied_and_argv_is_left_alone(void **state)
{
	char url[] = "http://a", *words[] = { "x", "one", "-u", url, NULL };
	struct opt_operands operands;
	struct err err;

	(void)state;
	assert_int_equal(opt_parse_argv(&set, 4, words, &operands, &err), 0);
	assert_string_equal(words[1], "one");
	assert_string_equal(words[2], "-u");
	url[7] = 'b';
	assert_string_equal(v.url, "http://a");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(flag_wins_over_environment_over_file),
		CASE(weaker_values_are_checked_all_the_same),
		CASE(items_replace_those_of_a_weaker_source),
		CASE(a_list_has_a_maximum),
		CASE(the_environment_names_options_in_capitals),
		CASE(a_file_cannot_set_everything),
		CASE(given_is_known_and_cleared),
		CASE(texts_are_copied_and_argv_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
