#include "api/publish.h"

#include <stdio.h>
#include <stdlib.h>

#include "api/endpoints.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/utf8.h"
#include "http/accept.h"
#include "http/token.h"
#include "http/url.h"

/* One publish of a client that may be gone when the log has taken it. */
struct publishing {
	struct hub_publish p;
	struct api *api;
	struct http_exchange *x; /* NULL: gone */
};

static const struct {
	enum api_code code;
	const char *detail;
} refusals[] = {
	[HUB_CONFLICT] = { API_ID_TAKEN,
	    "that id was published before, with other content, or to another "
	    "topic" },
	[HUB_BAD_ID] = { API_BAD_ID,
	    "an id is at most 255 bytes of UTF-8 without NUL, CR or LF" },
	[HUB_BAD_TOPIC] = { API_BAD_TOPIC,
	    "a topic is 1 to 255 bytes of UTF-8: segments parted by '/', none "
	    "empty, none '*' or '**', no control character; '$' at its start "
	    "is the hub's own" },
	[HUB_BAD_TYPE] = { API_BAD_TYPE,
	    "an event type is at most 255 bytes of UTF-8 without NUL, CR or "
	    "LF; 'ssed.' at its start is the hub's own" },
	[HUB_BAD_DATA] = { API_BAD_UTF8,
	    "data must be UTF-8; as application/octet-stream it is mended" },
	[HUB_TOO_BIG] = { API_TOO_LARGE, "data is at most 1048576 bytes" },
	[HUB_FAILED] = { API_NOT_KEPT, "the log could not keep it" },
};

static void
answer_receipt(
    struct api *api, struct http_exchange *x, const struct hub_publish *p)
{
	struct buf *b = &api->body;

	buf_reset(b);
	buf_add(b, slice_of("{\"id\":"));
	json_add_string(b, p->id);
	buf_add(b, slice_of(",\"topic\":"));
	json_add_string(b, p->topic);
	buf_add(b, slice_of(",\"delivered\":"));
	buf_add_number(b, p->delivered);
	if (p->outcome == HUB_DUPLICATE)
		buf_add(b, slice_of(",\"duplicate\":true"));
	buf_add(b, slice_of("}\n"));
	api_respond_json(api, x);
}

enum api_code
api_publish_refusal(const struct hub_publish *p, const char **why)
{
	*why =
	    p->err.text[0] != '\0' ? p->err.text : refusals[p->outcome].detail;
	return refusals[p->outcome].code;
}

static void
on_done(struct hub_publish *p)
{
	struct publishing *pub = LIST_ITEM(p, struct publishing, p);
	struct http_exchange *x = pub->x;
	enum api_code code;
	const char *why;

	if (x != NULL) {
		x->on_gone = NULL;
		if (p->outcome == HUB_TAKEN || p->outcome == HUB_DUPLICATE) {
			answer_receipt(pub->api, x, p);
		} else {
			code = api_publish_refusal(p, &why);
			api_problem(pub->api, x, code, why);
		}
	}
	free(pub);
}

static void
on_gone(struct http_exchange *x)
{
	struct publishing *pub = x->owner;

	pub->x = NULL;
}

void
api_publish(
    struct api *api, struct http_exchange *x, const struct hub_message *m)
{
	struct publishing *pub = mem_new(sizeof(*pub));

	pub->api = api;
	pub->x = x;
	pub->p.message = *m;
	pub->p.wall_ms = api->wall_ms();
	pub->p.on_done = on_done;
	x->owner = pub;
	x->on_gone = on_gone;
	hub_publish(api->hub, &pub->p);
}

/* What a raw publish says beside its body, decoded. */
struct raw_fields {
	struct buf type, id, retry;
};

/*
 * Takes a field from the query, else from the first header that is there.
 * False if the query's encoding is broken or the value is too long.
 */
static bool
take_field(const struct http_request *req, const char *name,
    const char *const *headers, struct buf *value)
{
	struct slice query = req->query, key, raw;

	while (http_query_next(&query, &key, &raw))
		if (slice_is(key, name))
			return http_url_decode(value, raw, true);
	for (size_t i = 0; headers[i] != NULL; i++)
		if (http_request_has(req, headers[i]))
			return buf_add(
			    value, http_request_field(req, headers[i]));
	return true;
}

