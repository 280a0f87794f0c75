#include "api/raw.h"

#include "api/denial.h"
#include "api/problem.h"
#include "base/num.h"
#include "base/utf8.h"
#include "http/accept.h"
#include "http/token.h"
#include "http/url.h"

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

static bool
take_fields(struct api_raw *raw, const struct http_request *req)
{
	static const char *const type_headers[] = { "ssed-event", NULL };
	static const char *const id_headers[] = { "ssed-id", "idempotency-key",
		NULL };
	static const char *const retry_headers[] = { "ssed-retry", NULL };

	return take_field(req, "event", type_headers, &raw->type) &&
	       take_field(req, "id", id_headers, &raw->id) &&
	       take_field(req, "retry", retry_headers, &raw->retry);
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

static int
read_more(struct api_raw *raw, const struct http_request *req, struct err *err)
{
	struct hub_message *m = &raw->message;

	if (!take_fields(raw, req))
		return err_set(err, API_BAD_FIELD,
		    "event, id or retry is too long or badly encoded");
	if (raw->retry.len > 0 &&
	    !num_parse(buf_slice(&raw->retry), &m->retry_ms))
		return err_set(err, API_BAD_FIELD,
		    "retry is a whole number of milliseconds");
	if (api_extra_read_request(&raw->extra, req, err) != 0)
		return -1;
	m->type = buf_slice(&raw->type);
	m->id = buf_slice(&raw->id);
	m->extra = raw->extra.extra;
	api_denial_read(m);
	return 0;
}

int
api_raw_read(
    struct api_raw *raw, const struct http_exchange *x, struct err *err)
{
	struct slice media = http_request_field(x->req, "content-type");
	struct hub_message *m = &raw->message;

	*raw = (struct api_raw){
		.type = BUF(HUB_TYPE_BYTES_MAX + 1),
		.id = BUF(HUB_ID_BYTES_MAX + 1),
		.retry = BUF(32),
		.mended = BUF((size_t)3 * HUB_DATA_BYTES_MAX),
	};
	api_extra_init(&raw->extra);
	m->id = m->topic = m->type = slice_empty();
	m->data = x->body;
	m->retry_ms = -1;
	if (http_type_is(media, "application/octet-stream") &&
	    !utf8_is_valid(m->data)) {
		utf8_add_mended(&raw->mended, m->data);
		m->data = buf_slice(&raw->mended);
	}
	return says_more(x->req) ? read_more(raw, x->req, err) : 0;
}

void
api_raw_clear(struct api_raw *raw)
{
	buf_clear(&raw->type);
	buf_clear(&raw->id);
	buf_clear(&raw->retry);
	buf_clear(&raw->mended);
	api_extra_clear(&raw->extra);
}
