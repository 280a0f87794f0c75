/* Tests of api/mercure_topic.c: what topics and selectors are called here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/mercure_topic.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *name, *topic, *expected; /* NULL: refused */
} topics[] = {
	{ "a word", "books", "books" },
	{ "a path", "/books/1", "books/1" },
	{ "the same without its slash", "books/1", "books/1" },
	{ "a URL", "https://example.com/books/1",
	    "https:/example.com/books/1" },
	{ "a URL of a host", "https://example.com", "https:/example.com" },
	{ "a slash at the end", "/books/", "books" },
	{ "many slashes", "///a////b//", "a/b" },
	{ "a URN", "urn:uuid:e1ee88e2", "urn:uuid:e1ee88e2" },
	{ "braces", "/books/{id}", "books/{id}" },
	{ "a query", "/books?page=1#top", "books?page=1#top" },
	{ "nothing", "", NULL },
	{ "slashes alone", "//", NULL },
	{ "the hub's own", "$ssed/streams", NULL },
	{ "the hub's own, behind a slash", "/$ssed", NULL },
	{ "a dollar further on", "/a/$b", "a/$b" },
	{ "the protocol's own", "/.well-known/mercure", NULL },
	{ "below it", "/.well-known/mercure/subscriptions/a/b", NULL },
	{ "of a host", "https://hub/.well-known/mercure/x", NULL },
	{ "with more slashes", "https://hub//.well-known//mercure//x", NULL },
	{ "beside it", "/.well-known/mercury", ".well-known/mercury" },
	{ "longer", "/.well-known/mercures", ".well-known/mercures" },
	{ "deeper", "/a/.well-known/mercure", "a/.well-known/mercure" },
};

static void
topics_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(topics); i++) {
		struct buf b = BUF(256);
		bool fits;

		assert_true(buf_add(&b, slice_of("before ")));
		fits = mercure_topic_add(&b, slice_of(topics[i].topic));
		assert_true(slice_starts(buf_slice(&b), "before "));
		buf_drop(&b, strlen("before "));
		if (fits != (topics[i].expected != NULL) ||
		    (fits && !slice_is(buf_slice(&b), topics[i].expected)) ||
		    (!fits && b.len > 0))
			fail_msg("%s: got \"%.*s\"", topics[i].name,
			    SLICE_ARGS(buf_slice(&b)));
		buf_clear(&b);
	}
}

static void
a_topic_without_room_leaves_nothing(void **state)
{
	(void)state;
	for (size_t max = 1; max < strlen("a/bc/d"); max++) {
		struct buf b = BUF(max);

		assert_false(mercure_topic_add(&b, slice_of("//a//bc/d")));
		assert_int_equal(b.len, 0);
		buf_clear(&b);
	}
}

#define OLD MERCURE_TOPIC
#define EXACT MERCURE_EXACT
#define URL MERCURE_URL_PATTERN

/* What a selector becomes: patterns, each ended by a blank; NULL: refused. */
static const struct {
	const char *name;
	enum mercure_kind kind;
	const char *selector, *expected;
} selectors[] = {
	{ "a name", OLD, "https://a.example/b", "https:/a.example/b " },
	{ "a name of 1.0", EXACT, "/books/1", "books/1 " },
	{ "all", OLD, "*", "** " },
	{ "all of 1.0", EXACT, "*", "** " },
	{ "all of URL patterns", URL, "*", "** " },
	{ "a star as a segment", OLD, "/a/*", NULL },
	{ "a star in the middle", OLD, "/a/*/b", NULL },
	{ "two stars", OLD, "**", NULL },
	{ "a star as a segment of 1.0", EXACT, "a/*", NULL },
	{ "two stars of 1.0", EXACT, "a/**", NULL },
	{ "a star within a segment", OLD, "a*b/c", "a*b/c " },
	{ "nothing", OLD, "", NULL },
	{ "nothing of 1.0", EXACT, "/", NULL },
	{ "the hub's own", OLD, "$ssed/**", NULL },
	{ "the hub's own of 1.0", EXACT, "/$ssed/streams", NULL },

	{ "a variable", OLD, "/books/{id}", "books/* " },
	{ "variables", OLD, "https://{host}/{a}/b/{c_1.d}", "https:/*/*/b/* " },
	{ "a variable alone", OLD, "{any}", "* " },
	{ "a variable with more before", OLD, "/book-{id}", NULL },
	{ "a variable with more behind", OLD, "/{id}.json", NULL },
	{ "two in a segment", OLD, "/{a}{b}", NULL },
	{ "two in one", OLD, "/{a,b}", NULL },
	{ "a prefix", OLD, "/{a:3}", NULL },
	{ "an exploded one", OLD, "/{a*}", NULL },
	{ "no name", OLD, "/{}", NULL },
	{ "a digit first", OLD, "/{1a}", NULL },
	{ "the rest", OLD, "/a/{+path}", "a/** " },
	{ "the rest alone", OLD, "{+path}", "** " },
	{ "the rest, not at the end", OLD, "/a/{+path}/b", NULL },
	{ "the rest, with more before", OLD, "/a{+path}", NULL },
	{ "the rest of nothing", OLD, "/{+}", NULL },
	{ "perhaps one more", OLD, "/a{/id}", "a a/* " },
	{ "perhaps many more", OLD, "/a{/id*}", "a a/** " },
	{ "perhaps more, not at the end", OLD, "/a{/id}/b", NULL },
	{ "perhaps more, and a slash", OLD, "/a{/id}/", "a a/* " },
	{ "perhaps more of nothing", OLD, "{/id}", NULL },
	{ "perhaps two more", OLD, "/a{/b,c}", NULL },
	{ "perhaps more without a name", OLD, "/a{/}", NULL },
	{ "perhaps more, a star", OLD, "/a{/*}", NULL },
	{ "a query", OLD, "/a{?q}", NULL },
	{ "a fragment", OLD, "/a{#q}", NULL },
	{ "a label", OLD, "/a{.q}", NULL },
	{ "a parameter", OLD, "/a{;q}", NULL },
	{ "a brace that stays open", OLD, "/a/{b", NULL },
	{ "a brace that was not opened", OLD, "/a/b}", NULL },
	{ "braces in braces", OLD, "/a/{{b}}", NULL },
	{ "braces the wrong way", OLD, "/a/}b{", NULL },
	{ "braces of 1.0 are text", EXACT, "/a/{b}/}{", "a/{b}/}{ " },

	{ "a group", URL, "https://example.com/books/:id",
	    "https:/example.com/books/* " },
	{ "groups and a path", URL, "/users/:id/orders/:order_2",
	    "users/*/orders/* " },
	{ "a port", URL, "http://localhost:3000/:a",
	    "http:/localhost:3000/* " },
	{ "the rest of a path", URL, "/a/*", "a/** " },
	{ "the rest, not at the end", URL, "/a/*/b", NULL },
	{ "a star within a segment", URL, "/a/b*", NULL },
	{ "a group with more behind", URL, "/:id.json", NULL },
	{ "a group with more before", URL, "/a-:id", NULL },
	{ "an expression", URL, "/:id(\\d+)", NULL },
	{ "an expression alone", URL, "/(a|b)", NULL },
	{ "perhaps one", URL, "/:id?", NULL },
	{ "some", URL, "/:id+", NULL },
	{ "a part in braces", URL, "/items{/:tail}?", NULL },
	{ "an escape", URL, "/a\\b", NULL },
	{ "a group as the host", URL, "https://:host/a", NULL },
	{ "a star as the host", URL, "https://*/a", NULL },
	{ "a star behind the scheme", URL, "https://*/", NULL },
	{ "a group in the host", URL, "https://:sub.example.com/a", NULL },
	{ "a group as the scheme", URL, ":scheme://a/b", NULL },
	{ "a path that is open", URL, "https://example.com", NULL },
	{ "a path that is empty", URL, "https://example.com/",
	    "https:/example.com " },
	{ "any path", URL, "https://example.com/*", "https:/example.com/** " },
	{ "a word", URL, "books", NULL },
	{ "no host", URL, "https:///a", NULL },
	{ "slashes alone", URL, "/", NULL },
	{ "a host without a scheme", URL, "//example.com/a", NULL },
	{ "the hub's own", URL, "/$ssed/:a", NULL },
};

