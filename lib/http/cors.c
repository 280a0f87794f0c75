#include "http/cors.h"

#include "base/num.h"

#define PORT_MAX 65535

static bool
is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char
lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Returns whether two are the same, whatever the case of both. */
static bool
is_same(struct slice a, struct slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.ptr[i]) != lower(b.ptr[i]))
			return false;
	return true;
}

static bool
is_scheme(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (!is_alpha(c) && (i == 0 || (!is_digit(c) && c != '+' &&
						   c != '-' && c != '.')))
			return false;
	}
	return s.len > 0;
}

/* Labels parted by dots, none empty; a last dot may stand behind them. */
static bool
is_name(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (c == '.' && (i == 0 || s.ptr[i - 1] == '.'))
			return false;
		if (!is_alpha(c) && !is_digit(c) && c != '-' && c != '_' &&
		    c != '.')
			return false;
	}
	return s.len > 0;
}

/* What stands between the brackets of an IPv6 address. */
static bool
is_address(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (http_hex_value(s.ptr[i]) < 0 && s.ptr[i] != ':' &&
		    s.ptr[i] != '.')
			return false;
	return slice_has(s, ':');
}

/* Takes the host, brackets included, off the front.  False if it is none. */
static bool
take_host(struct slice *s, struct slice *host)
{
	struct slice head, tail;

	if (!slice_starts(*s, "[")) {
		slice_cut(*s, ':', host, &tail);
		*s = slice_drop(*s, host->len);
		return is_name(*host);
	}
	slice_cut(*s, ']', &head, &tail);
	if (head.len == s->len || !is_address(slice_drop(head, 1)))
		return false;
	*host = slice_take(*s, head.len + 1);
	*s = tail;
	return true;
}

static int
default_port(struct slice scheme)
{
	if (http_equals(scheme, "https"))
		return 443;
	return http_equals(scheme, "http") ? 80 : 0;
}

/* Reads host[:port] into o, whose scheme is there. */
static bool
read_authority(struct slice s, struct http_origin *o)
{
	int64_t port;

	if (!take_host(&s, &o->host))
		return false;
	o->port = default_port(o->scheme);
	if (s.len == 0)
		return true;
	if (s.ptr[0] != ':' || !num_parse(slice_drop(s, 1), &port) ||
	    port < 1 || port > PORT_MAX)
		return false;
	o->port = (int)port;
	return true;
}

/* Takes scheme:// off the front. */
static bool
take_scheme(struct slice *s, struct slice *scheme)
{
	struct slice rest;

	if (s->len > HTTP_ORIGIN_BYTES_MAX)
		return false;
	slice_cut(*s, ':', scheme, &rest);
	if (!is_scheme(*scheme) || !slice_starts(rest, "//"))
		return false;
	*s = slice_drop(rest, 2);
	return true;
}

bool
http_origin_parse(struct slice s, struct http_origin *o)
{
	return take_scheme(&s, &o->scheme) && read_authority(s, o);
}

bool
http_cors_parse(struct slice s, struct http_cors_pattern *p)
{
	*p = (struct http_cors_pattern){ .kind = HTTP_CORS_ANY };
	if (slice_is(s, "*"))
		return true;
	p->kind = HTTP_CORS_NULL;
	if (slice_is(s, "null"))
		return true;
	p->kind = HTTP_CORS_EXACT;
	if (!take_scheme(&s, &p->origin.scheme))
		return false;
	if (slice_starts(s, "*.")) {
		p->kind = HTTP_CORS_BELOW;
		s = slice_drop(s, 2);
		/* Nothing is below an address. */
		if (slice_starts(s, "["))
			return false;
	}
	return read_authority(s, &p->origin);
}

/* Returns whether host is more labels, a dot, and then parent. */
static bool
is_below(struct slice host, struct slice parent)
{
	size_t more;

	if (host.len <= parent.len + 1)
		return false;
	more = host.len - parent.len;
	return host.ptr[more - 1] == '.' &&
	       is_same(slice_drop(host, more), parent);
}

bool
http_cors_matches(const struct http_cors_pattern *p, struct slice origin)
{
	struct http_origin o;

	if (p->kind == HTTP_CORS_ANY)
		return true;
	if (p->kind == HTTP_CORS_NULL)
		return slice_is(origin, "null");
	if (!http_origin_parse(origin, &o) || o.port != p->origin.port ||
	    !is_same(o.scheme, p->origin.scheme))
		return false;
	return p->kind == HTTP_CORS_BELOW ? is_below(o.host, p->origin.host)
					  : is_same(o.host, p->origin.host);
}

bool
http_cors_add(struct http_cors *cors, struct slice s)
{
	if (cors->count == HTTP_CORS_MAX ||
	    !http_cors_parse(s, &cors->patterns[cors->count]))
		return false;
	cors->count++;
	return true;
}

bool
http_cors_has_any(const struct http_cors *cors)
{
	for (size_t i = 0; i < cors->count; i++)
		if (cors->patterns[i].kind == HTTP_CORS_ANY)
			return true;
	return false;
}

/* Returns whether origin is the one that was asked, by its Host. */
static bool
is_own(struct slice origin, struct slice host)
{
	struct http_origin from, own;

	if (!http_origin_parse(origin, &from) ||
	    (!http_equals(from.scheme, "http") &&
		!http_equals(from.scheme, "https")))
		return false;
	own.scheme = from.scheme;
	return read_authority(host, &own) && own.port == from.port &&
	       is_same(own.host, from.host);
}

/* A request without Origin, that a browser may have sent. */
static bool
is_fetched_elsewhere(const struct http_request *req)
{
	struct slice site = http_request_field(req, "sec-fetch-site");

	return http_request_has(req, "sec-fetch-site") &&
	       !slice_is(site, "same-origin") && !slice_is(site, "none");
}

enum http_cors_site
http_cors_site_of(const struct http_cors *cors, const struct http_request *req)
{
	struct slice origin = http_request_field(req, "origin");
	bool is_ours;

	for (size_t i = 0; origin.len > 0 && i < cors->count; i++)
		if (cors->patterns[i].kind != HTTP_CORS_ANY &&
		    http_cors_matches(&cors->patterns[i], origin))
			return HTTP_SITE_ALLOWED;
	if (http_request_has(req, "origin"))
		is_ours = is_own(origin, http_request_field(req, "host"));
	else
		is_ours = !is_fetched_elsewhere(req);
	if (is_ours)
		return HTTP_SITE_OWN;
	return http_cors_has_any(cors) ? HTTP_SITE_ANY : HTTP_SITE_FOREIGN;
}
