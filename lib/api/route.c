#include "api/route.h"

#include <stdio.h>

#include "api/endpoints.h"
#include "api/problem.h"
#include "http/url.h"

#define BODY_BYTES_MAX HUB_DATA_BYTES_MAX
#define PATH_BYTES_MAX 8192

#define PATH(s)                                                                \
	{                                                                      \
		(s), sizeof(s) - 1                                             \
	}

static const struct api_route routes[] = {
	{ PATH("/events/"), api_follow_topic, api_publish_raw, BODY_BYTES_MAX },
	{ PATH("/events"), api_follow_topics, NULL, 0 },
	{ PATH("/subscribe"), api_follow_article, NULL, 0 },
	{ PATH("/sse"), api_follow_all, NULL, 0 },
	{ PATH("/publish"), NULL, api_publish_json, BODY_BYTES_MAX },
	{ PATH("/healthz"), api_health, NULL, 0 },
};

/* Returns the route of a path, NULL if there is none, and what is behind. */
static const struct api_route *
find(struct slice path, struct slice *rest)
{
	*rest = slice_empty();
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		const struct api_route *route = &routes[i];
		size_t len = route->path.len;
		bool takes_rest = route->path.ptr[len - 1] == '/';

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

static bool
allows(const struct api_route *route, enum http_method method)
{
	if (method == HTTP_OPTIONS)
		return true;
	if (method == HTTP_GET || method == HTTP_HEAD)
		return route->get != NULL;
	return method == HTTP_POST && route->post != NULL;
}

static const char *
methods_of(const struct api_route *route)
{
	if (route == NULL)
		return "GET, HEAD, POST, OPTIONS";
	if (route->post == NULL)
		return "GET, HEAD, OPTIONS";
	return route->get == NULL ? "POST, OPTIONS"
				  : "GET, HEAD, POST, OPTIONS";
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
	char fields[64];

	snprintf(fields, sizeof(fields), "Allow: %s\r\n", methods_of(route));
	api_problem_with(api, x, API_BAD_METHOD,
	    "this path does not take that method", slice_of(fields));
}

size_t
api_route_head(struct http_handler *h, struct http_exchange *x)
{
	struct api *api = (struct api *)h;
	const struct http_request *req = x->req;
	struct slice rest;
	const struct api_route *route = find(req->path, &rest);
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
	if (!allows(route, req->method)) {
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
	const char *methods = methods_of(route);
	struct buf fields = BUF(1024);

	buf_addf(&fields, "Allow: %s\r\n", methods);
	if (api_reply_is_preflight(api, x))
		buf_addf(&fields, API_PREFLIGHT_FIELDS, methods);
	resp.fields = buf_slice(&fields);
	api_respond(api, x, &resp);
	buf_clear(&fields);
}

static void
call_route(
    struct api *api, const struct api_route *route, const struct api_call *call)
{
	if (call->x->req->method == HTTP_POST)
		route->post(api, call);
	else
		route->get(api, call);
}

void
api_route_request(struct http_handler *h, struct http_exchange *x)
{
	struct api *api = (struct api *)h;
	struct buf rest = BUF(PATH_BYTES_MAX);
	struct api_call call = { .x = x };
	const struct api_route *route = find(x->req->path, &call.rest);

	if (route == NULL || x->req->method == HTTP_OPTIONS) {
		answer_options(api, x, route);
		return;
	}
	if (!slice_has(call.rest, '%')) {
		call_route(api, route, &call);
		return;
	}
	if (!http_url_decode(&rest, call.rest, false)) {
		api_problem(api, x, API_BAD_REQUEST,
		    "the path is not percent-encoded as it should be");
	} else {
		call.rest = buf_slice(&rest);
		call_route(api, route, &call);
	}
	buf_clear(&rest);
}