static void
selectors_become_patterns_or_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(selectors); i++) {
		struct mercure_patterns p;
		struct buf got = BUF(1024);
		const char *why, *expected = selectors[i].expected;

		mercure_patterns_init(&p, 1024);
		why = mercure_patterns_add(
		    &p, selectors[i].kind, slice_of(selectors[i].selector));
		for (size_t at = 0; why == NULL && at < p.count; at++) {
			buf_add(&got, p.items[at]);
			buf_add_char(&got, ' ');
		}
		if ((why == NULL) != (expected != NULL) ||
		    (why == NULL && !slice_is(buf_slice(&got), expected)))
			fail_msg("%s: got \"%.*s\"", selectors[i].name,
			    SLICE_ARGS(buf_slice(&got)));
		buf_clear(&got);
		mercure_patterns_clear(&p);
	}
}

static void
selectors_stand_behind_one_another(void **state)
{
	struct mercure_patterns p;

	(void)state;
	mercure_patterns_init(&p, 64);
	assert_null(mercure_patterns_add(&p, OLD, slice_of("/a{/b}")));
	assert_null(mercure_patterns_add(&p, EXACT, slice_of("/c")));
	assert_null(mercure_patterns_add(&p, URL, slice_of("/:d")));
	assert_int_equal(p.count, 4);
	assert_true(slice_is(p.items[0], "a"));
	assert_true(slice_is(p.items[1], "a/*"));
	assert_true(slice_is(p.items[2], "c"));
	assert_true(slice_is(p.items[3], "*"));
	mercure_patterns_clear(&p);
}

static void
too_many_and_too_long_are_noticed(void **state)
{
	struct mercure_patterns p;

	(void)state;
	mercure_patterns_init(&p, 1024);
	for (int i = 0; i < HUB_PATTERNS_MAX + 20; i++)
		assert_null(mercure_patterns_add(&p, OLD, slice_of("/a{/b}")));
	assert_int_equal(p.count, HUB_PATTERNS_MAX + 1);
	mercure_patterns_clear(&p);
	mercure_patterns_init(&p, 8);
	assert_null(mercure_patterns_add(&p, EXACT, slice_of("abcd")));
	assert_non_null(mercure_patterns_add(&p, EXACT, slice_of("abcde")));
	mercure_patterns_clear(&p);
	mercure_patterns_init(&p, 8);
	assert_non_null(mercure_patterns_add(&p, OLD, slice_of("abcd{/a}")));
	mercure_patterns_clear(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(topics_are_named),
		cmocka_unit_test(a_topic_without_room_leaves_nothing),
		cmocka_unit_test(selectors_become_patterns_or_are_refused),
		cmocka_unit_test(selectors_stand_behind_one_another),
		cmocka_unit_test(too_many_and_too_long_are_noticed),
	};

	return cmocka_run_group_tests_name("mercure_topic", tests, NULL, NULL);
}
