/* Any head gives the same outcome, whole and byte by byte. */
#include <stdint.h>
#include <stdlib.h>

#include "http/parse.h"
#include "http/token.h"
#include "http/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

struct outcome {
	enum http_parse_status status;
	struct http_parse p;
	struct http_request req;
	size_t head_bytes;
};

/* Each call sees a copy of what is there so far, for input may move. */
static enum http_parse_status
parse_moved(struct outcome *o, struct slice in)
{
	char *copy = malloc(in.len + 1);
	enum http_parse_status status;

	if (in.len > 0)
		memcpy(copy, in.ptr, in.len);
	status = http_parse_head(
	    &o->p, (struct slice){ copy, in.len }, &o->req, &o->head_bytes);
	free(copy);
	return status;
}

static void
parse_by(struct outcome *o, struct slice in, size_t step)
{
	size_t n = 0;

	do {
		n += in.len - n < step ? in.len - n : step;
		o->status = parse_moved(o, slice_take(in, n));
	} while (o->status == HTTP_PARSE_MORE && n < in.len);
}

/* What must hold of every request that is let through. */
static void
check_request(const struct outcome *o, struct slice in)
{
	const struct http_request *req = &o->req;

	must(o->head_bytes <= in.len && o->head_bytes <= HTTP_HEAD_MAX);
	must(memcmp(in.ptr + o->head_bytes - 4, "\r\n\r\n", 4) == 0);
	must(req->field_count <= HTTP_FIELDS_MAX);
	must(req->minor == 0 || req->minor == 1);
	must(req->is_chunked ? req->body_bytes == -1 : req->body_bytes >= 0);
	must(!req->is_chunked || !http_request_has(req, "content-length"));
	must(req->target.len > 0 && req->target.len <= HTTP_TARGET_MAX);
	for (size_t i = 0; i < req->field_count; i++) {
		struct slice value = req->fields[i].value;

		must(http_is_token(req->fields[i].name));
		must(slice_equals(value, slice_trim(value)));
		must(!slice_has(value, '\r') && !slice_has(value, '\n') &&
		     !slice_has(value, '\0'));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct outcome whole, bytes;
	struct slice in = { (const char *)data, size };

	whole = bytes = (struct outcome){ 0 };
	whole.status =
	    http_parse_head(&whole.p, in, &whole.req, &whole.head_bytes);
	parse_by(&bytes, in, 1);
	must(whole.status == bytes.status);
	must(whole.p.status == bytes.p.status);
	must(whole.p.why == bytes.p.why);
	must((whole.status == HTTP_PARSE_BAD) == (whole.p.status >= 400));
	if (whole.status != HTTP_PARSE_DONE)
		return 0;
	must(whole.head_bytes == bytes.head_bytes);
	must(whole.req.field_count == bytes.req.field_count);
	must(whole.req.keep_alive == bytes.req.keep_alive);
	must(whole.req.body_bytes == bytes.req.body_bytes);
	must(whole.req.target.len == bytes.req.target.len);
	check_request(&whole, in);
	return 0;
}
