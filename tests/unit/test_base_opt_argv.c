/* Tests of base/opt_argv.c: what the table makes of a command line. */
#include "opt_fixture.h"

#define WORDS_MAX 80

/* Splits line at '|' into words and reads them as a command line. */
static int
parse(char *line, struct opt_operands *operands, struct err *err)
{
	char *words[WORDS_MAX] = { "x" };
	int count = 1;

	for (char *at = line; at != NULL && at[0] != '\0';) {
		assert_true(count < WORDS_MAX);
		words[count++] = strsep(&at, "|");
	}
	return opt_parse_argv(&set, count, words, operands, err);
}

static const struct {
	const char *name, *words, *expected;
} good[] = {
	{ "nothing", "", "" },
	{ "value behind =", "--keep=5", "keep=5 " },
	{ "value as next word", "--keep|5", "keep=5 " },
	{ "value against the letter", "-k5", "keep=5 " },
	{ "value behind the letter", "-k|5", "keep=5 " },
	{ "flags in one word", "-oq", "open quiet " },
	{ "flags, then a value", "-oqk7", "open quiet keep=7 " },
	{ "flags, then a value as next word", "-oqk|7", "open quiet keep=7 " },
	{ "flag switched off again", "--open|--open=off", "" },
	{ "flag with a word", "--open=yes", "open " },
	{ "last one wins", "--keep=5|--keep=6", "keep=6 " },
	{ "size", "--keep-bytes=64k", "keep-bytes=65536 " },
	{ "duration", "--retry=1.5s", "retry=1500 " },
	{ "value left out", "--wait|5", "wait=3600000 : 5" },
	{ "value not left out", "--wait=5|-o", "open wait=5000 " },
	{ "value of a letter left out", "-w|5", "wait=3600000 : 5" },
	{ "value not left out behind flags", "-ow5", "open wait=5000 " },
	{ "no upper bound", "--big=9223372036854775807",
	    "big=9223372036854775807 " },
	{ "choice", "-f|sse", "format=sse " },
	{ "text", "--url=http://h/?a=b", "url=http://h/?a=b " },
	{ "list", "-Ha|--header=b|--header|c", "header=a header=b header=c " },
	{ "empty item", "--header=", "header= " },
	{ "value that looks like an option", "--header|--open",
	    "header=--open " },
	{ "operands between options", "a|--keep=5|b", "keep=5 : a b" },
	{ "a dash is an operand", "-|-o", "open : -" },
	{ "two dashes end the options", "-o|--|-q|--|b", "open : -q -- b" },
};

static void
command_lines_that_are_right(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		struct opt_operands operands;
		char line[128], got[512] = "";
		struct err err = { 0 };

		start(NULL);
		snprintf(line, sizeof(line), "%s", good[i].words);
		if (parse(line, &operands, &err) < 0)
			fail_msg("%s: %s", good[i].name, err.text);
		transcribe(got, sizeof(got));
		for (size_t j = 0; j < operands.count; j++)
			snprintf(got + strlen(got), sizeof(got) - strlen(got),
			    "%s%s", j == 0 ? ": " : " ", operands.items[j]);
		assert_string_equal(got, good[i].expected);
		opt_clear(&set);
	}
}

static const struct {
	const char *words, *expected;
} bad[] = {
	{ "--kepe=5", "unknown option '--kepe' (did you mean '--keep'?)" },
	{ "--keep-byte", "unknown option '--keep-byte' "
			 "(did you mean '--keep-bytes'?)" },
	{ "--form=x", "unknown option '--form' (did you mean '--format'?)" },
	{ "--zzzzzz", "unknown option '--zzzzzz'" },
	{ "--=5", "unknown option '--'" },
	{ "-z", "unknown option '-z'" },
	{ "-oz", "unknown option '-z'" },
	{ "-big", "unknown option '-big' (did you mean '--big'?)" },
	{ "--wait=", "--wait: '' is not a duration "
		     "(such as 500ms, 15s or 10m)" },
	{ "--wait=0", "--wait: must be 1ms to 24h" },
	{ "--keep", "--keep: needs a value" },
	{ "-k", "--keep: needs a value" },
	{ "--keep=12x", "--keep: '12x' is not a number" },
	{ "--keep=", "--keep: '' is not a number" },
	{ "-k|-5", "--keep: '-5' is not a number" },
	{ "--keep=101", "--keep: must be 0 to 100" },
	{ "--keep=99999999999999999999",
	    "--keep: '99999999999999999999' is not a number" },
	{ "--keep-bytes=1", "--keep-bytes: must be 1k to 1G" },
	{ "--keep-bytes=1x", "--keep-bytes: '1x' is not a size "
			     "(such as 4096, 64k or 1M)" },
	{ "--retry=25h", "--retry: must be 0 to 24h" },
	{ "--retry=soon", "--retry: 'soon' is not a duration "
			  "(such as 500ms, 15s or 10m)" },
	{ "--big=0", "--big: must be at least 1" },
	{ "--format=xml", "--format: 'xml' is not one of json, data, sse" },
	{ "--open=maybe", "--open: 'maybe' is neither on nor off" },
	{ "--url=ftp://h", "--url: 'ftp://h' must be an http URL" },
	{ "--keep=1\n2\033", "--keep: '1?2?' is not a number" },
};

static void
mistakes_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct opt_operands operands;
		struct err err = { 0 };
		char line[128];

		start(NULL);
		snprintf(line, sizeof(line), "%s", bad[i].words);
		assert_int_equal(parse(line, &operands, &err), -1);
		assert_string_equal(err.text, bad[i].expected);
		assert_int_equal(err.code, 2);
		opt_clear(&set);
	}
}

static void
long_values_are_cut_in_messages(void **state)
{
	char line[512] = "--keep=";
	struct opt_operands operands;
	struct err err;

	(void)state;
	memset(line + 7, '\xC3', 300);
	assert_int_equal(parse(line, &operands, &err), -1);
	assert_non_null(strstr(err.text, "...' is not a number"));
	assert_true(strlen(err.text) < 120);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(command_lines_that_are_right),
		CASE(mistakes_are_told),
		CASE(long_values_are_cut_in_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
