/*
 * api/mercure.c - the Mercure protocol: GET follows, POST publishes.
 *
 * Spec: draft-dunglas-mercure-07 (0.x) and -08.
 */
#include "api/endpoints.h"
#include "api/follow.h"
#include "api/mercure_form.h"
#include "api/mercure_topic.h"
#include "api/problem.h"
#include "api/publish.h"
#include "http/accept.h"
#include "http/token.h"
#include "http/url.h"

/* No selector becomes more than twice as long, and a target is bounded. */
#define PATTERNS_BYTES_MAX ((size_t)2 * 8192)
#define SELECTOR_BYTES_MAX 8192

/* The parameters that select.  1.0 has all that begin with match. */
static const struct {
	const char *name;
	enum mercure_kind kind;
} selectors[] = {
	{ "topic", MERCURE_TOPIC },
	{ "match", MERCURE_EXACT },
	{ "matchExact", MERCURE_EXACT },
	{ "match_exact", MERCURE_EXACT },
	{ "matchURLPattern", MERCURE_URL_PATTERN },
	{ "match_urlpattern", MERCURE_URL_PATTERN },
};

/* Returns NULL, or why the parameter cannot be followed. */
static const char *
add_selector(struct mercure_patterns *p, struct slice name, struct slice value)
{
	const size_t prefix = sizeof("match") - 1;

	for (size_t i = 0; i < sizeof(selectors) / sizeof(selectors[0]); i++)
		if (slice_is(name, selectors[i].name))
			return mercure_patterns_add(
			    p, selectors[i].kind, value);
	if (name.len >= prefix &&
	    http_equals(slice_take(name, prefix), "match"))
		return "of the parameters that begin with match there are "
		       "match, matchExact and matchURLPattern";
	return NULL;
}

static const char *
add_encoded(struct mercure_patterns *p, struct slice name, struct slice value)
{
	struct buf name_text = BUF(SELECTOR_BYTES_MAX);
	struct buf text = BUF(SELECTOR_BYTES_MAX);
	const char *why = "a parameter is badly encoded";

	if (http_url_decode(&name_text, name, true) &&
	    http_url_decode(&text, value, true))
		why = add_selector(p, buf_slice(&name_text), buf_slice(&text));
	buf_clear(&name_text);
	buf_clear(&text);
	return why;
}

/* Adds all that a query selects; returns NULL, or why it cannot. */
static const char *
add_selectors(struct mercure_patterns *p, struct slice query)
{
	struct slice name, value;
	const char *why = NULL;

	while (why == NULL && http_query_next(&query, &name, &value))
		why = add_encoded(p, name, value);
	return why;
}

void
api_mercure_follow(struct api *api, const struct api_call *call)
{
	struct mercure_patterns patterns;
	const char *why;

	mercure_patterns_init(&patterns, PATTERNS_BYTES_MAX);
	why = add_selectors(&patterns, call->x->req->query);
	if (why != NULL)
		api_problem(api, call->x, API_BAD_TOPIC, why);
	else
		api_follow_mercure(
		    api, call->x, patterns.items, patterns.count);
	mercure_patterns_clear(&patterns);
}

/* Its publishers expect the id, and nothing else. */
static void
answer_id(struct api *api, struct http_exchange *x, const struct hub_publish *p)
{
	const struct http_response resp = {
		.status = 200,
		.type = slice_of("text/plain; charset=utf-8"),
		.fields = slice_of("Cache-Control: no-store\r\n"),
		.body = p->id,
	};

	api_respond(api, x, &resp);
}

void
api_mercure_publish(struct api *api, const struct api_call *call)
{
	struct slice media = http_request_field(call->x->req, "content-type");
	struct mercure_form form;
	struct err err;

	if (!http_type_is(media, "application/x-www-form-urlencoded")) {
		api_problem(api, call->x, API_BAD_MEDIA,
		    "this takes application/x-www-form-urlencoded");
		return;
	}
	if (mercure_form_parse(&form, call->x->body, &err) == 0)
		api_publish_with(api, call->x, &form.message, answer_id);
	else
		api_problem(api, call->x, (enum api_code)err.code, err.text);
	mercure_form_clear(&form);
}

void
api_mercure_missing(struct api *api, const struct api_call *call)
{
	api_problem(api, call->x, API_NOT_FOUND,
	    "of the Mercure protocol there is /.well-known/mercure alone; who "
	    "has subscribed is not told");
}
