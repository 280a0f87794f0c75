/* Tests of client/ledger.h: what a hub says of a question, and who. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/ledger.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define LEDGER(state, answers)                                                 \
	"{\"id\":\"q\",\"ledger\":{\"state\":\"" state                         \
	"\",\"answers\":[" answers "]}}"

static const struct {
	const char *text;
	enum ledger_state state;
	const char *lines;
} rows[] = {
	{ "", LEDGER_BAD, "" },
	{ "[]", LEDGER_BAD, "" },
	{ "{}", LEDGER_BAD, "" },
	{ "{\"id\":\"q\"", LEDGER_BAD, "" },
	{ "{\"id\":\"q\"}", LEDGER_NONE, "" },
	{ "{\"id\":\"other\"}", LEDGER_BAD, "" },
	{ "{\"id\":\"q\\u0000\"}", LEDGER_BAD, "" },
	{ "{\"id\":\"q\",\"ledger\":null}", LEDGER_BAD, "" },
	{ "{\"id\":\"q\",\"ledger\":{\"state\":\"open\"}}", LEDGER_BAD, "" },
	{ LEDGER("", ""), LEDGER_BAD, "" },
	{ LEDGER("sure", "{\"user\":\"a\",\"ok\":true}"), LEDGER_BAD, "" },
	{ LEDGER("Confirmed", ""), LEDGER_BAD, "" },
	{ LEDGER("open", ""), LEDGER_OPEN, "" },
	{ LEDGER("confirmed", ""), LEDGER_CONFIRMED, "" },
	{ LEDGER("denied", ""), LEDGER_DENIED, "" },
	{ LEDGER("expired", ""), LEDGER_EXPIRED, "" },
	{ LEDGER("open", "3,null,{},{\"user\":3}"), LEDGER_OPEN, "" },
	{ LEDGER("open", "{\"time\":\"t\",\"user\":\"\",\"ok\":false}"),
	    LEDGER_OPEN,
	    "{\"id\":\"q\",\"ok\":false,\"user\":\"\",\"time\":\"t\"}\n" },
	{ LEDGER("open",
	      "{\"user\":\"a\",\"ok\":true,\"data\":{\"b\":0.1,\"a\":[]}},"
	      "{\"user\":\"a\",\"ok\":false}"),
	    LEDGER_OPEN,
	    "{\"id\":\"q\",\"ok\":true,\"user\":\"a\","
	    "\"data\":{\"b\":0.10000000000000001,\"a\":[]}}\n" },
	{ LEDGER("open", "{\"user\":\"\x7F\xC2\x9B\",\"ok\":1}"), LEDGER_OPEN,
	    "{\"id\":\"q\",\"ok\":1,\"user\":\"\\u007f\\u009b\"}\n" },
};

static void
every_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf lines = BUF(4096);
		struct ledger l;

		ledger_init(&l);
		assert_int_equal(
		    ledger_read(&l, "q", slice_of(rows[i].text), &lines),
		    rows[i].state);
		buf_add_char(&lines, '\0');
		assert_string_equal(lines.ptr, rows[i].lines);
		buf_clear(&lines);
		ledger_clear(&l);
		ledger_clear(&l);
	}
}

static void
an_answer_is_told_once(void **state)
{
	struct slice one = slice_of(LEDGER("open", "{\"user\":\"a\"}"));
	struct slice two =
	    slice_of(LEDGER("open", "{\"user\":\"b\"},{\"user\":\"a\"}"));
	struct buf lines = BUF(4096), none = BUF(0);
	struct ledger l;

	(void)state;
	ledger_init(&l);
	/* There was no room for it, so it is told the next time. */
	ledger_read(&l, "q", one, &none);
	ledger_read(&l, "q", one, &lines);
	ledger_read(&l, "q", two, &lines);
	ledger_read(&l, "q", two, &lines);
	ledger_forget(&l);
	ledger_read(&l, "q", one, &lines);
	assert_true(
	    slice_is(buf_slice(&lines), "{\"id\":\"q\",\"user\":\"a\"}\n"
					"{\"id\":\"q\",\"user\":\"b\"}\n"
					"{\"id\":\"q\",\"user\":\"a\"}\n"));
	buf_clear(&lines);
	ledger_clear(&l);
}

static void
of_more_answers_than_there_can_be_none_is_told(void **state)
{
	struct buf text = BUF(65536), lines = BUF(65536);
	struct ledger l;
	size_t count = 0;

	(void)state;
	buf_addf(&text, "{\"id\":\"q\",\"ledger\":{\"state\":\"open\","
			"\"answers\":[{}");
	for (int i = 0; i < 2 * LEDGER_ANSWERS_MAX; i++)
		buf_addf(&text, ",{\"user\":\"%d\"}", i);
	buf_addf(&text, "]}}");
	ledger_init(&l);
	assert_int_equal(
	    ledger_read(&l, "q", buf_slice(&text), &lines), LEDGER_OPEN);
	for (size_t i = 0; i < lines.len; i++)
		count += lines.ptr[i] == '\n';
	assert_int_equal(count, LEDGER_ANSWERS_MAX);
	buf_clear(&text);
	buf_clear(&lines);
	ledger_clear(&l);
}

static void
who_said_what_is_found(void **state)
{
	struct slice text = slice_of(LEDGER("open",
	    "{\"user\":\"a\",\"ok\":true},{\"user\":\"\",\"ok\":false}"));

	(void)state;
	assert_true(ledger_has("q", text, "a", true));
	assert_false(ledger_has("q", text, "a", false));
	assert_true(ledger_has("q", text, "", false));
	assert_false(ledger_has("q", text, "b", true));
	assert_false(ledger_has("p", text, "a", true));
	assert_false(ledger_has("q", slice_of("{"), "a", true));
}

static void
an_answer_may_be_to_it_unless_it_says_otherwise(void **state)
{
	(void)state;
	assert_true(ledger_is_answer("q", slice_of("{\"id\":\"q\"}")));
	assert_true(ledger_is_answer("q", slice_of("yes")));
	assert_true(ledger_is_answer("q", slice_of("{\"id\":[\"p\"]}")));
	assert_false(ledger_is_answer("q", slice_of("{\"id\":\"p\"}")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row),
		cmocka_unit_test(an_answer_is_told_once),
		cmocka_unit_test(
		    of_more_answers_than_there_can_be_none_is_told),
		cmocka_unit_test(who_said_what_is_found),
		cmocka_unit_test(
		    an_answer_may_be_to_it_unless_it_says_otherwise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
