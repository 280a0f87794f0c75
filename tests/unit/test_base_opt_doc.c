/* Tests of base/opt_doc.h: what the table says in each of its forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/conf.h"
#include "base/opt_doc.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *const formats[] = { "json", "data", NULL };

static bool open_to_all;
static int64_t keep, wait_ms, stay_ms, drain_ms = 1500, keep_bytes = 65536;
static const char *url, *path = "/a b";
static int format;
static struct opt_list headers = { { "A: 1", "B: 2" }, 2 };

static const struct opt table[] = {
	{ .text = "Keeping" },
	{ "keep", 'k', OPT_COUNT, &keep, .max = 9, .arg = "N",
	    .text = "events kept for each topic, the [newest] ones: others are "
		    "dropped as soon as a new one comes (0)" },
	{ "keep-bytes", 0, OPT_SIZE, &keep_bytes, .arg = "SIZE",
	    .text = ".5 isn't a size\\" },
	{ "drain", 0, OPT_DURATION, &drain_ms, .arg = "T", .text = "drain" },
	{ .text = "Other" },
	{ "open", 'o', OPT_FLAG, &open_to_all, .text = "open to all" },
	{ "format", 'f', OPT_CHOICE, &format, .choices = formats,
	    .text = "what to print" },
	{ "a-long-name-for-a-file", 0, OPT_TEXT, &path, .arg = "FILE-NAME",
	    .is_file = true, .text = "a file" },
	{ "url", 0, OPT_TEXT, &url, .arg = "URL", .text = "where" },
	{ "header", 'H', OPT_LIST, &headers, .arg = "NAME: VALUE",
	    .text = "adds a header" },
	{ .text = "Help" },
	{ "wait", 'w', OPT_DURATION, &wait_ms, .arg = "T", .argv_only = true,
	    .text = "wait", .alone = "1h" },
	{ "stay", 0, OPT_DURATION, &stay_ms, .arg = "T", .argv_only = true,
	    .text = "stay", .alone = "1h" },
	{ "help", 'h', OPT_FLAG, &open_to_all, .argv_only = true,
	    .text = "print this" },
	{ 0 },
};

static const struct opt_set set = {
	.program = "x-y",
	.usage = "[OPTION]... URL\n-V",
	.summary = "Does x to y.",
	.table = table,
	.arg_type = "url",
	.examples = "Example:\n  x-y -k5 http://h/\n",
};

typedef bool writer(const struct opt_set *s, struct buf *b);

static void
expect(writer *write, const char *expected)
{
	struct buf b = BUF(65536);

	assert_true(write(&set, &b));
	assert_true(buf_add_char(&b, '\0'));
	assert_string_equal(b.ptr, expected);
	buf_clear(&b);
}

static void
help(void **state)
{
	(void)state;
	expect(opt_doc_help,
	    "Usage: x-y [OPTION]... URL\n"
	    "       x-y -V\n"
	    "Does x to y.\n"
	    "\n"
	    "Keeping:\n"
	    "  -k, --keep=N              events kept for each topic, the "
	    "[newest] ones:\n"
	    "                            others are dropped as soon as a new "
	    "one comes (0)\n"
	    "      --keep-bytes=SIZE     .5 isn't a size\\\n"
	    "      --drain=T             drain\n"
	    "\n"
	    "Other:\n"
	    "  -o, --open                open to all\n"
	    "  -f, --format=json|data    what to print\n"
	    "      --a-long-name-for-a-file=FILE-NAME\n"
	    "                            a file\n"
	    "      --url=URL             where\n"
	    "  -H, --header=NAME: VALUE  adds a header\n"
	    "\n"
	    "Help:\n"
	    "  -w, --wait[=T]            wait\n"
	    "      --stay[=T]            stay\n"
	    "  -h, --help                print this\n"
	    "\n"
	    "Example:\n"
	    "  x-y -k5 http://h/\n");
}

static void
man(void **state)
{
	(void)state;
	expect(opt_doc_man,
	    ".Ss Keeping\n"
	    ".Bl -tag -width Ds\n"
	    ".It Fl k , Fl -keep Ar N\n"
	    "events kept for each topic, the [newest] ones: others are dropped "
	    "as\n"
	    "soon as a new one comes (0)\n"
	    ".It Fl -keep-bytes Ar SIZE\n"
	    "\\&.5 isn't a size\\e\n"
	    ".It Fl -drain Ar T\n"
	    "drain\n"
	    ".El\n"
	    ".Ss Other\n"
	    ".Bl -tag -width Ds\n"
	    ".It Fl o , Fl -open\n"
	    "open to all\n"
	    ".It Fl f , Fl -format Ar json|data\n"
	    "what to print\n"
	    ".It Fl -a-long-name-for-a-file Ar FILE-NAME\n"
	    "a file\n"
	    ".It Fl -url Ar URL\n"
	    "where\n"
	    ".It Fl H , Fl -header Ar \"NAME: VALUE\"\n"
	    "adds a header\n"
	    ".El\n"
	    ".Ss Help\n"
	    ".Bl -tag -width Ds\n"
	    ".It Fl w , Fl -wait Ns Op = Ns Ar T\n"
	    "wait\n"
	    ".It Fl -stay Ns Op = Ns Ar T\n"
	    "stay\n"
	    ".It Fl h , Fl -help\n"
	    "print this\n"
	    ".El\n");
}

static void
zsh(void **state)
{
	(void)state;
	expect(opt_doc_zsh,
	    "#compdef x-y\n"
	    "# zsh completion for x-y, made from its option table.\n"
	    "\n"
	    "_arguments -s -S \\\n"
	    "\t'(-k --keep)'{-k+,--keep=}'[events kept for each topic, the "
	    "\\[newest\\] ones\\: others are dropped as soon as a new one "
	    "comes (0)]:N: ' \\\n"
	    "\t--keep-bytes='[.5 isn'\\''t a size\\\\]:SIZE: ' \\\n"
	    "\t--drain='[drain]:T: ' \\\n"
	    "\t'(-o --open)'{-o,--open}'[open to all]' \\\n"
	    "\t'(-f --format)'{-f+,--format=}'[what to print]:json|data:"
	    "(json data)' \\\n"
	    "\t--a-long-name-for-a-file='[a file]:FILE-NAME:_files' \\\n"
	    "\t--url='[where]:URL: ' \\\n"
	    "\t'*'{-H+,--header=}'[adds a header]:NAME\\: VALUE: ' \\\n"
	    "\t'(-w --wait)'{-w-,--wait=-}'[wait]::T: ' \\\n"
	    "\t--stay=-'[stay]::T: ' \\\n"
	    "\t'(-h --help)'{-h,--help}'[print this]' \\\n"
	    "\t'*:URL:_urls'\n");
}

static void
fish(void **state)
{
	(void)state;
	expect(opt_doc_fish,
	    "# fish completion for x-y, made from its option table.\n"
	    "\n"
	    "complete -c x-y -f\n"
	    "complete -c x-y -s k -l keep -x -d 'events kept for each topic, "
	    "the [newest] ones: others are dropped as soon as a new one comes "
	    "(0)'\n"
	    "complete -c x-y -l keep-bytes -x -d '.5 isn\\'t a size\\\\'\n"
	    "complete -c x-y -l drain -x -d 'drain'\n"
	    "complete -c x-y -s o -l open -d 'open to all'\n"
	    "complete -c x-y -s f -l format -x -a 'json data' -d "
	    "'what to print'\n"
	    "complete -c x-y -l a-long-name-for-a-file -r -F -d 'a file'\n"
	    "complete -c x-y -l url -x -d 'where'\n"
	    "complete -c x-y -s H -l header -x -d 'adds a header'\n"
	    "complete -c x-y -s w -l wait -d 'wait'\n"
	    "complete -c x-y -l stay -d 'stay'\n"
	    "complete -c x-y -s h -l help -d 'print this'\n");
}

static void
config(void **state)
{
	(void)state;
	expect(opt_doc_config, "# Keeping\n"
			       "keep = 0\n"
			       "keep-bytes = 64k\n"
			       "drain = 1500ms\n"
			       "\n"
			       "# Other\n"
			       "open = off\n"
			       "format = json\n"
			       "a-long-name-for-a-file = /a b\n"
			       "# url =\n"
			       "header = A: 1\n"
			       "header = B: 2\n");
}

/* What is printed, read again, prints the same. */
static void
config_is_read_back(void **state)
{
	struct buf first = BUF(65536), again = BUF(65536);
	struct opt_set copy = set;
	struct err err = { 0 };

	(void)state;
	assert_true(opt_doc_config(&set, &first));
	assert_int_equal(conf_parse(&copy, "f", buf_slice(&first), &err), 0);
	assert_true(opt_doc_config(&copy, &again));
	assert_true(slice_equals(buf_slice(&first), buf_slice(&again)));
	buf_clear(&first);
	buf_clear(&again);
	path = "/a b";
	headers = (struct opt_list){ { "A: 1", "B: 2" }, 2 };
	opt_clear(&copy);
}

/* In a buffer too small each says so, at every size. */
static void
what_does_not_fit_is_told(void **state)
{
	static writer *const writers[] = { opt_doc_help, opt_doc_man,
		opt_doc_bash, opt_doc_zsh, opt_doc_fish, opt_doc_config };

	(void)state;
	for (size_t i = 0; i < COUNT(writers); i++) {
		struct buf whole = BUF(65536);

		assert_true(writers[i](&set, &whole));
		for (size_t max = 0; max < whole.len; max++) {
			struct buf b = BUF(max);

			assert_false(writers[i](&set, &b));
			buf_clear(&b);
		}
		buf_clear(&whole);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help),
		cmocka_unit_test(man),
		cmocka_unit_test(zsh),
		cmocka_unit_test(fish),
		cmocka_unit_test(config),
		cmocka_unit_test(config_is_read_back),
		cmocka_unit_test(what_does_not_fit_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
