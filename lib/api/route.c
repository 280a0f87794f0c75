#include "api/route.h"

#include <stdio.h>

#include "api/endpoints.h"
#include "api/problem.h"
#include "http/url.h"

#define BODY_BYTES_MAX HUB_DATA_BYTES_MAX
#define PATH_BYTES_MAX 8192
#define METHODS_BYTES_MAX 64

#define PATH(s)                                                                \
	{                                                                      \
		(s), sizeof(s) - 1                                             \
	}

/* clang-format off */
static const struct api_route routes[] = {
	{ PATH("/events/"), .get = api_follow_topic, .post = api_publish_raw,
	    .body_max = BODY_BYTES_MAX },
	{ PATH("/events"), .get = api_follow_topics },
	{ PATH("/subscribe"), .get = api_follow_article },
	{ PATH("/sse"), .get = api_follow_all },
	{ PATH("/publish"), .post = api_publish_json,
	    .body_max = BODY_BYTES_MAX },
	{ PATH("/streams/"), .get = api_stream_show, .post = api_stream_tell,
	    .patch = api_stream_change, .delete = api_stream_kick,
	    .body_max = BODY_BYTES_MAX },
	{ PATH("/streams"), .get = api_streams_list },
	{ PATH("/users/"), .get = api_user_show, .delete = api_user_kick },
	{ PATH("/users"), .get = api_users_list },
	{ PATH("/topics/"), .get = api_topic_show, .delete = api_topic_close },
	{ PATH("/topics"), .get = api_topics_list },
	{ PATH("/H"), .post = api_ask, .body_max = BODY_BYTES_MAX },
	{ PATH("/C"), .post = api_confirm, .body_max = BODY_BYTES_MAX },
	{ PATH("/messages/"), .get = api_show_message,
	    .delete = api_remove_message },
	{ PATH("/.well-known/mercure"), .get = api_mercure_follow,
	    .post = api_mercure_publish, .body_max = BODY_BYTES_MAX },
	{ PATH("/.well-known/mercure/"), .get = api_mercure_missing },
	{ PATH("/healthz"), .get = api_health },
	{ PATH("/readyz"), .get = api_ready },
	{ PATH("/metrics"), .get = api_get_metrics },
	{ PATH("/"), .get = api_console },
};
/* clang-format on */

/* Of what none of these takes, with --static. */
static const struct api_route files_route = { .get = api_static_get };

/* Returns the route of a path, NULL if there is none, and what is behind. */
static const struct api_route *
find_own(struct slice path, struct slice *rest)
{
	*rest = slice_empty();
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		const struct api_route *route = &routes[i];
		size_t len = route->path.len;
		/* The root is itself, not what begins all paths. */
		bool takes_rest = len > 1 && route->path.ptr[len - 1] == '/';

		if (!takes_rest && slice_equals(path, route->path))
			return route;
		if (!takes_rest || path.len <= len ||
		    memcmp(path.ptr, route->path.ptr, len) != 0)
			continue;
		*rest = slice_drop(path, len);
		return route;
	}
	return NULL;
}

static const struct api_route *
find(const struct api *api, struct slice path, struct slice *rest)
{
	const struct api_route *route = find_own(path, rest);
	bool may_be_file = api->files.dir_fd >= 0 && slice_starts(path, "/");

	return route == NULL && may_be_file ? &files_route : route;
}

/* Returns what answers that method, NULL if the route does not take it. */
static api_endpoint *
endpoint_of(const struct api_route *route, enum http_method method)
{
	switch (method) {
	case HTTP_GET:
	case HTTP_HEAD:
		return route->get;
	case HTTP_POST:
		return route->post;
	case HTTP_PATCH:
		return route->patch;
	case HTTP_DELETE:
		return route->delete;
	default:
		return NULL;
	}
}

