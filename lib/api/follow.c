#include "api/follow.h"

#include <stdio.h>
#include <stdlib.h>

#include "api/age.h"
#include "api/busy.h"
#include "api/follow_options.h"
#include "api/gate.h"
#include "api/problem.h"
#include "base/mem.h"
#include "http/accept.h"
#include "hub/end.h"
#include "hub/manage.h"
#include "hub/user.h"

/* Joins one stream to one exchange. */
struct follower {
	struct http_source source;
	struct hub_stream stream;
	struct api_admit_count *place; /* of its address; NULL: not counted */
	uint32_t heartbeat_ms;
	struct api_age age;
};

static struct follower *
follower_of(struct http_source *src)
{
	return LIST_ITEM(src, struct follower, source);
}

static size_t
follower_peek(struct http_source *src, struct slice *out, size_t max)
{
	return hub_stream_peek(&follower_of(src)->stream, out, max);
}

static bool
follower_consume(struct http_source *src, size_t n)
{
	return hub_stream_consume(&follower_of(src)->stream, n);
}

static void
follower_settle(struct http_source *src)
{
	hub_stream_settle(&follower_of(src)->stream);
}

static bool
follower_is_done(const struct http_source *src)
{
	const struct follower *f = (const struct follower *)(const void *)src;

	return hub_stream_is_done(&f->stream);
}

static int64_t
follower_tick(struct http_source *src, int64_t now_ms, int64_t last_write_ms)
{
	struct follower *f = follower_of(src);
	int64_t due_ms = last_write_ms + f->heartbeat_ms;
	int64_t end_ms = api_age_end_ms(&f->age, now_ms);

	if (end_ms <= now_ms) {
		hub_stream_expire(&f->stream);
		api_age_stop(&f->age);
		end_ms = INT64_MAX;
	}
	if (now_ms >= due_ms) {
		hub_stream_beat(&f->stream);
		http_wake(src->exchange);
		due_ms = now_ms + f->heartbeat_ms;
	}
	return end_ms < due_ms ? end_ms : due_ms;
}

static void
follower_blocked(struct http_source *src, bool blocked)
{
	hub_stream_set_behind(&follower_of(src)->stream, blocked);
}

static void
follower_close(struct http_source *src)
{
	struct follower *f = follower_of(src);

	hub_stream_close(&f->stream);
	api_admit_give(f->place);
	free(f);
}

static const struct http_source_ops follower_ops = {
	.peek = follower_peek,
	.consume = follower_consume,
	.settle = follower_settle,
	.is_done = follower_is_done,
	.on_tick = follower_tick,
	.on_blocked = follower_blocked,
	.on_close = follower_close,
};

void
api_on_ready(struct hub_stream *s)
{
	struct follower *f = LIST_ITEM(s, struct follower, stream);

	/* Not before the stream is joined to its exchange. */
	if (f->source.exchange != NULL)
		http_wake(f->source.exchange);
}

/* As they go into a response; the first one is for who does not say. */
static const char *const types[HUB_FORMAT_COUNT] = {
	[HUB_FORMAT_STREAM] = "text/event-stream",
	[HUB_FORMAT_NDJSON] = "application/x-ndjson",
	[HUB_FORMAT_TEXT] = "text/plain; charset=utf-8",
};

/* Who accepts none of them gets the first, too: so did all before. */
static enum hub_format
format_of(const struct http_request *req)
{
	static const char *const names[HUB_FORMAT_COUNT] = {
		[HUB_FORMAT_STREAM] = "text/event-stream",
		[HUB_FORMAT_NDJSON] = "application/x-ndjson",
		[HUB_FORMAT_TEXT] = "text/plain",
	};
	int chosen = http_accept_choose(
	    http_request_field(req, "accept"), names, HUB_FORMAT_COUNT);

	return chosen > 0 ? (enum hub_format)chosen : HUB_FORMAT_STREAM;
}

/* Returns whether a user has as many streams as it may have. */
static bool
user_is_full(struct api *api, struct slice name)
{
	const struct hub_user *user = hub_user_find(api->hub, name);
	int64_t max = api_gate_user_max(api->gate, name);

	if (name.len == 0 || (max < 0 && api->user_max == 0))
		return false;
	return (user != NULL ? user->count : 0) >=
	       (max >= 0 ? max : api->user_max);
}

/* Returns whether the client's address has as many as it may have. */
static bool
address_is_full(struct api *api, const struct http_exchange *x,
    struct api_admit_count **place)
{
	char text[HTTP_PEER_BLOCK_BYTES];
	struct http_peer peer, client;

