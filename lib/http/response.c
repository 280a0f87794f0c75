#include "http/response.h"

#include <inttypes.h>

#include "http/token.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	int status;
	const char *text;
} texts[] = {
	{ 100, "Continue" },
	{ 101, "Switching Protocols" },
	{ 103, "Early Hints" },
	{ 200, "OK" },
	{ 201, "Created" },
	{ 202, "Accepted" },
	{ 204, "No Content" },
	{ 206, "Partial Content" },
	{ 301, "Moved Permanently" },
	{ 302, "Found" },
	{ 303, "See Other" },
	{ 304, "Not Modified" },
	{ 307, "Temporary Redirect" },
	{ 308, "Permanent Redirect" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 406, "Not Acceptable" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 411, "Length Required" },
	{ 412, "Precondition Failed" },
	{ 413, "Content Too Large" },
	{ 414, "URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 417, "Expectation Failed" },
	{ 421, "Misdirected Request" },
	{ 422, "Unprocessable Content" },
	{ 426, "Upgrade Required" },
	{ 428, "Precondition Required" },
	{ 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 500, "Internal Server Error" },
	{ 501, "Not Implemented" },
	{ 502, "Bad Gateway" },
	{ 503, "Service Unavailable" },
	{ 504, "Gateway Timeout" },
	{ 505, "HTTP Version Not Supported" },
	{ 507, "Insufficient Storage" },
};

const char *
http_status_text(int status)
{
	for (size_t i = 0; i < COUNT(texts); i++)
		if (texts[i].status == status)
			return texts[i].text;
	return "Unknown";
}

bool
http_field_value_is_valid(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (http_is_control(s.ptr[i]))
			return false;
	return slice_trim(s).len == s.len;
}

/* Adds a field, or nothing if its value is empty. */
static bool
add_field(struct buf *b, const char *name, struct slice value)
{
	if (value.len == 0)
		return true;
	return http_field_value_is_valid(value) && buf_add(b, slice_of(name)) &&
	       buf_add(b, slice_of(": ")) && buf_add(b, value) &&
	       buf_add(b, slice_of("\r\n"));
}

static bool
add_content(struct buf *b, const struct http_response *resp,
    const struct http_response_wire *wire)
{
	if (resp->status < 200 || resp->status == 204 || resp->status == 304)
		return true;
	if (!add_field(b, "Content-Type", resp->type))
		return false;
	return !wire->has_length ||
	       buf_addf(b, "Content-Length: %" PRIu64 "\r\n", wire->length);
}

static bool
add_head(struct buf *b, const struct http_response *resp,
    const struct http_response_wire *wire)
{
	struct slice connection = slice_empty();

	if (wire->close)
		connection = slice_of("close");
	else if (wire->keep_alive_10)
		connection = slice_of("keep-alive");
	return buf_addf(b, "HTTP/1.1 %d %s\r\n", resp->status,
		   http_status_text(resp->status)) &&
	       add_field(b, "Date", wire->date) && add_content(b, resp, wire) &&
	       (resp->fields.len == 0 || buf_add(b, resp->fields)) &&
	       add_field(b, "Connection", connection) &&
	       add_field(b, "X-Content-Type-Options", slice_of("nosniff")) &&
	       buf_add(b, slice_of("\r\n"));
}

bool
http_response_head(struct buf *b, const struct http_response *resp,
    const struct http_response_wire *wire)
{
	size_t len_before = b->len;

	if (resp->status < 100 || resp->status > 999)
		return false;
	if (add_head(b, resp, wire))
		return true;
	b->len = len_before;
	return false;
}
