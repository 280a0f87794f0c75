/*
 * http/start.c - the request line: RFC 9112 3.
 */
#include "http/head.h"
#include "http/token.h"

/* name is not empty. */
static enum http_method
method_of(struct slice name)
{
	/* Methods are case-sensitive: RFC 9110 9.1. */
	for (int method = HTTP_GET; method < HTTP_OTHER; method++) {
		const char *text = http_method_name((enum http_method)method);

		if (name.ptr[0] == text[0] && slice_is(name, text))
			return (enum http_method)method;
	}
	return HTTP_OTHER;
}

static bool
parse_version(
    struct http_parse *p, struct slice version, struct http_request *req)
{
	const char *v = version.ptr;

	if (version.len != 8 || !slice_starts(version, "HTTP/") || v[5] < '0' ||
	    v[5] > '9' || v[6] != '.' || v[7] < '0' || v[7] > '9')
		return http_head_refuse(
		    p, 400, "the request line does not end in an HTTP version");
	if (v[5] != '1' || v[7] > '1')
		return http_head_refuse(
		    p, 505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
	req->minor = v[7] - '0';
	return true;
}

/*
 * Every visible character is let through but '#': browsers and curl send '|'
 * and others raw, though RFC 3986 would have them encoded.
 */
static const bool is_target_char[256] = {
	['!' ... '"'] = true,
	['$' ... '~'] = true,
};

static bool
check_target(struct http_parse *p, struct slice target)
{
	if (target.len > HTTP_TARGET_MAX)
		return http_head_refuse(
		    p, 414, "the request target is over 8 KiB");
	for (size_t i = 0; i < target.len; i++)
		if (!is_target_char[(unsigned char)target.ptr[i]])
			return http_head_refuse(p, 400,
			    "the request target has an illegal character");
	return true;
}

/* Returns whether s names a server: its host is not empty. */
static bool
is_server(struct slice s)
{
	return s.len > 0 && s.ptr[0] != ':' && http_head_is_authority(s);
}

/* Finds in http://host/path where the path begins. */
static bool
skip_authority(struct slice *target)
{
	struct slice scheme, rest;
	size_t n = 2;

	slice_cut(*target, ':', &scheme, &rest);
	if (!http_equals(scheme, "http") && !http_equals(scheme, "https"))
		return false;
	if (!slice_starts(rest, "//"))
		return false;
	while (n < rest.len && rest.ptr[n] != '/' && rest.ptr[n] != '?')
		n++;
	*target = slice_drop(rest, n);
	return is_server(slice_drop(slice_take(rest, n), 2));
}

/* Finds the path and the query in a target of any of the four forms. */
static bool
split_target(struct http_request *req, struct slice method)
{
	struct slice rest = req->target;

	req->path = rest;
	req->query = slice_empty();
	if (slice_is(method, "CONNECT"))
		return is_server(rest);
	if (slice_is(rest, "*"))
		return req->method == HTTP_OPTIONS;
	if (!slice_starts(rest, "/") && !skip_authority(&rest))
		return false;
	slice_cut(rest, '?', &req->path, &req->query);
	if (req->path.len == 0)
		req->path = slice_of("/");
	return true;
}

bool
http_head_start(
    struct http_parse *p, struct slice line, struct http_request *req)
{
	struct slice method, rest, version;

	slice_cut(line, ' ', &method, &rest);
	if (!http_is_token(method))
		return http_head_refuse(
		    p, 400, "the request method is malformed");
	if (method.len > HTTP_METHOD_MAX)
		return http_head_refuse(
		    p, 400, "the request method is over 32 bytes");
	slice_cut(rest, ' ', &req->target, &version);
	req->method = method_of(method);
	if (!check_target(p, req->target) || !parse_version(p, version, req))
		return false;
	if (!split_target(req, method))
		return http_head_refuse(
		    p, 400, "the request target is malformed");
	return true;
}