	*place = NULL;
	/* Who asks is a call to the system: not for nothing. */
	if (api->admit.address_max == 0)
		return false;
	peer = http_exchange_peer(x);
	client = http_forwarded_client(&api->admit.trust, &peer, x->req);
	return !api_admit_take(
	    &api->admit, http_peer_block(&client, text), place);
}

/* Takes the place of one more stream; answers x where there is none. */
static bool
admit(struct api *api, struct http_exchange *x,
    const struct api_follow_options *o, struct api_admit_count **place)
{
	bool user = user_is_full(api, o->start.user);

	if (!user && !address_is_full(api, x, place))
		return true;
	api_busy(api, x, user ? API_BUSY_USER : API_BUSY_ADDRESS,
	    o->start.select->format);
	return false;
}

static struct follower *
follower_new(struct api *api, const struct api_follow_options *o)
{
	struct follower *f = mem_new(sizeof(*f));

	f->source.ops = &follower_ops;
	f->heartbeat_ms = (uint32_t)o->heartbeat_ms;
	api_age_init(&f->age, api->max_age_ms);
	if (hub_stream_open(api->hub, &f->stream, &o->start))
		return f;
	free(f);
	return NULL;
}

static void
open_stream(struct api *api, struct http_exchange *x,
    const struct api_follow_options *o)
{
	struct http_response resp = { .status = 200 };
	enum hub_format format = o->start.select->format;
	char fields[256], sid[HUB_SID_TEXT_BYTES];
	struct api_admit_count *place;
	struct follower *f;

	if (!admit(api, x, o, &place))
		return;
	f = follower_new(api, o);
	if (f == NULL) {
		api_admit_give(place);
		api_busy(api, x, API_BUSY_TOTAL, format);
		return;
	}
	f->place = place;
	snprintf(fields, sizeof(fields),
	    "Cache-Control: no-cache, no-transform\r\n"
	    "X-Accel-Buffering: no\r\n"
	    "Ssed-Stream: %.*s\r\n",
	    SLICE_ARGS(hub_stream_sid(&f->stream, sid)));
	resp.type = slice_of(types[format]);
	resp.fields = slice_of(fields);
	api_stream(api, x, &resp, &f->source);
}

static void
start_stream(struct api *api, struct http_exchange *x, struct hub_select *sel)
{
	const struct api_follow_defaults defaults = {
		.wall_ms = api->wall_ms(),
		.heartbeat_ms = api->heartbeat_ms,
		.batches = api->batches,
	};
	struct api_follow_options o;
	struct err err;

	if (api->draining) {
		api_busy(api, x, API_BUSY_DRAIN, sel->format);
		return;
	}
	if (api_follow_options_read(&o, x->req, &defaults, sel, &err) == 0 &&
	    api_gate_check(api->gate, &o.start, &err) == 0)
		open_stream(api, x, &o);
	else
		api_problem(api, x, (enum api_code)err.code, err.text);
	api_follow_options_clear(&o);
}

const char *
api_patterns_refusal(enum hub_select_status status)
{
	if (status == HUB_SELECT_TOO_MANY)
		return "a stream follows at most 64 topics";
	return "a topic to follow is 1 to 255 bytes of UTF-8: segments parted "
	       "by '/', none empty; a segment may be '*', the last one '**'; "
	       "of those that start with '$' there are $ssed/streams and "
	       "$ssed/topics";
}

/* Who asks for what was closed is not to come back. */
static void
answer_closed(struct api *api, struct http_exchange *x)
{
	const struct http_response resp = { .status = 204 };

	api_respond(api, x, &resp);
}

void
api_follow(struct api *api, struct http_exchange *x,
    const struct slice *patterns, size_t count)
{
	enum hub_select_status status;
	struct hub_select sel;

	if (count == 0) {
		api_problem(api, x, API_BAD_TOPIC,
		    "no topic is named: ?topic=TOPIC, or /events/TOPIC");
		return;
	}
	status = hub_select_init(&sel, patterns, count);
	if (status != HUB_SELECT_OK) {
		api_problem(
		    api, x, API_BAD_TOPIC, api_patterns_refusal(status));
	} else if (hub_select_is_closed(api->hub, &sel)) {
		answer_closed(api, x);
	} else {
		hub_select_format(&sel, format_of(x->req));
		start_stream(api, x, &sel);
	}
	hub_select_clear(&sel);
}
