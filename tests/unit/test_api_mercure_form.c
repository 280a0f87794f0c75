/* Tests of api/mercure_form.c: what a form publishes, or why it does not. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/mercure_form.h"
#include "api/problem.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* "topic(also)" type, id, retry and data, or the code of the error. */
static const struct {
	const char *name, *body, *expected;
} forms[] = {
	{ "a topic", "topic=a", "a() type= id= retry=-1 data=" },
	{ "all of it", "topic=/b/1&data=x&id=urn:u:1&type=up&retry=500",
	    "b/1() type=up id=urn:u:1 retry=500 data=x" },
	{ "in another order", "retry=0&type=t&data=x&topic=a",
	    "a() type=t id= retry=0 data=x" },
	{ "escapes", "topic=https%3A%2F%2Fe%2Fa+b&data=1%2B1%3D2%26+%C3%A9",
	    "https:/e/a b() type= id= retry=-1 data=1+1=2& \xC3\xA9" },
	{ "an escape in a name", "t%6fpic=a&d%61ta=x",
	    "a() type= id= retry=-1 data=x" },
	{ "lines", "topic=a&data=1%0A2", "a() type= id= retry=-1 data=1\n2" },
	{ "several topics, sorted", "topic=m&topic=z&topic=a",
	    "m(a,z,) type= id= retry=-1 data=" },
	{ "one topic by several names", "topic=/a/b&topic=a//b&topic=a/b/",
	    "a/b() type= id= retry=-1 data=" },
	{ "an alternate twice", "topic=a&topic=/b&topic=b",
	    "a(b,) type= id= retry=-1 data=" },
	{ "the first counts", "topic=a&id=1&id=2&data=&data=x&retry=1&retry=2",
	    "a() type= id=1 retry=1 data=" },
	{ "empty values",
	    "topic=a&data=&id=&type=&retry=", "a() type= id= retry=-1 data=" },
	{ "other fields", "topic=a&x=1&topics=b&=&&y",
	    "a() type= id= retry=-1 data=" },

	{ "nothing", "", "bad-topic" },
	{ "no topic", "data=x", "bad-topic" },
	{ "an empty topic", "topic=&data=x", "bad-topic" },
	{ "an empty alternate", "topic=a&topic=", "bad-topic" },
	{ "the hub's own topic", "topic=%24a", "bad-topic" },
	{ "the hub's own alternate", "topic=a&topic=/%24a", "bad-topic" },
	{ "a wildcard", "topic=a/*", "bad-topic" },
	{ "a wildcard alternate", "topic=a&topic=**", "bad-topic" },
	{ "a line in a topic", "topic=a%0Ab", "bad-topic" },
	{ "a line in an alternate", "topic=a&topic=b%0Ac", "bad-topic" },
	{ "no UTF-8 in an alternate", "topic=a&topic=%ff", "bad-topic" },
	{ "private", "topic=a&private=on", "bad-field" },
	{ "private of 1.0", "topic=a&private", "bad-field" },
	{ "private in front", "private=&topic=a", "bad-field" },
	{ "private, hidden", "topic=a&p%72ivate=off", "bad-field" },
	{ "target", "topic=a&target=u", "bad-field" },
	{ "a bad retry", "topic=a&retry=1s", "bad-field" },
	{ "a negative retry", "topic=a&retry=-1", "bad-field" },
	{ "an id that is a fragment", "topic=a&id=%23a", "bad-id" },
	{ "an id that is a cursor", "topic=a&id=earliest", "bad-id" },
	{ "a broken value", "topic=a&data=%4", "bad-request" },
	{ "a broken name", "topic=a&%zz=1", "bad-request" },
};

static void
add_form(struct buf *got, const struct mercure_form *form)
{
	const struct hub_message *m = &form->message;

	buf_addf(got, "%.*s(%.*s) type=%.*s id=%.*s retry=%" PRId64 " data=",
	    SLICE_ARGS(m->topic), SLICE_ARGS(m->extra.also),
	    SLICE_ARGS(m->type), SLICE_ARGS(m->id), m->retry_ms);
	/* The ends of lines are easier to read as commas. */
	for (size_t i = 0; i < got->len; i++)
		if (got->ptr[i] == '\n')
			got->ptr[i] = ',';
	buf_add(got, m->data);
}

static void
forms_become_messages_or_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(forms); i++) {
		struct buf got = BUF(1024);
		struct mercure_form form;
		struct err err;

		if (mercure_form_parse(&form, slice_of(forms[i].body), &err) ==
		    0)
			add_form(&got, &form);
		else
			buf_add(&got,
			    slice_of(api_code_name((enum api_code)err.code)));
		if (!slice_is(buf_slice(&got), forms[i].expected))
			fail_msg("%s: got \"%.*s\"", forms[i].name,
			    SLICE_ARGS(buf_slice(&got)));
		buf_clear(&got);
		mercure_form_clear(&form);
	}
}

/* Returns the code of a form with so many further topics; -1: none. */
static int
code_of_topics(int count)
{
	struct buf body = BUF(4096);
	struct mercure_form form;
	struct err err;
	int code = -1;

	buf_add(&body, slice_of("topic=first"));
	for (int i = 0; i < count; i++)
		buf_addf(&body, "&topic=t%d", i);
	if (mercure_form_parse(&form, buf_slice(&body), &err) != 0)
		code = err.code;
	mercure_form_clear(&form);
	buf_clear(&body);
	return code;
}

static void
further_topics_are_at_most_64(void **state)
{
	(void)state;
	assert_int_equal(code_of_topics(64), -1);
	assert_int_equal(code_of_topics(65), API_BAD_TOPIC);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_become_messages_or_are_refused),
		cmocka_unit_test(further_topics_are_at_most_64),
	};

	return cmocka_run_group_tests_name("mercure_form", tests, NULL, NULL);
}
