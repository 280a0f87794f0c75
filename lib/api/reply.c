#include "api/reply.h"

#include "api/api.h"
#include "base/mem.h"
#include "http/response.h"

/* Of the hub's own fields: the longest are those of a preflight. */
#define OWN_BYTES_MAX 2048
#define BODY_BYTES_KEPT ((size_t)256 << 10)
#define EXPOSE                                                                 \
	"Access-Control-Expose-Headers: Last-Event-ID, Ssed-Stream, "          \
	"Retry-After\r\n"

/* The hub writes these; one that ends in '-' stands for all that begin so. */
static const char *const own_names[] = {
	"Accept-Ranges",
	"Access-Control-",
	"Allow",
	"Cache-Control",
	"Connection",
	"Content-Length",
	"Content-Type",
	"Date",
	"ETag",
	"Keep-Alive",
	"Last-Event-ID",
	"Last-Modified",
	"Location",
	"Retry-After",
	"Ssed-",
	"Trailer",
	"Transfer-Encoding",
	"Upgrade",
	"X-Accel-Buffering",
	"X-Content-Type-Options",
};

void
api_reply_init(struct api_reply *r)
{
	*r = (struct api_reply){ .cors = { .count = 0 } };
	/* Vary, too, is among the fixed. */
	buf_init(&r->fixed, API_FIELDS_BYTES_MAX + OWN_BYTES_MAX);
	buf_init(&r->fields, API_FIELDS_BYTES_MAX + 2 * OWN_BYTES_MAX);
}

void
api_reply_clear(struct api_reply *r)
{
	buf_clear(&r->fixed);
	buf_clear(&r->fields);
}

static void
cut_field(const char *text, struct slice *name, struct slice *value)
{
	slice_cut(slice_of(text), ':', name, value);
	*value = slice_trim(*value);
}

bool
api_reply_set(struct api_reply *r, const struct opt_list *origins,
    const struct opt_list *fields)
{
	struct slice name, value;

	_Static_assert(HTTP_CORS_MAX >= OPT_LIST_MAX, "origins would be lost");
	buf_reset(&r->fixed);
	for (size_t i = 0; i < fields->count; i++) {
		cut_field(fields->items[i], &name, &value);
		if (!buf_addf(&r->fixed, "%.*s: %.*s\r\n", SLICE_ARGS(name),
			SLICE_ARGS(value)))
			return false;
	}
	if (r->fixed.len > API_FIELDS_BYTES_MAX)
		return false;
	r->cors.count = 0;
	for (size_t i = 0; i < origins->count; i++)
		http_cors_add(&r->cors, slice_of(origins->items[i]));
	/* Where all get the same answer, there is nothing to tell caches. */
	for (size_t i = 0; i < r->cors.count; i++)
		if (r->cors.patterns[i].kind != HTTP_CORS_ANY)
			return buf_add(&r->fixed, slice_of("Vary: Origin\r\n"));
	return true;
}

bool
api_reply_is_origin(const char *text)
{
	struct http_cors_pattern p;

	return http_cors_parse(slice_of(text), &p);
}

static bool
is_own_name(struct slice name)
{
	for (size_t i = 0; i < sizeof(own_names) / sizeof(own_names[0]); i++) {
		struct slice own = slice_of(own_names[i]);
		bool all = own.ptr[own.len - 1] == '-';
		struct slice head = name;

		if (all && name.len > own.len)
			head = slice_take(name, own.len);
		if (http_equals(head, own_names[i]))
			return true;
	}
	return false;
}

bool
api_reply_is_field(const char *text)
{
	struct slice name, value;

	cut_field(text, &name, &value);
	return http_is_token(name) && !is_own_name(name) && value.len > 0 &&
	       http_field_value_is_valid(value);
}

bool
api_reply_begin(struct api *api, struct http_exchange *x)
{
	enum http_cors_site site = http_cors_site_of(&api->reply.cors, x->req);

	http_exchange_clear(x);
	if (site == HTTP_SITE_ALLOWED)
		x->reader = mem_copy(http_request_field(x->req, "origin"));
	return site != HTTP_SITE_FOREIGN;
}

bool
api_reply_is_preflight(const struct api *api, const struct http_exchange *x)
{
	bool is_let_in =
	    x->reader != NULL || (http_cors_has_any(&api->reply.cors) &&
				     http_request_has(x->req, "origin"));

	return is_let_in &&
	       http_request_has(x->req, "access-control-request-method");
}

struct slice
api_reply_fields(struct api *api, const char *reader, struct slice own)
{
	struct api_reply *r = &api->reply;
	struct buf *b = &r->fields;

	if (r->fixed.len == 0 && r->cors.count == 0)
		return own;
	buf_reset(b);
	buf_add(b, own);
	buf_add(b, buf_slice(&r->fixed));
	if (reader != NULL)
		buf_addf(b,
		    "Access-Control-Allow-Origin: %s\r\n"
		    "Access-Control-Allow-Credentials: true\r\n" EXPOSE,
		    reader);
	else if (http_cors_has_any(&r->cors))
		buf_add(
		    b, slice_of("Access-Control-Allow-Origin: *\r\n" EXPOSE));
	return buf_slice(b);
}

/*
 * Adds to resp what belongs to x.  The note on x ends here: the wire may take
 * up its next request before it comes back.
 */
static void
complete(struct api *api, struct http_exchange *x, struct http_response *resp)
{
	resp->fields = api_reply_fields(api, x->reader, resp->fields);
	http_exchange_clear(x);
}

void
api_respond(
    struct api *api, struct http_exchange *x, const struct http_response *resp)
{
	struct http_response full = *resp;

	complete(api, x, &full);
	http_respond(x, &full);
}

void
api_respond_json(struct api *api, struct http_exchange *x)
{
	const struct http_response resp = {
		.status = 200,
		.type = slice_of("application/json"),
		.fields = slice_of("Cache-Control: no-store\r\n"),
		.body = buf_slice(&api->body),
	};

	api_respond(api, x, &resp);
	if (api->body.cap > BODY_BYTES_KEPT)
		buf_clear(&api->body);
}

void
api_stream(struct api *api, struct http_exchange *x,
    const struct http_response *resp, struct http_source *src)
{
	struct http_response full = *resp;

	complete(api, x, &full);
	http_stream(x, &full, src);
}
