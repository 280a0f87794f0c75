/* A pattern, an Origin and a Host, a line each: no look-alike is let in. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "http/cors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* An origin that is named back stands in a head: nothing may break its line. */
static void
check_origin(struct slice s)
{
	struct http_origin o;

	if (!http_origin_parse(s, &o))
		return;
	must(s.len <= HTTP_ORIGIN_BYTES_MAX && utf8_is_valid(s));
	must(o.scheme.len > 0 && o.host.len > 0 && o.port >= 0);
	for (size_t i = 0; i < s.len; i++)
		must(s.ptr[i] > ' ' && s.ptr[i] < 0x7f && s.ptr[i] != ',');
	must(!slice_has(o.host, '/') && !slice_has(o.host, '@'));
}

/* What matches is an origin, and ends, a dot before it, as the pattern does. */
static void
check_match(const struct http_cors_pattern *p, struct slice origin)
{
	struct http_origin o;
	size_t more;

	if (!http_cors_matches(p, origin) || p->kind == HTTP_CORS_ANY)
		return;
	if (p->kind == HTTP_CORS_NULL) {
		must(slice_is(origin, "null"));
		return;
	}
	must(http_origin_parse(origin, &o));
	must(o.port == p->origin.port && o.scheme.len == p->origin.scheme.len);
	must(o.host.len >= p->origin.host.len);
	more = o.host.len - p->origin.host.len;
	must((more > 0) == (p->kind == HTTP_CORS_BELOW));
	must(more == 0 || (more > 1 && o.host.ptr[more - 1] == '.'));
}

static void
check_site(struct slice pattern, struct slice origin, struct slice host)
{
	struct http_cors cors = { .count = 0 };
	struct http_request req = { .method = HTTP_POST, .field_count = 2 };
	struct http_origin o;
	bool good = http_cors_add(&cors, pattern);
	enum http_cors_site site;

	must(cors.count == (good ? 1 : 0));
	req.fields[0] = (struct http_field){ slice_of("origin"), origin };
	req.fields[1] = (struct http_field){ slice_of("host"), host };
	site = http_cors_site_of(&cors, &req);
	must(good || site == HTTP_SITE_OWN || site == HTTP_SITE_FOREIGN);
	must(site != HTTP_SITE_OWN || http_origin_parse(origin, &o));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = { (const char *)data, size };
	struct slice pattern, origin, host;
	struct http_cors_pattern p;

	slice_cut(in, '\n', &pattern, &in);
	slice_cut(in, '\n', &origin, &host);
	check_origin(pattern);
	check_origin(origin);
	if (http_cors_parse(pattern, &p))
		check_match(&p, origin);
	check_site(pattern, origin, host);
	return 0;
}
