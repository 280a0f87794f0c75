/* Tests of client/draft.c and client/complete.c: an event as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client/complete.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TEXT(s)                                                                \
	{                                                                      \
		s, sizeof(s) - 1                                               \
	}

static const struct opt_list users = { { "ann", "b \"b" }, 2 };

static const struct row {
	const char *name;
	struct draft draft;
	const char *json, *target;
} rows[] = {
	{ "data alone", { .id = TEXT("1"), .data = TEXT("x") },
	    "{\"id\":\"1\",\"data\":\"x\"}", "/events/main?id=1" },
	{ "no data is said, too",
	    { .topic = TEXT("a/b"), .type = TEXT("t"), .id = TEXT("1") },
	    "{\"topic\":\"a/b\",\"event\":\"t\",\"id\":\"1\",\"data\":\"\"}",
	    "/events/a/b?id=1&event=t" },
	{ "what must be is escaped",
	    { .topic = TEXT("a?\"\xc3\xa9"),
		.id = TEXT("1&\\"),
		.data = TEXT("\0\n\"") },
	    "{\"topic\":\"a?\\\"\xc3\xa9\",\"id\":\"1&\\\\\","
	    "\"data\":\"\\u0000\\n\\\"\"}",
	    "/events/a%3F%22%C3%A9?id=1%26%5C" },
	{ "all there is",
	    { .topic = TEXT("a"),
		.id = TEXT("1"),
		.to = &users,
		.ttl_ms = 1500,
		.retry_ms = 7,
		.retain = true },
	    "{\"topic\":\"a\",\"id\":\"1\",\"to\":[\"ann\",\"b \\\"b\"],"
	    "\"ttl\":\"1500ms\",\"retry\":7,\"retain\":true,\"data\":\"\"}",
	    "/events/a?id=1&to=ann&to=b%20%22b&ttl=1500ms&retry=7&retain=1" },
};

static void
check(const char *name, const struct buf *got, const char *want)
{
	if (!slice_is(buf_slice(got), want))
		fail_msg("%s: got %.*s, want %s", name,
		    SLICE_ARGS(buf_slice(got)), want);
}

/* What does not fit leaves the buf as it was. */
static void
check_room(const struct row *r, bool (*add)(struct buf *, const struct draft *),
    const char *want)
{
	for (size_t max = 1; max <= strlen(want); max++) {
		struct buf b = BUF(max + 1);

		buf_add_char(&b, '>');
		if (add(&b, &r->draft))
			assert_int_equal(b.len, strlen(want) + 1);
		else
			assert_int_equal(b.len, 1);
		buf_clear(&b);
	}
}

/* The target tells the id again, where there is room for it. */
static void
check_id(const struct row *r, const char *target)
{
	struct buf id = BUF(64), none = BUF(0);

	assert_true(draft_add_target_id(&id, slice_of(target)));
	assert_true(slice_equals(buf_slice(&id), r->draft.id));
	assert_false(draft_add_target_id(&none, slice_of(target)));
	buf_clear(&id);
	buf_clear(&none);
}

