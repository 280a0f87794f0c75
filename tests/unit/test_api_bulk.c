/*
 * Tests of api/bulk.c and api/batch.c: many events in one request, on a log
 * that answers later, and a body that takes several turns.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/bulk.h"
#include "base/mem.h"
#include "log/memory/memory.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NONE_YET "nothing"

/* Answers when it is told to: by id, "taken" if new, or not. */
struct late_log {
	struct hub_log log; /* first */
	struct list waiting;
	struct buf order; /* the data that it took, one a line */
};

static void
late_append(struct hub_log *log, struct hub_publish *p)
{
	struct late_log *late = (struct late_log *)log;
	bool by_id = p->message.id.len > 0;

	p->outcome = HUB_TAKEN;
	if (by_id && slice_is(p->message.id, "again"))
		p->outcome = HUB_DUPLICATE;
	if (by_id && slice_is(p->message.id, "taken"))
		p->outcome = HUB_CONFLICT;
	if (by_id && slice_is(p->message.id, "full"))
		p->outcome = HUB_FAILED;
	if (p->outcome == HUB_FAILED)
		err_set(&p->err, 1, "/a: b/log.db: the disk is full");
	if (p->outcome == HUB_TAKEN) {
		p->event = hub_event_new(
		    &p->message, slice_of("i"), ++log->newest_pos, p->wall_ms);
		buf_add(&late->order, p->message.data);
		buf_add_char(&late->order, '\n');
	}
	list_add(&late->waiting, &p->link);
}

static void
late_answer(struct late_log *late)
{
	struct list *link;

	while ((link = list_take(&late->waiting)) != NULL) {
		struct hub_publish *p =
		    LIST_ITEM(link, struct hub_publish, link);
		struct hub_event *ev = p->event;

		late->log.sink->on_taken(late->log.sink, p);
		if (ev != NULL)
			hub_event_unref(ev);
	}
}

static void
late_close(struct hub_log *log)
{
	struct late_log *late = (struct late_log *)log;

	buf_clear(&late->order);
	free(late);
}

static struct hub_log *
late_log_new(void)
{
	static const struct hub_log_ops ops = {
		.append = late_append,
		.close = late_close,
	};
	struct late_log *late = mem_new(sizeof(*late));

	late->log.ops = &ops;
	list_init(&late->waiting);
	buf_init(&late->order, 1 << 20);
	return &late->log;
}

struct client {
	struct http_exchange x;
	struct http_request req;
	struct buf got; /* the answer: its status, type and body */
};

/* A hub, and two clients of it. */
struct fixture {
	struct api api;
	struct client a, b;
};

static void
on_respond(struct http_exchange *x, const struct http_response *resp)
{
	struct client *c = LIST_ITEM(x, struct client, x);

	assert_null(x->holder);
	buf_addf(&c->got, "%d ", resp->status);
	buf_add(&c->got, resp->type);
	buf_add_char(&c->got, ' ');
	buf_add(&c->got, resp->body);
}

static int64_t
wall_ms(void)
{
	return 1000;
}

static void
client_init(struct client *c)
{
	static const struct http_exchange_ops ops = { .respond = on_respond };

	c->x.ops = &ops;
	buf_init(&c->got, 1 << 20);
}

static void
open_hub(struct fixture *fx, struct hub_log *log)
{
	const struct hub_options options = {
		.lag_bytes = 1 << 20,
		.streams_max = 10,
		.topics_max = 10,
	};

	*fx = (struct fixture){ 0 };
	client_init(&fx->a);
	client_init(&fx->b);
	api_init(&fx->api, hub_new(&options, log, api_on_ready), 0, wall_ms);
}

static void
close_hub(struct fixture *fx)
{
	api_clear(&fx->api);
	hub_free(fx->api.hub);
	buf_clear(&fx->a.got);
	buf_clear(&fx->b.got);
}

