/*
 * http/framing.c - where a message ends, and whom it is for: RFC 9112 3.2,
 * 6 and 9.3, RFC 9110 10.1.1.
 */
#include "base/num.h"
#include "http/head.h"
#include "http/token.h"

static size_t
count_of(const struct http_request *req, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < req->field_count; i++)
		count += http_field_is(&req->fields[i], name);
	return count;
}

/* Returns whether a token stands in any field of that name. */
static bool
has_token(const struct http_request *req, const char *name, const char *token)
{
	for (size_t i = 0; i < req->field_count; i++) {
		struct slice list = req->fields[i].value, item;

		if (!http_field_is(&req->fields[i], name))
			continue;
		while (http_list_next(&list, &item))
			if (http_equals(item, token))
				return true;
	}
	return false;
}

/* Returns how many bytes at the front of s are a host. */
static size_t
host_bytes(struct slice s)
{
	static const char marks[] = "-._~%!$&'()*+,;=";
	size_t n = 0;

	if (s.len > 0 && s.ptr[0] == '[') {
		for (n = 1; n < s.len && s.ptr[n] != ']'; n++)
			if (http_hex_value(s.ptr[n]) < 0 && s.ptr[n] != ':' &&
			    s.ptr[n] != '.')
				return 0;
		return n > 1 && n < s.len ? n + 1 : 0;
	}
	while (n < s.len &&
	       ((http_is_token_char(s.ptr[n]) &&
		    strchr("#^`|", s.ptr[n]) == NULL) ||
		   memchr(marks, s.ptr[n], sizeof(marks) - 1) != NULL))
		n++;
	return n;
}

bool
http_head_is_authority(struct slice s)
{
	size_t n = host_bytes(s);

	if (n == s.len)
		return true;
	if (s.ptr[n] != ':')
		return false;
	while (++n < s.len)
		if (s.ptr[n] < '0' || s.ptr[n] > '9')
			return false;
	return true;
}

static bool
check_host(struct http_parse *p, const struct http_request *req)
{
	size_t count = count_of(req, "host");

	if (count > 1)
		return http_head_refuse(p, 400, "Host is there twice");
	if (count == 0 && req->minor > 0)
		return http_head_refuse(p, 400, "Host is missing");
	if (!http_head_is_authority(http_request_field(req, "host")))
		return http_head_refuse(p, 400, "Host is malformed");
	return true;
}

/*
 * What RFC 9112 6.1 and 6.3 leave to the recipient (both lengths at once, a
 * length said twice alike, codings in HTTP/1.0) is refused: a proxy in front
 * may have chosen otherwise.
 */
static bool
check_coding(struct http_parse *p, struct http_request *req)
{
	struct slice coding = http_request_field(req, "transfer-encoding");

	if (http_request_has(req, "content-length"))
		return http_head_refuse(p, 400,
		    "Content-Length and Transfer-Encoding exclude each other");
	if (req->minor == 0)
		return http_head_refuse(
		    p, 400, "HTTP/1.0 has no Transfer-Encoding");
	if (coding.len == 0 || count_of(req, "transfer-encoding") > 1)
		return http_head_refuse(
		    p, 400, "Transfer-Encoding must be there once");
	if (!http_equals(coding, "chunked"))
		return http_head_refuse(
		    p, 501, "the only transfer coding known is chunked");
	req->is_chunked = true;
	req->body_bytes = -1;
	return true;
}

static bool
check_length(struct http_parse *p, struct http_request *req)
{
	size_t count = count_of(req, "content-length");
	struct slice length = http_request_field(req, "content-length");

	if (count > 1)
		return http_head_refuse(
		    p, 400, "Content-Length is there twice");
	if (count == 1 && !num_parse(length, &req->body_bytes))
		return http_head_refuse(
		    p, 400, "Content-Length is not a number");
	return true;
}

static bool
check_expect(struct http_parse *p, struct http_request *req)
{
	for (size_t i = 0; i < req->field_count; i++) {
		const struct http_field *field = &req->fields[i];

		if (!http_field_is(field, "expect"))
			continue;
		if (!http_equals(field->value, "100-continue"))
			return http_head_refuse(p, 417,
			    "the only expectation known is 100-continue");
		/* From HTTP/1.0 it is to be ignored: RFC 9110 10.1.1. */
		req->wants_continue = req->minor > 0;
	}
	return true;
}

bool
http_head_framing(struct http_parse *p, struct http_request *req)
{
	bool is_coded = http_request_has(req, "transfer-encoding");

	req->is_chunked = false;
	req->body_bytes = 0;
	req->wants_continue = false;
	req->keep_alive =
	    !has_token(req, "connection", "close") &&
	    (req->minor > 0 || has_token(req, "connection", "keep-alive"));
	if (!check_host(p, req) || !check_expect(p, req))
		return false;
	return is_coded ? check_coding(p, req) : check_length(p, req);
}