/* Writes the methods that a route takes; those of any for NULL. */
static const char *
methods_of(const struct api_route *route, char text[METHODS_BYTES_MAX])
{
	snprintf(text, METHODS_BYTES_MAX, "%s%s%s%sOPTIONS",
	    route == NULL || route->get != NULL ? "GET, HEAD, " : "",
	    route == NULL || route->post != NULL ? "POST, " : "",
	    route == NULL || route->patch != NULL ? "PATCH, " : "",
	    route == NULL || route->delete != NULL ? "DELETE, " : "");
	return text;
}

/* The methods that change nothing, whoever sends them. */
static bool
is_safe(enum http_method method)
{
	return method == HTTP_GET || method == HTTP_HEAD ||
	       method == HTTP_OPTIONS;
}

static void
refuse_method(
    struct api *api, struct http_exchange *x, const struct api_route *route)
{
	char methods[METHODS_BYTES_MAX], fields[METHODS_BYTES_MAX + 16];

	snprintf(fields, sizeof(fields), "Allow: %s\r\n",
	    methods_of(route, methods));
	api_problem_with(api, x, API_BAD_METHOD,
	    "this path does not take that method", slice_of(fields));
}

size_t
api_route_head(struct http_handler *h, struct http_exchange *x)
{
	struct api *api = (struct api *)h;
	const struct http_request *req = x->req;
	struct slice rest;
	const struct api_route *route = find(api, req->path, &rest);
	bool is_foreign = !api_reply_begin(api, x);

	if (route == NULL) {
		bool any =
		    req->method == HTTP_OPTIONS && slice_is(req->path, "*");

		if (any)
			return 0;
		api_problem(api, x, API_NOT_FOUND,
		    "there is nothing here; events are at /events/TOPIC");
		return 0;
	}
	if (req->method != HTTP_OPTIONS &&
	    endpoint_of(route, req->method) == NULL) {
		refuse_method(api, x, route);
		return 0;
	}
	if (is_foreign && !is_safe(req->method)) {
		api_problem(api, x, API_CROSS_ORIGIN,
		    "this comes from a page of another origin, which "
		    "--cors=ORIGIN does not allow");
		return 0;
	}
	if (req->body_bytes > (int64_t)route->body_max && route->body_max > 0) {
		api_problem(
		    api, x, API_TOO_LARGE, "a body is at most 1048576 bytes");
		return 0;
	}
	/* A body where none belongs is read, within reason, and dropped. */
	return route->body_max > 0 ? route->body_max : BODY_BYTES_MAX;
}

static void
answer_options(
    struct api *api, struct http_exchange *x, const struct api_route *route)
{
	struct http_response resp = { .status = 204 };
	char methods[METHODS_BYTES_MAX];
	struct buf fields = BUF(1024);

	methods_of(route, methods);
	buf_addf(&fields, "Allow: %s\r\n", methods);
	if (api_reply_is_preflight(api, x))
		buf_addf(&fields, API_PREFLIGHT_FIELDS, methods);
	resp.fields = buf_slice(&fields);
	api_respond(api, x, &resp);
	buf_clear(&fields);
}

void
api_route_request(struct http_handler *h, struct http_exchange *x)
{
	struct api *api = (struct api *)h;
	struct buf rest = BUF(PATH_BYTES_MAX);
	struct api_call call = { .x = x };
	const struct api_route *route = find(api, x->req->path, &call.rest);
	api_endpoint *endpoint;

	if (route == NULL || x->req->method == HTTP_OPTIONS) {
		answer_options(api, x, route);
		return;
	}
	endpoint = endpoint_of(route, x->req->method);
	if (!slice_has(call.rest, '%')) {
		endpoint(api, &call);
		return;
	}
	if (!http_url_decode(&rest, call.rest, false)) {
		api_problem(api, x, API_BAD_REQUEST,
		    "the path is not percent-encoded as it should be");
	} else {
		call.rest = buf_slice(&rest);
		endpoint(api, &call);
	}
	buf_clear(&rest);
}
