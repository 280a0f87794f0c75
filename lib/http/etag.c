#include "http/etag.h"

#include "http/token.h"

/*
 * Takes the next tag off the front of *list, without its W/.  Not for
 * http_list_next(): in a tag a backslash is a character like any other.
 */
static bool
next_tag(struct slice *list, struct slice *tag)
{
	struct slice inner, rest;

	while (list->len > 0 && (list->ptr[0] == ' ' || list->ptr[0] == '\t' ||
				    list->ptr[0] == ','))
		*list = slice_drop(*list, 1);
	if (slice_starts(*list, "W/"))
		*list = slice_drop(*list, 2);
	if (!slice_starts(*list, "\""))
		return false;
	slice_cut(slice_drop(*list, 1), '"', &inner, &rest);
	if (inner.len + 2 > list->len)
		return false;
	*tag = slice_take(*list, inner.len + 2);
	*list = rest;
	return true;
}

bool
http_etag_is_in(struct slice etag, struct slice list)
{
	struct slice tag;

	if (slice_is(slice_trim(list), "*"))
		return true;
	while (next_tag(&list, &tag))
		if (slice_equals(tag, etag))
			return true;
	return false;
}

bool
http_etag_is_fresh(
    const struct http_request *req, struct slice etag, struct slice modified)
{
	/* Where there are tags, the date does not count. */
	if (!http_request_has(req, "if-none-match"))
		return modified.len > 0 &&
		       slice_equals(modified,
			   http_request_field(req, "if-modified-since"));
	for (size_t i = 0; i < req->field_count; i++)
		if (http_field_is(&req->fields[i], "if-none-match") &&
		    http_etag_is_in(etag, req->fields[i].value))
			return true;
	return false;
}