/* Hands a copy of the body over, which is gone when this returns. */
static void
send_body(struct fixture *fx, struct client *c, const char *type,
    const char *accept, struct slice body)
{
	char *copy = mem_copy(body);

	c->req.fields[0] =
	    (struct http_field){ slice_of("content-type"), slice_of(type) };
	c->req.fields[1] =
	    (struct http_field){ slice_of("accept"), slice_of(accept) };
	c->req.field_count = 2;
	c->x.req = &c->req;
	c->x.body = (struct slice){ copy, body.len };
	assert_true(api_bulk_is_meant(&c->x));
	api_bulk_publish(&fx->api, &c->x, slice_empty());
	c->x.req = NULL;
	c->x.body = slice_empty();
	free(copy);
}

static const char *
got(struct client *c)
{
	buf_add_char(&c->got, '\0');
	c->got.len--;
	return c->got.len > 0 ? c->got.ptr : NONE_YET;
}

#define OK "200 application/json {"
#define NOTHING(detail)                                                        \
	"400 application/problem+json {\"type\":\"about:blank\","              \
	"\"title\":\"Bad Request\",\"status\":400,\"detail\":\"" detail        \
	"\",\"code\":\"nothing-taken\","

static const struct {
	const char *name, *type, *accept, *body, *order, *expected;
} late_cases[] = {
	{ "lines, in order", "application/x-ndjson", "",
	    "{\"data\":1}\n{\"data\":[2, 3]}\n{\"data\":\"4\"}",
	    "1\n[2,3]\n4\n",
	    OK "\"accepted\":3,\"duplicates\":0,\"errors\":[]}\n" },
	{ "an array", "text/plain", "",
	    " [{\"data\":1},{\"data\":2,\"id\":\"again\"}]\n", "1\n",
	    OK "\"accepted\":1,\"duplicates\":1,\"errors\":[]}\n" },
	{ "errors by line, whoever found them first", "application/jsonl", "",
	    "{\"data\":1}\n{\"data\":2,\"id\":\"taken\"}\n{\n"
	    "{\"data\":4,\"id\":\"full\"}\n{\"data\":5,\"topic\":\"*\"}\n",
	    "1\n",
	    OK
	    "\"accepted\":1,\"duplicates\":0,\"errors\":["
	    "{\"line\":2,\"code\":\"id-taken\",\"detail\":\"that id was "
	    "published before, with other content, or to another topic\"},"
	    "{\"line\":3,\"code\":\"bad-json\",\"detail\":\"column 1: string "
	    "or '}' expected near end of file\"},"
	    "{\"line\":4,\"code\":\"not-kept\",\"detail\":\"the log could "
	    "not keep it: the disk is full\"},"
	    "{\"line\":5,\"code\":\"bad-topic\",\"detail\":\"a topic is 1 to "
	    "255 bytes of UTF-8: segments parted by '/', none empty, none "
	    "'*' or '**', no control character; '$' at its start is the "
	    "hub's own\"}]}\n" },
	{ "all refused", "application/ndjson; charset=utf-8", "*/*",
	    "\n{\"data\":4,\"id\":\"full\"}\n", "",
	    NOTHING(
		"none of 1 was taken; the first: not-kept: the log could not "
		"keep it: the disk is full") "\"accepted\":0,\"duplicates\":0,"
					     "\"errors\":[{\"line\":2,\"code\":"
					     "\"not-kept\",\"detail\":"
					     "\"the log could not keep it: the "
					     "disk is full\"}]}\n" },
	{ "all refused, as text", "", "text/plain",
	    "[{\"data\":4,\"id\":\"full\"},7]", "",
	    "400 text/plain; charset=utf-8 400 nothing-taken: none of 2 was "
	    "taken; the first: not-kept: the log could not keep it: the disk "
	    "is full\n" },
};

static void
the_answer_comes_with_the_log_s_last(void **state)
{
	struct fixture fx;

	(void)state;
	for (size_t i = 0; i < COUNT(late_cases); i++) {
		struct late_log *late = (struct late_log *)late_log_new();

		open_hub(&fx, &late->log);
		send_body(&fx, &fx.a, late_cases[i].type, late_cases[i].accept,
		    slice_of(late_cases[i].body));
		assert_string_equal(got(&fx.a), NONE_YET);
		if (!slice_is(buf_slice(&late->order), late_cases[i].order))
			fail_msg("%s: took %.*s", late_cases[i].name,
			    SLICE_ARGS(buf_slice(&late->order)));
		late_answer(late);
		assert_string_equal(got(&fx.a), late_cases[i].expected);
		close_hub(&fx);
	}
}

