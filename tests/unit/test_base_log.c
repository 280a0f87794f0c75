/* Tests of base/log.c: what stands on standard error, byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/utf8.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TIME_LEN 24 /* "2026-11-21T06:45:12.345Z" */

static char got[8192];

/* Calls log_write() with standard error in memory; leaves it in got. */
static void catch (
    enum log_level level, const char *message, const struct log_field *fields)
{
	int saved = dup(STDERR_FILENO);
	int fd = memfd_create("log", 0);
	ssize_t n;

	dup2(fd, STDERR_FILENO);
	log_write(level, "net", message, fields);
	dup2(saved, STDERR_FILENO);
	n = pread(fd, got, sizeof(got) - 1, 0);
	got[n > 0 ? n : 0] = '\0';
	close(fd);
	close(saved);
}

static const struct {
	const char *value;
	size_t len;
	const char *text, *json;
} values[] = {
	{ "plain/1:2", 9, "plain/1:2", "\"plain/1:2\"" },
	{ "", 0, "\"\"", "\"\"" },
	{ "a b", 3, "\"a b\"", "\"a b\"" },
	{ "a=b", 3, "\"a=b\"", "\"a=b\"" },
	{ "a\"\\b", 4, "\"a\\\"\\\\b\"", "\"a\\\"\\\\b\"" },
	{ "a\n2026 info", 11, "\"a\\n2026 info\"", "\"a\\n2026 info\"" },
	{ "\r\t\0\033\x7F", 5, "\"\\r\\t\\x00\\x1b\\x7f\"",
	    "\"\\r\\t\\u0000\\u001b\\u007f\"" },
	{ "\xC3\xA9", 2, "\"\xC3\xA9\"", "\"\xC3\xA9\"" },
	{ "\xC2\x9B", 2, "\"\\xc2\\x9b\"", "\"\\u009b\"" },
	{ "a\xC3", 2, "\"a\\xc3\"", "\"a\xEF\xBF\xBD\"" },
};

static void
values_are_escaped(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		struct slice value = { values[i].value, values[i].len };
		char want[256];

		log_setup(LOG_INFO, LOG_TEXT);
		catch (LOG_INFO, "got it", LOG_FIELDS(LOG_SLICE("v", value)));
		snprintf(want, sizeof(want), " info net got it v=%s\n",
		    values[i].text);
		assert_string_equal(got + TIME_LEN, want);

		log_setup(LOG_INFO, LOG_JSON);
		catch (LOG_INFO, "got it", LOG_FIELDS(LOG_SLICE("v", value)));
		snprintf(want, sizeof(want),
		    "\",\"level\":\"info\",\"part\":\"net\","
		    "\"message\":\"got it\",\"v\":%s}\n",
		    values[i].json);
		assert_string_equal(got + 9 + TIME_LEN, want);
	}
}

static void
a_line_without_fields(void **state)
{
	(void)state;
	log_setup(LOG_INFO, LOG_TEXT);
	catch (LOG_ERROR, "no\nway", NULL);
	assert_string_equal(got + TIME_LEN, " error net no\\nway\n");
}

static void
numbers_stand_bare(void **state)
{
	(void)state;
	log_setup(LOG_INFO, LOG_TEXT);
	catch (LOG_WARN, "m", LOG_FIELDS(LOG_NUM("a", -1), LOG_STR("b", "c")));
	assert_string_equal(got + TIME_LEN, " warn net m a=-1 b=c\n");
	log_setup(LOG_INFO, LOG_JSON);
	catch (LOG_WARN, "m", LOG_FIELDS(LOG_NUM("a", INT64_MIN)));
	assert_non_null(strstr(got, ",\"a\":-9223372036854775808}\n"));
}

static void
the_time_is_utc_to_the_millisecond(void **state)
{
	int n = 0;

	(void)state;
	log_setup(LOG_INFO, LOG_TEXT);
	catch (LOG_INFO, "m", NULL);
	assert_int_equal(
	    sscanf(got, "20%*2d-%*2d-%*2dT%*2d:%*2d:%*2d.%*3dZ%n", &n), 0);
	assert_int_equal(n, TIME_LEN);
}

static void
levels_are_kept_apart(void **state)
{
	(void)state;
	log_setup(LOG_WARN, LOG_TEXT);
	assert_true(log_wants(LOG_ERROR));
	assert_true(log_wants(LOG_WARN));
	assert_false(log_wants(LOG_INFO));
	catch (LOG_INFO, "m", NULL);
	assert_string_equal(got, "");
}

/* However long and bad a value is, the line ends, and so do all values. */
static void
long_values_are_cut(void **state)
{
	static const char *const units[] = { "x", "\n", "\xC3\xA9", "\xFF",
		"\xF0\x9F\x98\x80", "\xC2\x80" };
	static char value[9000];

	(void)state;
	for (size_t i = 0; i < COUNT(units) * 2; i++) {
		const char *unit = units[i / 2];
		size_t n = strlen(unit);

		for (size_t at = 0; at < (sizeof(value) - 1) / n * n; at++)
			value[at] = unit[at % n];
		log_setup(LOG_INFO, i % 2 == 0 ? LOG_TEXT : LOG_JSON);
		catch (LOG_INFO, "m",
		    LOG_FIELDS(LOG_STR("a", value), LOG_STR("b", value),
			LOG_STR("c", value), LOG_STR("d", value),
			LOG_STR("e", value), LOG_NUM("f", 5)));
		assert_in_range(strlen(got), 1000, 2048);
		assert_true(utf8_is_valid(slice_of(got)));
		assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);
		assert_non_null(strstr(got, i % 2 == 0 ? "b=" : "\"b\":\""));
		assert_non_null(strstr(got, "..."));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_escaped),
		cmocka_unit_test(a_line_without_fields),
		cmocka_unit_test(numbers_stand_bare),
		cmocka_unit_test(the_time_is_utc_to_the_millisecond),
		cmocka_unit_test(levels_are_kept_apart),
		cmocka_unit_test(long_values_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
