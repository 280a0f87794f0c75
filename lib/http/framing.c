/*
 * http/framing.c - where a message ends, and whom it is for: RFC 9112 3.2,
 * 6 and 9.3, RFC 9110 10.1.1.
 */
#include "base/num.h"
#include "http/head.h"
#include "http/token.h"

/* Fields of one name: how many there are, and the first. */
struct found {
	size_t count;
	struct slice value;
};

/* What says where the message ends, and whom it is for. */
struct frame {
	struct found host, coding, length;
};

static void
note(struct found *found, const struct http_field *field)
{
	if (found->count++ == 0)
		found->value = field->value;
}

static struct frame
find_frame(const struct http_request *req)
{
	struct frame f = { 0 };

	f.host.value = f.coding.value = f.length.value = slice_empty();
	for (size_t i = 0; i < req->field_count; i++) {
		const struct http_field *field = &req->fields[i];

		if (http_field_is(field, "host"))
			note(&f.host, field);
		else if (http_field_is(field, "transfer-encoding"))
			note(&f.coding, field);
		else if (http_field_is(field, "content-length"))
			note(&f.length, field);
	}
	return f;
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

/* Unreserved, sub-delims and '%': RFC 3986 3.2.2. */
static const bool is_host_char[256] = {
	['0' ... '9'] = true,
	['A' ... 'Z'] = true,
	['a' ... 'z'] = true,
	['-'] = true,
	['.'] = true,
	['_'] = true,
	['~'] = true,
	['%'] = true,
	['!'] = true,
	['$'] = true,
	['&'] = true,
	['\''] = true,
	['('] = true,
	[')'] = true,
	['*'] = true,
	['+'] = true,
	[','] = true,
	[';'] = true,
	['='] = true,
};

/* Returns how many bytes at the front of s are a host. */
static size_t
host_bytes(struct slice s)
{
	size_t n = 0;

	if (s.len > 0 && s.ptr[0] == '[') {
		for (n = 1; n < s.len && s.ptr[n] != ']'; n++)
			if (http_hex_value(s.ptr[n]) < 0 && s.ptr[n] != ':' &&
			    s.ptr[n] != '.')
				return 0;
		return n > 1 && n < s.len ? n + 1 : 0;
	}
	while (n < s.len && is_host_char[(unsigned char)s.ptr[n]])
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
check_host(struct http_parse *p, struct found host, int minor)
{
	if (host.count > 1)
		return http_head_refuse(p, 400, "Host is there twice");
	if (host.count == 0 && minor > 0)
		return http_head_refuse(p, 400, "Host is missing");
	if (!http_head_is_authority(host.value))
		return http_head_refuse(p, 400, "Host is malformed");
	return true;
}

/*
 * What RFC 9112 6.1 and 6.3 leave to the recipient (both lengths at once, a
 * length said twice alike, codings in HTTP/1.0) is refused: a proxy in front
 * may have chosen otherwise.
 */
static bool
check_coding(
    struct http_parse *p, const struct frame *f, struct http_request *req)
{
	if (f->length.count > 0)
		return http_head_refuse(p, 400,
		    "Content-Length and Transfer-Encoding exclude each other");
	if (req->minor == 0)
		return http_head_refuse(
		    p, 400, "HTTP/1.0 has no Transfer-Encoding");
	if (f->coding.value.len == 0 || f->coding.count > 1)
		return http_head_refuse(
		    p, 400, "Transfer-Encoding must be there once");
	if (!http_equals(f->coding.value, "chunked"))
		return http_head_refuse(
		    p, 501, "the only transfer coding known is chunked");
	req->is_chunked = true;
	req->body_bytes = -1;
	return true;
}

static bool
check_length(
    struct http_parse *p, struct found length, struct http_request *req)
{
	if (length.count > 1)
		return http_head_refuse(
		    p, 400, "Content-Length is there twice");
	if (length.count == 1 && !num_parse(length.value, &req->body_bytes))
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
	struct frame f = find_frame(req);

	req->is_chunked = false;
	req->body_bytes = 0;
	req->wants_continue = false;
	req->keep_alive =
	    !has_token(req, "connection", "close") &&
	    (req->minor > 0 || has_token(req, "connection", "keep-alive"));
	if (!check_host(p, f.host, req->minor) || !check_expect(p, req))
		return false;
	if (f.coding.count > 0)
		return check_coding(p, &f, req);
	return check_length(p, f.length, req);
}