static void
a_client_may_leave_before_its_answer(void **state)
{
	struct late_log *late = (struct late_log *)late_log_new();
	struct fixture fx;

	(void)state;
	open_hub(&fx, &late->log);
	send_body(&fx, &fx.a, "", "", slice_of("[{\"data\":1},{\"data\":2}]"));
	assert_non_null(fx.a.x.holder);
	http_gone(&fx.a.x);
	late_answer(late);
	assert_string_equal(got(&fx.a), NONE_YET);
	assert_int_equal(hub_get_stats(fx.api.hub)->taken, 2);
	close_hub(&fx);
}

/* Fills b with as many events as there are, as lines or as an array. */
static void
add_events(struct buf *b, bool as_lines, int count)
{
	if (!as_lines)
		buf_add_char(b, '[');
	for (int i = 0; i < count; i++) {
		if (i > 0)
			buf_add_char(b, as_lines ? '\n' : ',');
		buf_addf(b, "{\"data\":%d}", i);
	}
	if (!as_lines)
		buf_add_char(b, ']');
}

/* Opens a hub that keeps nothing to speak of, and sends it 20,000 events. */
static void
send_many(struct fixture *fx, bool as_lines)
{
	const struct hub_keep keep = { .count = 1 };
	struct buf b = BUF(1 << 20);

	open_hub(fx, memory_log_new(&keep));
	add_events(&b, as_lines, 20000);
	send_body(fx, &fx->a, as_lines ? "application/x-ndjson" : "", "",
	    buf_slice(&b));
	buf_clear(&b);
	assert_string_equal(got(&fx->a), NONE_YET);
	assert_in_range(hub_get_stats(fx->api.hub)->taken, 100, 2000);
}

static void
a_long_body_takes_several_turns(void **state)
{
	(void)state;
	for (int as_lines = 0; as_lines < 2; as_lines++) {
		struct fixture fx;
		uint64_t before, most = 0;
		bool more = true;

		send_many(&fx, as_lines);
		while (more) {
			before = hub_get_stats(fx.api.hub)->taken;
			more = api_turn(&fx.api);
			before = hub_get_stats(fx.api.hub)->taken - before;
			most = before > most ? before : most;
		}
		assert_in_range(most, 100, 2000);
		assert_string_equal(got(&fx.a),
		    OK "\"accepted\":20000,\"duplicates\":0,\"errors\":[]}\n");
		assert_false(api_turn(&fx.api));
		close_hub(&fx);
	}
}

static void
a_body_behind_a_long_one_waits(void **state)
{
	struct fixture fx;

	(void)state;
	send_many(&fx, true);
	send_body(&fx, &fx.b, "", "", slice_of("[1"));
	assert_string_equal(got(&fx.b), NONE_YET);
	while (strcmp(got(&fx.a), NONE_YET) == 0) {
		assert_string_equal(got(&fx.b), NONE_YET);
		assert_true(api_turn(&fx.api));
	}
	assert_true(api_turn(&fx.api));
	assert_non_null(strstr(got(&fx.b), "\"code\":\"bad-json\"}"));
	assert_false(api_turn(&fx.api));
	close_hub(&fx);
}

static void
the_program_may_end_in_the_midst_of_a_body(void **state)
{
	(void)state;
	for (int as_lines = 0; as_lines < 2; as_lines++) {
		struct fixture fx;

		send_many(&fx, as_lines);
		assert_true(api_turn(&fx.api));
		http_gone(&fx.a.x);
		close_hub(&fx);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_answer_comes_with_the_log_s_last),
		cmocka_unit_test(a_client_may_leave_before_its_answer),
		cmocka_unit_test(a_long_body_takes_several_turns),
		cmocka_unit_test(a_body_behind_a_long_one_waits),
		cmocka_unit_test(the_program_may_end_in_the_midst_of_a_body),
	};

	return cmocka_run_group_tests_name("api_bulk", tests, NULL, NULL);
}