/* As from a spool, where anything may stand. */
static void
the_id_of_any_target(void **state)
{
	static const struct {
		const char *target, *id; /* NULL: none */
	} targets[] = {
		{ "/events/main", NULL },
		{ "/events/main?idx=1&event=id", NULL },
		{ "/events/main?event=x&id=7&id=8", "7" },
		{ "/events/id=9?id=%c3%A9%%2g%4", "\xC3\xA9%%2g%4" },
		{ "/events/main?id=%", "%" },
		{ "/events/main?id=", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(targets); i++) {
		struct slice target = slice_of(targets[i].target);
		const char *want = targets[i].id;
		struct buf id = BUF(64);

		assert_int_equal(
		    draft_add_target_id(&id, target), want != NULL);
		check(targets[i].target, &id, want != NULL ? want : "");
		buf_clear(&id);
	}
}

static void
every_draft(void **state)
{
	struct buf b = BUF(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *r = &rows[i];

		buf_reset(&b);
		assert_true(draft_add_json(&b, &r->draft));
		check(r->name, &b, r->json);
		buf_reset(&b);
		assert_true(draft_add_target(&b, &r->draft));
		check(r->name, &b, r->target);
		check_id(r, r->target);
		check_room(r, draft_add_json, r->json);
		check_room(r, draft_add_target, r->target);
	}
	buf_clear(&b);
}

/* Completed with topic t and id 1. */
static const struct {
	const char *name, *line, *want; /* want NULL: refused */
} lines[] = {
	{ "what is not there is put in front", "{\"data\":\"x\"}",
	    "{\"topic\":\"t\",\"id\":\"1\",\"data\":\"x\"}" },
	{ "what is there stays as it is",
	    " { \"id\" : \"7\",\"x\":[1.50, {\"topic\":\"}\"}] ,\"data\":-1e9 "
	    "} ",
	    "{\"topic\":\"t\", \"id\" : \"7\",\"x\":[1.50, {\"topic\":\"}\"}] "
	    ",\"data\":-1e9 } " },
	{ "all of it is there", "{\"topic\":\"a\",\"id\":\"7\"}",
	    "{\"topic\":\"a\",\"id\":\"7\"}" },
	{ "nothing is there", " {} ", "{\"topic\":\"t\",\"id\":\"1\"} " },
	{ "null is filled in where it stands",
	    "{\"id\":null,\"data\":null,\"topic\": null }",
	    "{\"id\":\"1\",\"data\":null,\"topic\": \"t\" }" },
	{ "but null of what is not said stays", "{\"event\":null,\"id\":\"7\"}",
	    "{\"topic\":\"t\",\"event\":null,\"id\":\"7\"}" },
	{ "an empty id is none", "{\"topic\":\"\",\"id\":\"\"}",
	    "{\"topic\":\"\",\"id\":\"1\"}" },
	{ "an escaped name is the same name",
	    "{\"\\u0069d\":\"7\",\"t\\u006Fpic\":null}",
	    "{\"\\u0069d\":\"7\",\"t\\u006Fpic\":\"t\"}" },
	{ "a name that goes on is another", "{\"id\\u0000\":\"7\"}",
	    "{\"topic\":\"t\",\"id\":\"1\",\"id\\u0000\":\"7\"}" },
	{ "braces and quotes in strings",
	    "{\"data\":\"}\\\",\\\\\",\"e\":\"{\"}",
	    "{\"topic\":\"t\",\"id\":\"1\",\"data\":\"}\\\",\\\\\","
	    "\"e\":\"{\"}" },
	{ "what follows is the hub's to refuse", "{\"id\":\"7\"} x",
	    "{\"topic\":\"t\",\"id\":\"7\"} x" },
	{ "twice", "{\"id\":\"1\",\"\\u0069d\":\"2\"}", NULL },
	{ "no object", "[{}]", NULL },
	{ "a string", "\"x\"", NULL },
	{ "nothing", "", NULL },
	{ "no end", "{\"id\":\"7\"", NULL },
	{ "no end of a string", "{\"id\":\"7}", NULL },
	{ "no end of a list", "{\"x\":[1,2}", NULL },
	{ "a backslash at the end", "{\"id\":\"7\\", NULL },
	{ "no name", "{7:7}", NULL },
	{ "no value", "{\"id\":}", NULL },
	{ "no value at the end", "{\"id\":", NULL },
	{ "no colon", "{\"id\" \"7\"}", NULL },
	{ "a comma at the end", "{\"id\":\"7\",}", NULL },
};

static void
every_line(void **state)
{
	const struct draft draft = { .topic = TEXT("t"), .id = TEXT("1") };
	struct buf b = BUF(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct err err;
		int status;

		buf_reset(&b);
		status =
		    complete_add(&b, slice_of(lines[i].line), &draft, &err);
		if (lines[i].want == NULL && status == 0)
			fail_msg("%s: it was taken", lines[i].name);
		check(lines[i].name, &b,
		    lines[i].want != NULL ? lines[i].want : "");
	}
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_draft),
		cmocka_unit_test(the_id_of_any_target),
		cmocka_unit_test(every_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
