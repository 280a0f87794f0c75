/*
 * Two things make this as it is.  The input may move between calls, so what
 * is remembered are offsets; and a head nearly always comes in one piece, so
 * each line is parsed when its end is seen, straight into the request.  Only
 * a head that came in pieces is parsed once more, when it is whole.
 */
#include "http/parse.h"

#include "http/head.h"
#include "http/token.h"

/* The longest request line that can be good, with its CR. */
#define START_LINE_MAX (HTTP_METHOD_MAX + 1 + HTTP_TARGET_MAX + 1 + 8 + 1)

bool
http_head_refuse(struct http_parse *p, int status, const char *why)
{
	p->status = status;
	p->why = why;
	return false;
}

/* Checks the byte at p->scanned, which does not end a line. */
static bool
check_byte(struct http_parse *p, char c, bool after_cr)
{
	if (p->scanned >= HTTP_HEAD_MAX)
		return http_head_refuse(
		    p, 431, "the request head is over 16 KiB");
	if (after_cr)
		return http_head_refuse(
		    p, 400, "the request head has a CR without LF");
	if (c == '\n')
		return http_head_refuse(
		    p, 400, "the request head has a LF without CR");
	if (p->scanned == p->line && (c == ' ' || c == '\t'))
		return http_head_refuse(
		    p, 400, "a line of the request head begins with a blank");
	if (c != '\r' && http_is_control(c))
		return http_head_refuse(
		    p, 400, "the request head has a control character");
	return true;
}

/*
 * Returns the length of the line at p->line with its CR LF.  0: it is not all
 * here, or something in it has to be looked at byte by byte.
 */
static size_t
plain_line(const struct http_parse *p, struct slice in)
{
	struct slice rest = slice_drop(in, p->line);
	size_t n;

	if (rest.len > HTTP_HEAD_MAX - p->line)
		rest.len = HTTP_HEAD_MAX - p->line;
	n = http_plain_bytes(rest);
	if (rest.len - n < 2 || rest.ptr[n] != '\r' || rest.ptr[n + 1] != '\n')
		return 0;
	if (rest.ptr[0] == ' ' || (p->line_count == 0 && n >= START_LINE_MAX))
		return 0;
	return n + 2;
}

/* Moves p->scanned behind the LF of the line that begins at p->line. */
static enum http_parse_status
scan_line(struct http_parse *p, struct slice in, struct http_request *req)
{
	/* Nearly every line is good, and here at once. */
	if (p->scanned == p->line) {
		p->scanned += plain_line(p, in);
		if (p->scanned > p->line)
			return HTTP_PARSE_DONE;
	}
	for (; p->scanned < in.len; p->scanned++) {
		char c = in.ptr[p->scanned];
		size_t n = p->scanned - p->line;
		bool after_cr = n > 0 && in.ptr[p->scanned - 1] == '\r';

		if (after_cr && c == '\n' && p->scanned < HTTP_HEAD_MAX) {
			p->scanned++;
			return HTTP_PARSE_DONE;
		}
		if (!check_byte(p, c, after_cr))
			return HTTP_PARSE_BAD;
		/* This long it is bad, whatever follows; this says for what. */
		if (p->line_count == 0 && n >= START_LINE_MAX) {
			struct slice line = { in.ptr + p->line, n };

			http_head_start(p, line, req);
			return HTTP_PARSE_BAD;
		}
	}
	return HTTP_PARSE_MORE;
}

static bool
parse_field(struct http_parse *p, struct slice line, struct http_request *req)
{
	struct http_field *field;
	const char *colon;
	size_t count = p->line_count - 1;

	if (count == HTTP_FIELDS_MAX)
		return http_head_refuse(
		    p, 431, "the request has too many header fields");
	colon = memchr(line.ptr, ':', line.len);
	if (colon == NULL)
		return http_head_refuse(p, 400, "a header line has no colon");
	field = &req->fields[count];
	field->name = slice_take(line, (size_t)(colon - line.ptr));
	field->value = slice_drop(line, field->name.len + 1);
	if (!http_is_token(field->name))
		return http_head_refuse(
		    p, 400, "the name of a header field is malformed");
	field->value = slice_trim(field->value);
	req->field_count = count + 1;
	return true;
}

/* Parses the line that ends at p->scanned. */
static bool
parse_line(struct http_parse *p, struct slice line, struct http_request *req)
{
	if (p->line_count > 0)
		return parse_field(p, line, req);
	req->field_count = 0;
	return http_head_start(p, line, req);
}

/* Goes on from p->scanned, line by line, to the end of the head. */
static enum http_parse_status
scan(struct http_parse *p, struct slice in, struct http_request *req)
{
	enum http_parse_status status;

	while ((status = scan_line(p, in, req)) == HTTP_PARSE_DONE) {
		struct slice line = { in.ptr + p->line,
			p->scanned - p->line - 2 };
		bool is_first = p->line == 0;

		if (line.len == 0 && p->line_count > 0)
			return HTTP_PARSE_DONE;
		p->line = p->scanned;
		if (line.len == 0 && is_first)
			continue;
		if (!parse_line(p, line, req))
			return HTTP_PARSE_BAD;
		p->line_count++;
	}
	return status;
}

enum http_parse_status
http_parse_head(struct http_parse *p, struct slice in, struct http_request *req,
    size_t *head_bytes)
{
	bool is_resumed = p->scanned > 0;
	enum http_parse_status status = scan(p, in, req);

	if (status != HTTP_PARSE_DONE)
		return status;
	if (is_resumed) {
		*p = (struct http_parse){ 0 };
		scan(p, in, req);
	}
	if (!http_head_framing(p, req)) {
		p->is_whole = true;
		return HTTP_PARSE_BAD;
	}
	*head_bytes = p->scanned;
	return HTTP_PARSE_DONE;
}
