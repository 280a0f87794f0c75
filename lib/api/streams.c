/* api/streams.c - /streams and /users: who is here, and what is done to it. */
#include <stdlib.h>

#include "api/endpoints.h"
#include "api/problem.h"
#include "api/streams.h"
#include "base/json_member.h"
#include "http/url.h"
#include "hub/manage.h"
#include "hub/presence.h"
#include "hub/user.h"

/* A list ends where it has one of them. */
#define LIST_MAX 1000
#define LIST_BYTES ((size_t)1 << 20)
#define NAME_BYTES_MAX 1024

void
api_add_stream(struct buf *b, const struct hub_stream *s)
{
	buf_add_char(b, '{');
	hub_stream_describe(s, b);
	json_member_time(b, "opened", (int64_t)s->opened_s * 1000);
	buf_add_char(b, '}');
}

struct hub_stream *
api_find_stream(struct api *api, const struct api_call *call)
{
	struct hub_stream *s = hub_stream_find(api->hub, call->rest);

	if (s != NULL && !s->ending)
		return s;
	api_problem(api, call->x, API_NOT_FOUND, "no such stream is open");
	return NULL;
}

/* Which streams are asked for. */
struct filter {
	struct buf user, topic;
};

static bool
passes(const struct filter *f, const struct hub_stream *s)
{
	const struct hub_reader reader = hub_stream_reader(s);

	if (f->user.len > 0 && !slice_equals(buf_slice(&f->user), reader.user))
		return false;
	return f->topic.len == 0 ||
	       hub_select_matches(reader.select, buf_slice(&f->topic));
}

/* Starts a list of that name; list_item() parts its items. */
static void
list_start(struct buf *b, const char *name)
{
	buf_reset(b);
	buf_addf(b, "{\"%s\":[", name);
}

/* Counts an item; false if the list is long enough. */
static bool
list_item(struct buf *b, size_t *listed)
{
	if (*listed == LIST_MAX || b->len >= LIST_BYTES)
		return false;
	if ((*listed)++ > 0)
		buf_add_char(b, ',');
	return true;
}

static void
list_end(struct buf *b, size_t count, size_t listed)
{
	buf_addf(b, "],\"count\":%zu", count);
	if (listed < count)
		buf_add(b, slice_of(",\"more\":true"));
	buf_add(b, slice_of("}\n"));
}

void
api_streams_list(struct api *api, const struct api_call *call)
{
	struct slice query = call->x->req->query;
	struct filter f = { BUF(NAME_BYTES_MAX), BUF(NAME_BYTES_MAX) };
	size_t count = 0, listed = 0;
	struct hub_stream *s;

	http_query_find(query, "user", &f.user);
	http_query_find(query, "topic", &f.topic);
	list_start(&api->body, "streams");
	for (size_t at = 0; (s = hub_stream_next(api->hub, &at)) != NULL;) {
		if (s->ending || !passes(&f, s))
			continue;
		count++;
		if (list_item(&api->body, &listed))
			api_add_stream(&api->body, s);
	}
	list_end(&api->body, count, listed);
	api_respond_json(api, call->x);
	buf_clear(&f.user);
	buf_clear(&f.topic);
}

void
api_stream_show(struct api *api, const struct api_call *call)
{
	const struct hub_stream *s = api_find_stream(api, call);

	if (s == NULL)
		return;
	buf_reset(&api->body);
	api_add_stream(&api->body, s);
	buf_add_char(&api->body, '\n');
	api_respond_json(api, call->x);
}

void
api_stream_kick(struct api *api, const struct api_call *call)
{
	const struct http_response resp = { .status = 204 };
	struct hub_stream *s = api_find_stream(api, call);

	if (s == NULL)
		return;
	hub_stream_end(s, "kicked", -1, false);
	api_respond(api, call->x, &resp);
}

void
api_users_list(struct api *api, const struct api_call *call)
{
	struct buf *b = &api->body;
	size_t count = 0, listed = 0;
	struct hub_user *user;

	list_start(b, "users");
	for (size_t at = 0; (user = hub_user_next(api->hub, &at)) != NULL;) {
		count++;
		if (!list_item(b, &listed))
			continue;
		buf_add_char(b, '{');
		json_member_string(b, "user", hub_user_name(user));
		json_member_number(b, "streams", user->count);
		buf_add_char(b, '}');
	}
	list_end(b, count, listed);
	api_respond_json(api, call->x);
}

static struct hub_user *
find_user(struct api *api, const struct api_call *call)
{
	struct hub_user *user = hub_user_find(api->hub, call->rest);

	if (user == NULL)
		api_problem(api, call->x, API_NOT_FOUND,
		    "no such user has a stream open");
	return user;
}

void
api_user_show(struct api *api, const struct api_call *call)
{
	const struct hub_user *user = find_user(api, call);
	struct buf *b = &api->body;
	size_t listed = 0;

	if (user == NULL)
		return;
	buf_reset(b);
	buf_add_char(b, '{');
	json_member_string(b, "user", hub_user_name(user));
	json_member(b, "streams");
	buf_add_char(b, '[');
	for (uint32_t i = 0; i < user->count && list_item(b, &listed); i++)
		api_add_stream(b, user->streams[i]);
	list_end(b, user->count, listed);
	api_respond_json(api, call->x);
}

void
api_user_kick(struct api *api, const struct api_call *call)
{
	const struct hub_user *user = find_user(api, call);
	struct buf *b = &api->body;

	if (user == NULL)
		return;
	for (uint32_t i = 0; i < user->count; i++)
		hub_stream_end(user->streams[i], "kicked", -1, false);
	buf_reset(b);
	buf_add_char(b, '{');
	json_member_string(b, "user", hub_user_name(user));
	json_member_number(b, "ended", user->count);
	buf_add(b, slice_of("}\n"));
	api_respond_json(api, call->x);
}
