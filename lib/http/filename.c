#include "http/filename.h"

#include "http/url.h"

#define INDEX "index.html"

/* Returns whether a segment, decoded, may be part of a name. */
static bool
is_good(struct slice segment)
{
	return segment.len > 0 && segment.ptr[0] != '.' &&
	       !slice_has(segment, '\0') && !slice_has(segment, '/') &&
	       !slice_has(segment, '\\');
}

/* Appends a raw segment, and a slash between it and what is before. */
static enum http_filename_status
add_segment(struct buf *name, struct slice raw)
{
	size_t at;

	if (name->len > 0 && !buf_add_char(name, '/'))
		return HTTP_FILENAME_NONE;
	at = name->len;
	/* It is never longer decoded, so what then fails is the encoding. */
	if (buf_reserve(name, raw.len) == NULL)
		return HTTP_FILENAME_NONE;
	if (!http_url_decode(name, raw, false))
		return HTTP_FILENAME_BAD;
	return is_good(slice_drop(buf_slice(name), at)) ? HTTP_FILENAME_OK
							: HTTP_FILENAME_NONE;
}

enum http_filename_status
http_filename(struct slice path, struct buf *name)
{
	enum http_filename_status status = HTTP_FILENAME_OK;
	struct slice segment;

	buf_reset(name);
	if (!slice_starts(path, "/"))
		return HTTP_FILENAME_NONE;
	while (status == HTTP_FILENAME_OK && http_path_next(&path, &segment)) {
		bool is_folder = segment.len == 0 && path.len == 0;

		status =
		    add_segment(name, is_folder ? slice_of(INDEX) : segment);
	}
	return status;
}
