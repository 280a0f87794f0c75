#include "http/url.h"

#include "http/token.h"

/* Takes one decoded byte off the front of *s; -1 if it is malformed. */
static int
take_byte(struct slice *s, bool plus_is_space)
{
	int high, low;
	char c = s->ptr[0];

	if (c != '%') {
		*s = slice_drop(*s, 1);
		return c == '+' && plus_is_space ? ' ' : (unsigned char)c;
	}
	if (s->len < 3)
		return -1;
	high = http_hex_value(s->ptr[1]);
	low = http_hex_value(s->ptr[2]);
	*s = slice_drop(*s, 3);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

bool
http_url_decode(struct buf *b, struct slice s, bool plus_is_space)
{
	size_t len_before = b->len;

	while (s.len > 0) {
		int c = take_byte(&s, plus_is_space);

		if (c < 0 || !buf_add_char(b, (char)c)) {
			b->len = len_before;
			return false;
		}
	}
	return true;
}

bool
http_query_next(struct slice *query, struct slice *name, struct slice *value)
{
	while (query->len > 0) {
		struct slice pair;

		slice_cut(*query, '&', &pair, query);
		slice_cut(pair, '=', name, value);
		if (pair.len > 0)
			return true;
	}
	return false;
}

/* Returns whether raw is name once it is decoded. */
static bool
decodes_to(struct slice raw, const char *name)
{
	for (; raw.len > 0; name++)
		if (*name == '\0' ||
		    take_byte(&raw, true) != (unsigned char)*name)
			return false;
	return *name == '\0';
}

bool
http_query_find_raw(struct slice query, const char *name, struct slice *value)
{
	struct slice raw_name;

	while (http_query_next(&query, &raw_name, value))
		if (value->len > 0 && decodes_to(raw_name, name))
			return true;
	return false;
}

bool
http_query_find(struct slice query, const char *name, struct buf *value)
{
	struct slice raw_name, raw_value;

	buf_reset(value);
	while (http_query_next(&query, &raw_name, &raw_value))
		if (decodes_to(raw_name, name))
			return http_url_decode(value, raw_value, true);
	return false;
}

bool
http_path_next(struct slice *path, struct slice *segment)
{
	size_t n = 0;

	if (path->len == 0)
		return false;
	if (path->ptr[0] == '/')
		*path = slice_drop(*path, 1);
	while (n < path->len && path->ptr[n] != '/')
		n++;
	*segment = slice_take(*path, n);
	*path = slice_drop(*path, n);
	return true;
}
