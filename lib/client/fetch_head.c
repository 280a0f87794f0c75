#include "client/fetch_head.h"

#include <stdio.h>
#include <string.h>

#define SECOND_MS 1000
#define RETRY_AFTER_S_MAX 86400

void
fetch_head_forget(struct fetch *f)
{
	f->status = 0;
	f->type[0] = '\0';
	f->retry_after_ms = 0;
	buf_reset(&f->location);
	buf_reset(&f->encoding);
}

void
fetch_head_end(struct fetch *f)
{
	curl_off_t after_s = 0;
	long status = 0;

	curl_easy_getinfo(f->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(f->easy, CURLINFO_RETRY_AFTER, &after_s);
	f->status = (int)status;
	if (after_s > RETRY_AFTER_S_MAX)
		after_s = RETRY_AFTER_S_MAX;
	/* A date that has passed is below 0. */
	if (f->retry_after_ms < (int64_t)after_s * SECOND_MS)
		f->retry_after_ms = (int64_t)after_s * SECOND_MS;
}

/* Returns whether line is a field of that name; its value in text. */
static bool
is_field(struct slice line, const char *wanted, struct slice *text)
{
	struct slice name, rest;

	slice_cut(line, '\r', &line, &rest);
	slice_cut(line, '\n', &line, &rest);
	slice_cut(line, ':', &name, text);
	*text = slice_trim(*text);
	return name.len == strlen(wanted) &&
	       curl_strnequal(name.ptr, wanted, name.len);
}

/* Keeps the value of a field that libcurl does not tell; cut, it is none. */
static void
read_field(struct slice line, const char *wanted, struct buf *value)
{
	struct slice text;

	if (!is_field(line, wanted, &text))
		return;
	buf_reset(value);
	if (!buf_add(value, text) || !buf_add_char(value, '\0'))
		buf_reset(value);
}

/* A number that libcurl cannot hold is none to it.  Dates are left to it. */
static void
read_retry_after(struct fetch *f, struct slice line)
{
	int64_t after_s = 0;
	struct slice text;

	if (!is_field(line, "Retry-After", &text) || text.len == 0)
		return;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return;
		after_s = after_s * 10 + (text.ptr[i] - '0');
		if (after_s > RETRY_AFTER_S_MAX)
			after_s = RETRY_AFTER_S_MAX;
	}
	f->retry_after_ms = after_s * SECOND_MS;
}

/* libcurl would tell that of an interim answer, if the last one has none. */
static void
read_type(struct fetch *f, struct slice line)
{
	struct slice text;

	if (is_field(line, "Content-Type", &text))
		snprintf(f->type, sizeof(f->type), "%.*s", SLICE_ARGS(text));
}

void
fetch_head_line(struct fetch *f, struct slice line)
{
	read_type(f, line);
	read_retry_after(f, line);
	read_field(line, "Location", &f->location);
	read_field(line, "Content-Encoding", &f->encoding);
}
