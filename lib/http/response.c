#include "http/response.h"

#include "http/token.h"

#define LAST_FIELD "X-Content-Type-Options: nosniff\r\n"
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define STATUS(number, text)                                                   \
	{                                                                      \
		(number), (text),                                              \
		{                                                              \
			LINE(number, text), sizeof(LINE(number, text)) - 1     \
		}                                                              \
	}
#define LINE(number, text) "HTTP/1.1 " #number " " text "\r\n"

/* With the whole line of each: it is written more often than looked up. */
static const struct {
	int status;
	const char *text;
	struct slice line;
} statuses[] = {
	STATUS(100, "Continue"),
	STATUS(101, "Switching Protocols"),
	STATUS(103, "Early Hints"),
	STATUS(200, "OK"),
	STATUS(201, "Created"),
	STATUS(202, "Accepted"),
	STATUS(204, "No Content"),
	STATUS(206, "Partial Content"),
	STATUS(301, "Moved Permanently"),
	STATUS(302, "Found"),
	STATUS(303, "See Other"),
	STATUS(304, "Not Modified"),
	STATUS(307, "Temporary Redirect"),
	STATUS(308, "Permanent Redirect"),
	STATUS(400, "Bad Request"),
	STATUS(401, "Unauthorized"),
	STATUS(403, "Forbidden"),
	STATUS(404, "Not Found"),
	STATUS(405, "Method Not Allowed"),
	STATUS(406, "Not Acceptable"),
	STATUS(408, "Request Timeout"),
	STATUS(409, "Conflict"),
	STATUS(410, "Gone"),
	STATUS(411, "Length Required"),
	STATUS(412, "Precondition Failed"),
	STATUS(413, "Content Too Large"),
	STATUS(414, "URI Too Long"),
	STATUS(415, "Unsupported Media Type"),
	STATUS(417, "Expectation Failed"),
	STATUS(421, "Misdirected Request"),
	STATUS(422, "Unprocessable Content"),
	STATUS(426, "Upgrade Required"),
	STATUS(428, "Precondition Required"),
	STATUS(429, "Too Many Requests"),
	STATUS(431, "Request Header Fields Too Large"),
	STATUS(500, "Internal Server Error"),
	STATUS(501, "Not Implemented"),
	STATUS(502, "Bad Gateway"),
	STATUS(503, "Service Unavailable"),
	STATUS(504, "Gateway Timeout"),
	STATUS(505, "HTTP Version Not Supported"),
	STATUS(507, "Insufficient Storage"),
};

const char *
http_status_text(int status)
{
	for (size_t i = 0; i < COUNT(statuses); i++)
		if (statuses[i].status == status)
			return statuses[i].text;
	return "Unknown";
}

bool
http_field_value_is_valid(struct slice s)
{
	/* Controls are rare, and of them only tabs are let through. */
	for (size_t i = http_plain_bytes(s); i < s.len; i++)
		if (http_is_control(s.ptr[i]))
			return false;
	return slice_trim(s).len == s.len;
}

/* Adds "Name: " and its value, or nothing if that is empty. */
static inline bool
add_field(struct buf *b, struct slice name, struct slice value)
{
	if (value.len == 0)
		return true;
	return http_field_value_is_valid(value) && buf_add(b, name) &&
	       buf_add(b, value) && buf_add(b, slice_of("\r\n"));
}

static bool
add_status(struct buf *b, int status)
{
	for (size_t i = 0; i < COUNT(statuses); i++)
		if (statuses[i].status == status)
			return buf_add(b, statuses[i].line);
	return buf_addf(b, "HTTP/1.1 %d Unknown\r\n", status);
}

static bool
add_length(struct buf *b, uint64_t length)
{
	return buf_add(b, slice_of("Content-Length: ")) &&
	       buf_add_number(b, length) && buf_add(b, slice_of("\r\n"));
}

static bool
add_content(struct buf *b, const struct http_response *resp,
    const struct http_response_wire *wire)
{
	if (resp->status < 200 || resp->status == 204 || resp->status == 304)
		return true;
	if (!add_field(b, slice_of("Content-Type: "), resp->type))
		return false;
	return !wire->has_length || add_length(b, wire->length);
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
	return add_status(b, resp->status) &&
	       add_field(b, slice_of("Date: "), wire->date) &&
	       add_content(b, resp, wire) &&
	       (resp->fields.len == 0 || buf_add(b, resp->fields)) &&
	       add_field(b, slice_of("Connection: "), connection) &&
	       buf_add(b, slice_of(LAST_FIELD "\r\n"));
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