/* Options of a publish that this hub does not know are not left unsaid. */
static const char *
unsupported(const struct http_request *req)
{
	static const char *const names[] = { "to", "ttl", "retain" };
	static const char *const headers[] = { "ssed-to", "ssed-ttl",
		"ssed-retain" };
	struct slice query = req->query, key, raw;

	for (size_t i = 0; i < 3; i++)
		if (http_request_has(req, headers[i]))
			return names[i];
	while (http_query_next(&query, &key, &raw))
		for (size_t i = 0; i < 3; i++)
			if (slice_is(key, names[i]))
				return names[i];
	return NULL;
}

static bool
take_fields(const struct http_request *req, struct raw_fields *f)
{
	static const char *const type_headers[] = { "ssed-event", NULL };
	static const char *const id_headers[] = { "ssed-id", "idempotency-key",
		NULL };
	static const char *const retry_headers[] = { "ssed-retry", NULL };

	return take_field(req, "event", type_headers, &f->type) &&
	       take_field(req, "id", id_headers, &f->id) &&
	       take_field(req, "retry", retry_headers, &f->retry);
}

/* False if the hint is there and is no number. */
static bool
parse_retry(const struct buf *text, int64_t *retry_ms)
{
	*retry_ms = -1;
	return text->len == 0 || num_parse(buf_slice(text), retry_ms);
}

static void
publish_fields(
    struct api *api, const struct api_call *call, const struct raw_fields *f)
{
	struct http_exchange *x = call->x;
	struct slice media = http_request_field(x->req, "content-type");
	struct buf mended = BUF((size_t)3 * HUB_DATA_BYTES_MAX);
	struct hub_message m = {
		.id = buf_slice(&f->id),
		.topic = call->rest,
		.type = buf_slice(&f->type),
		.data = x->body,
	};

	if (!parse_retry(&f->retry, &m.retry_ms)) {
		api_problem(api, x, API_BAD_FIELD,
		    "retry is a whole number of milliseconds");
		return;
	}
	if (http_type_is(media, "application/octet-stream") &&
	    !utf8_is_valid(m.data)) {
		utf8_add_mended(&mended, m.data);
		m.data = buf_slice(&mended);
	}
	api_publish(api, x, &m);
	buf_clear(&mended);
}

/* Returns whether a request says more than its body: most do not. */
static bool
says_more(const struct http_request *req)
{
	static const char prefix[] = "ssed-";
	size_t prefix_len = sizeof(prefix) - 1;

	if (req->query.len > 0)
		return true;
	for (size_t i = 0; i < req->field_count; i++) {
		struct slice name = req->fields[i].name;

		if (http_equals(name, "idempotency-key"))
			return true;
		if (name.len > prefix_len &&
		    http_equals(slice_take(name, prefix_len), prefix))
			return true;
	}
	return false;
}

static void
publish_options(
    struct api *api, const struct api_call *call, struct raw_fields *f)
{
	const char *name = unsupported(call->x->req);
	char detail[64] = "";

	if (name != NULL) {
		snprintf(detail, sizeof(detail), "'%s' is not supported", name);
		api_problem(api, call->x, API_BAD_FIELD, detail);
		return;
	}
	if (take_fields(call->x->req, f))
		publish_fields(api, call, f);
	else
		api_problem(api, call->x, API_BAD_FIELD,
		    "event, id or retry is too long or badly encoded");
	buf_clear(&f->type);
	buf_clear(&f->id);
	buf_clear(&f->retry);
}

void
api_publish_raw(struct api *api, const struct api_call *call)
{
	struct raw_fields f = {
		.type = BUF(HUB_TYPE_BYTES_MAX + 1),
		.id = BUF(HUB_ID_BYTES_MAX + 1),
		.retry = BUF(32),
	};

	if (says_more(call->x->req))
		publish_options(api, call, &f);
	else
		publish_fields(api, call, &f);
}
