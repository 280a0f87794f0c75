/* Any body gives the same content and end, whole and byte by byte. */
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "http/body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

struct outcome {
	enum http_body_status status;
	struct buf content;
	size_t taken; /* bytes of the input */
};

/* Takes what body makes of one piece.  Returns what it ended with. */
static enum http_body_status
drain(struct http_body *b, struct slice *in, struct buf *content)
{
	enum http_body_status status;
	struct slice data;

	while ((status = http_body_next(b, in, &data)) == HTTP_BODY_DATA) {
		must(data.len > 0);
		must(buf_add(content, data));
	}
	return status;
}

static void
read_by(struct outcome *o, const struct http_request *req, struct slice in,
    size_t step)
{
	struct http_body b;

	http_body_init(&b, req);
	*o = (struct outcome){ .content = BUF(SIZE_MAX) };
	do {
		size_t n = in.len < step ? in.len : step;
		struct slice piece = slice_take(in, n);

		o->status = drain(&b, &piece, &o->content);
		o->taken += n - piece.len;
		in = slice_drop(in, n - piece.len);
	} while (o->status == HTTP_BODY_MORE && in.len > 0);
}

static void
check(const struct http_request *req, struct slice in)
{
	struct outcome whole, bytes;

	read_by(&whole, req, in, SIZE_MAX);
	read_by(&bytes, req, in, 1);
	must(whole.status == bytes.status);
	must(whole.taken == bytes.taken);
	must(
	    slice_equals(buf_slice(&whole.content), buf_slice(&bytes.content)));
	if (whole.status == HTTP_BODY_DONE && !req->is_chunked)
		must((int64_t)whole.content.len == req->body_bytes);
	buf_clear(&whole.content);
	buf_clear(&bytes.content);
}

/* The first byte: 'c' for chunks, else the length of a body that is told. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct http_request req;
	struct slice in = { (const char *)data + 1, size - 1 };

	if (size == 0)
		return 0;
	req.is_chunked = data[0] == 'c';
	req.body_bytes = req.is_chunked ? -1 : data[0];
	check(&req, in);
	return 0;
}
