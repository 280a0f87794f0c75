#include "api/follow.h"

#include <stdlib.h>

#include "api/age.h"
#include "api/busy.h"
#include "api/enter.h"
#include "api/follow_options.h"
#include "api/gate.h"
#include "api/problem.h"
#include "base/mem.h"
#include "http/accept.h"
#include "http/response.h"
#include "hub/end.h"
#include "hub/manage.h"

#define FIELDS_BYTES_MAX (256 + HUB_ID_BYTES_MAX)

/* Joins one stream to one exchange. */
struct follower {
	struct http_source source;
	struct hub_stream stream;
	uint32_t heartbeat_ms : 31; /* a day at most */
	uint32_t has_place : 1;
	struct api_age age;
	struct api_admit_count *place[]; /* one, if its address is counted */
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
	if (f->has_place)
		api_admit_give(f->place[0]);
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

static struct follower *
follower_new(struct api *api, const struct api_follow_options *o,
    struct api_admit_count *place)
{
	size_t places = place != NULL ? 1 : 0;
	struct follower *f =
	    mem_new(sizeof(*f) + places * sizeof(struct api_admit_count *));

	if (place != NULL)
		f->place[0] = place;
	f->has_place = place != NULL;
	f->source.ops = &follower_ops;
	f->heartbeat_ms = (uint32_t)o->heartbeat_ms & INT32_MAX;
	api_age_init(&f->age, api->max_age_ms);
	if (hub_stream_open(api->hub, &f->stream, &o->start))
		return f;
	free(f);
	return NULL;
}

/*
 * Tells the id that a stream starts behind.  An id may have controls in it,
 * which a line of a head may not.
 */
static void
add_start(struct buf *fields, struct slice id)
{
	if (id.len == 0)
		id = slice_of("earliest");
	if (http_field_value_is_valid(id))
		buf_addf(fields, "Last-Event-ID: %.*s\r\n", SLICE_ARGS(id));
}

static void
begin_stream(struct api *api, struct http_exchange *x, struct follower *f,
    const struct buf *behind)
{
	struct http_response resp = { .status = 200 };
	char sid[HUB_SID_TEXT_BYTES];
	struct buf fields = BUF(FIELDS_BYTES_MAX);

	buf_addf(&fields,
	    "Cache-Control: no-cache, no-transform\r\n"
	    "X-Accel-Buffering: no\r\n"
	    "Ssed-Stream: %.*s\r\n",
	    SLICE_ARGS(hub_stream_sid(&f->stream, sid)));
	if (behind != NULL)
		add_start(&fields, buf_slice(behind));
	resp.type = slice_of(types[hub_stream_format(&f->stream)]);
	resp.fields = buf_slice(&fields);
	api_stream(api, x, &resp, &f->source);
	buf_clear(&fields);
}

/*
 * An answer whose head tells where the stream starts.  A log that answers
 * later keeps it waiting.
 */
struct entrance {
	struct list link;        /* in api->entrances */
	struct http_exchange *x; /* NULL: answered, or gone */
	struct follower *f;
	struct buf behind;
};

static void
entrance_free(struct entrance *e)
{
	list_del(&e->link);
	buf_clear(&e->behind);
	free(e);
}

/* The client did not wait. */
static void
on_gone(struct http_exchange **holder)
{
	struct entrance *e = LIST_ITEM(holder, struct entrance, x);

	follower_close(&e->f->source);
	entrance_free(e);
}

static void
enter(struct api *api, struct entrance *e)
{
	begin_stream(api, e->x, e->f, &e->behind);
	entrance_free(e);
}

bool
api_follow_turn(struct api *api)
{
	struct list *link, *next;
	bool any = false;

	for (link = api->entrances.next; link != &api->entrances; link = next) {
		struct entrance *e = LIST_ITEM(link, struct entrance, link);

		next = link->next;
		if (!hub_stream_has_place(&e->f->stream))
			continue;
		enter(api, e);
		any = true;
	}
	return any;
}

static struct follower *
take_follower(struct api *api, struct http_exchange *x,
    const struct api_follow_options *o)
{
	enum hub_format format = o->start.select->format;
	struct api_admit_count *place;
	struct follower *f;

	if (!api_enter(api, x, &o->start, &place))
		return NULL;
	f = follower_new(api, o, place);
	if (f != NULL)
		return f;
	api_admit_give(place);
	api_busy(api, x, API_BUSY_TOTAL, format);
	return NULL;
}

static void
open_told(struct api *api, struct http_exchange *x,
    const struct api_follow_options *o)
{
	struct entrance *e = mem_new(sizeof(*e));
	struct api_follow_options own = *o;

	list_init(&e->link);
	buf_init(&e->behind, HUB_ID_BYTES_MAX);
	own.start.behind = &e->behind;
	e->f = take_follower(api, x, &own);
	e->x = x;
	if (e->f == NULL) {
		entrance_free(e);
	} else if (hub_stream_has_place(&e->f->stream)) {
		enter(api, e);
	} else {
		list_add(&api->entrances, &e->link);
		http_hold(x, &e->x, on_gone);
	}
}

static void
open_stream(struct api *api, struct http_exchange *x,
    const struct api_follow_options *o)
{
	struct follower *f;

	if (o->start.behind != NULL) {
		open_told(api, x, o);
		return;
	}
	f = take_follower(api, x, o);
	if (f != NULL)
		begin_stream(api, x, f, NULL);
}

static void
start_stream(struct api *api, struct http_exchange *x, struct hub_select *sel,
    bool is_mercure)
{
	const struct api_follow_defaults defaults = {
		.wall_ms = api->wall_ms(),
		.heartbeat_ms = api->heartbeat_ms,
		.batches = api->batches,
		.is_mercure = is_mercure,
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

static void
follow(struct api *api, struct http_exchange *x, const struct slice *patterns,
    size_t count, bool is_mercure)
{
	enum hub_select_status status;
	struct hub_select sel;

	status = hub_select_init(&sel, patterns, count);
	if (status != HUB_SELECT_OK) {
		api_problem(
		    api, x, API_BAD_TOPIC, api_patterns_refusal(status));
	} else if (hub_select_is_closed(api->hub, &sel)) {
		answer_closed(api, x);
	} else {
		hub_select_format(&sel, format_of(x->req));
		start_stream(api, x, &sel, is_mercure);
	}
	hub_select_clear(&sel);
}

void
api_follow(struct api *api, struct http_exchange *x,
    const struct slice *patterns, size_t count)
{
	if (count > 0)
		follow(api, x, patterns, count, false);
	else
		api_problem(api, x, API_BAD_TOPIC,
		    "no topic is named: ?topic=TOPIC, or /events/TOPIC");
}

void
api_follow_mercure(struct api *api, struct http_exchange *x,
    const struct slice *patterns, size_t count)
{
	if (count > 0)
		follow(api, x, patterns, count, true);
	else
		api_problem(api, x, API_BAD_TOPIC,
		    "no topic is named: ?topic=TOPIC or ?match=TOPIC");
}
