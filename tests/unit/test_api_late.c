/*
 * Tests of lib/api on a log that answers later, or cannot be read: what
 * clients are told, and that they may leave before.
 */
#include "late_log.h"

#include "api/bulk.h"
#include "api/endpoints.h"
#include "api/ingest.h"
#include "base/mem.h"

struct client {
	struct http_exchange x;
	struct http_request req;
	struct http_source *src; /* NULL: not a stream */
	struct buf got;          /* the answer: its status, head and body */
};

static struct api api;
static int refused; /* lines */

static void
put(struct client *c, const struct http_response *resp)
{
	assert_null(c->x.holder);
	assert_int_equal(c->got.len, 0);
	buf_addf(&c->got, "%d ", resp->status);
	buf_add(&c->got, resp->fields);
	buf_add(&c->got, resp->body);
}

static void
on_respond(struct http_exchange *x, const struct http_response *resp)
{
	put(LIST_ITEM(x, struct client, x), resp);
}

static void
on_stream(struct http_exchange *x, const struct http_response *resp,
    struct http_source *src)
{
	struct client *c = LIST_ITEM(x, struct client, x);

	put(c, resp);
	c->src = src;
}

static void
on_wake(struct http_exchange *x)
{
	(void)x;
}

static int64_t
wall_ms(void)
{
	return 1000;
}

static void
client_init(struct client *c)
{
	static const struct http_exchange_ops ops = {
		.respond = on_respond,
		.stream = on_stream,
		.wake = on_wake,
	};

	*c = (struct client){ .x.ops = &ops, .got = BUF(1 << 20) };
}

/* Asks for it, with that id as its cursor, unless it is empty. */
static void
ask(struct client *c, api_endpoint *endpoint, const char *what, const char *id)
{
	struct api_call call = { .x = &c->x, .rest = slice_of(what) };

	client_init(c);
	c->req.query = slice_of(what);
	c->req.fields[0] =
	    (struct http_field){ slice_of("last-event-id"), slice_of(id) };
	c->req.field_count = *id != '\0';
	c->x.req = &c->req;
	endpoint(&api, &call);
	c->x.req = NULL;
}

static const char *
got(struct client *c)
{
	buf_add_char(&c->got, '\0');
	c->got.len--;
	return c->got.ptr;
}

/* Reads what its stream has for it. */
static const char *
read_stream(struct client *c)
{
	struct slice ready[8];
	size_t n, sent;

	while ((n = c->src->ops->peek(c->src, ready, 8)) > 0) {
		sent = 0;
		for (size_t i = 0; i < n; i++) {
			buf_add(&c->got, ready[i]);
			sent += ready[i].len;
		}
		if (c->src->ops->consume(c->src, sent))
			c->src->ops->settle(c->src);
	}
	return got(c);
}

static void
leave(struct client *c)
{
	if (c->src != NULL)
		c->src->ops->on_close(c->src);
	buf_clear(&c->got);
}

static int
open_api(void **state)
{
	const struct hub_options options = {
		.retry_ms = 3000,
		.lag_bytes = 1 << 20,
		.streams_max = 10,
		.topics_max = 10,
	};
	struct fixture fx = { .wall_ms = 1000 };

	(void)state;
	draw_state = 1;
	fx.hub = hub_new(&options, late_log_new(), api_on_ready);
	api_init(&api, fx.hub, 1000, wall_ms);
	publish(&fx, "a", "1", "one");
	publish(&fx, "a", "2", "two");
	return 0;
}

static int
close_api(void **state)
{
	(void)state;
	api_clear(&api);
	hub_free(api.hub);
	return 0;
}

static void
let_all(void)
{
	while (late_count() > 0)
		let_through();
}

static const struct {
	const char *name;
	api_endpoint *endpoint;
	const char *what;
} reads[] = {
	{ "a message", api_show_message, "1" },
	{ "a message to remove", api_remove_message, "1" },
	{ "the topics", api_topics_list, "" },
	{ "a topic", api_topic_show, "a" },
};

static void
what_cannot_be_read_is_no_404(void **state)
{
	struct client c;

	(void)state;
	late->fails = true;
	for (size_t i = 0; i < sizeof(reads) / sizeof(reads[0]); i++) {
		ask(&c, reads[i].endpoint, reads[i].what, "");
		let_all();
		if (strncmp(got(&c), "503 ", 4) != 0 ||
		    strstr(got(&c), "\"code\":\"log-failed\"") == NULL ||
		    strstr(got(&c), "Retry-After: 5\r\n") == NULL)
			fail_msg("%s: %s", reads[i].name, got(&c));
		leave(&c);
		ask(&c, reads[i].endpoint, reads[i].what, "");
		if (c.x.holder != NULL)
			http_gone(&c.x);
		let_all();
		leave(&c);
	}
}

static void
what_cannot_be_removed_is_there(void **state)
{
	struct client c;

	(void)state;
	late->is_slow = true;
	ask(&c, api_remove_message, "1", "");
	let_find();
	late->fails = true;
	let_all();
	assert_non_null(strstr(got(&c), "\"code\":\"not-kept\""));
	leave(&c);
	ask(&c, api_topic_close, "a", "");
	let_all();
	assert_non_null(strstr(got(&c), "\"code\":\"not-kept\""));
	leave(&c);
}

static void
on_refused(struct api_ingest *in, const struct err *err)
{
	(void)in;
	assert_string_equal(
	    err->text, "line 2: the log could not keep it: the disk is full");
	refused++;
}

/* What was read from a pipe is underway until it is taken, or refused. */
static void
lines_are_underway(void **state)
{
	struct api_ingest in = {
		.hub = api.hub,
		.format = API_INGEST_LINES,
		.topic = slice_of("a"),
		.wall_ms = wall_ms,
		.on_refused = on_refused,
	};

	(void)state;
	api_ingest_init(&in);
	late->is_slow = true;
	api_ingest_feed(&in, slice_of("one\ntwo\nthree\n"));
	assert_int_equal(in.underway, 3);
	let_change();
	assert_int_equal(in.underway, 2);
	late->fails = true;
	let_change();
	assert_int_equal(refused, 1);
	late->fails = false;
	let_change();
	assert_int_equal(in.underway, 0);
	assert_int_equal(hub_get_stats(api.hub)->taken, 4);
	api_ingest_clear(&in);
}

static void
post(struct client *c, const char *body)
{
	const struct api_call call = { .x = &c->x, .rest = slice_empty() };

	client_init(c);
	c->x.req = &c->req;
	c->x.body = slice_of(body);
	api_publish_json(&api, &call);
	c->x.req = NULL;
	c->x.body = slice_empty();
}

/* Nothing more is taken off a body than the log can take. */
static void
a_body_waits_for_a_log_that_is_behind(void **state)
{
	struct client c;

	(void)state;
	late->log.waiting_bytes = HUB_WAITING_BYTES_MAX / 2 + 1;
	post(&c, "[{\"data\":1},{\"data\":2}]");
	assert_false(api_turn(&api));
	assert_int_equal(hub_get_stats(api.hub)->taken, 2);
	late->log.waiting_bytes--;
	assert_true(api_turn(&api));
	assert_non_null(strstr(got(&c), "{\"accepted\":2,"));
	leave(&c);
}

/* Whoever does not wait is told to come back. */
static void
a_log_too_far_behind_takes_nothing(void **state)
{
	struct client c;

	(void)state;
	late->log.waiting_bytes = HUB_WAITING_BYTES_MAX + 1;
	post(&c, "{\"data\":1}");
	assert_int_equal(strncmp(got(&c), "503 ", 4), 0);
	assert_non_null(strstr(got(&c), "\"code\":\"busy\""));
	assert_non_null(strstr(got(&c), "Retry-After: 1\r\n"));
	assert_int_equal(hub_get_stats(api.hub)->taken, 2);
	leave(&c);
	late->log.waiting_bytes--;
	post(&c, "{\"data\":1}");
	assert_int_equal(strncmp(got(&c), "200 ", 4), 0);
	leave(&c);
}

#define MERCURE "topic=a"

static void
a_head_waits_until_its_start_is_known(void **state)
{
	struct client c;

	(void)state;
	ask(&c, api_mercure_follow, MERCURE, "1");
	assert_false(api_turn(&api));
	assert_int_equal(c.got.len, 0);
	let_seek();
	assert_true(api_turn(&api));
	assert_false(api_turn(&api));
	assert_int_equal(strncmp(got(&c), "200 ", 4), 0);
	assert_non_null(strstr(got(&c), "\r\nLast-Event-ID: 1\r\n"));
	let_all();
	assert_non_null(strstr(read_stream(&c), "id: 2\n"));
	assert_null(strstr(got(&c), "id: 1\n"));
	leave(&c);
}

static void
a_start_that_is_not_known_is_told(void **state)
{
	struct client c;

	(void)state;
	ask(&c, api_mercure_follow, MERCURE, "no such id");
	let_seek();
	assert_true(api_turn(&api));
	assert_non_null(strstr(got(&c), "\r\nLast-Event-ID: earliest\r\n"));
	let_all();
	leave(&c);
}

static void
a_client_may_leave_before_its_head(void **state)
{
	struct client c;

	(void)state;
	ask(&c, api_mercure_follow, MERCURE, "1");
	assert_int_equal(hub_stream_count(api.hub), 1);
	http_gone(&c.x);
	assert_int_equal(hub_stream_count(api.hub), 0);
	let_all();
	assert_false(api_turn(&api));
	assert_int_equal(c.got.len, 0);
	leave(&c);
}

static void
a_head_comes_though_the_log_fails(void **state)
{
	struct client c;

	(void)state;
	ask(&c, api_mercure_follow, MERCURE, "1");
	late->fails = true;
	let_all();
	assert_true(api_turn(&api));
	assert_int_equal(strncmp(got(&c), "200 ", 4), 0);
	assert_non_null(strstr(read_stream(&c), "\"reason\":\"failed\""));
	assert_true(c.src->ops->is_done(c.src));
	leave(&c);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_api, close_api)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_cannot_be_read_is_no_404),
		TEST(what_cannot_be_removed_is_there),
		TEST(lines_are_underway),
		TEST(a_body_waits_for_a_log_that_is_behind),
		TEST(a_log_too_far_behind_takes_nothing),
		TEST(a_head_waits_until_its_start_is_known),
		TEST(a_start_that_is_not_known_is_told),
		TEST(a_client_may_leave_before_its_head),
		TEST(a_head_comes_though_the_log_fails),
	};

	return cmocka_run_group_tests_name("api_late", tests, NULL, NULL);
}
