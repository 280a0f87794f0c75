#include "http/body.h"

#include "http/token.h"

#define SIZE_DIGITS_MAX 16

/* What comes next. */
enum state {
	CONTENT,    /* of a body of known length */
	SIZE,       /* hexadecimal digits */
	SIZE_BLANK, /* blanks, before ';' */
	EXTENSION,  /* anything up to CR */
	SIZE_LF,
	CHUNK, /* content */
	CHUNK_CR,
	CHUNK_LF,
	TRAILER,       /* a field, or the CR of the end */
	TRAILER_NAME,  /* up to ':' */
	TRAILER_VALUE, /* up to CR */
	TRAILER_LF,
	END_LF,
	DONE,
	BAD,
};

static enum state
in_size(struct http_body *b, char c)
{
	int digit = http_hex_value(c);

	if (digit >= 0) {
		if (b->digit_count++ >= SIZE_DIGITS_MAX ||
		    b->left > INT64_MAX >> 4)
			return BAD;
		b->left = b->left << 4 | digit;
		return SIZE;
	}
	if (b->digit_count == 0)
		return BAD;
	if (c == ' ' || c == '\t')
		return SIZE_BLANK;
	if (c == ';')
		return EXTENSION;
	return c == '\r' ? SIZE_LF : BAD;
}

static enum state
in_size_blank(struct http_body *b, char c)
{
	(void)b;
	if (c == ' ' || c == '\t')
		return SIZE_BLANK;
	return c == ';' ? EXTENSION : BAD;
}

static enum state
in_extension(struct http_body *b, char c)
{
	(void)b;
	if (c == '\r')
		return SIZE_LF;
	return http_is_control(c) ? BAD : EXTENSION;
}

static enum state
in_size_lf(struct http_body *b, char c)
{
	b->line_bytes = 0;
	b->digit_count = 0;
	if (c != '\n')
		return BAD;
	return b->left > 0 ? CHUNK : TRAILER;
}

static enum state
in_chunk_cr(struct http_body *b, char c)
{
	(void)b;
	return c == '\r' ? CHUNK_LF : BAD;
}

static enum state
in_chunk_lf(struct http_body *b, char c)
{
	b->line_bytes = 0;
	return c == '\n' ? SIZE : BAD;
}

static enum state
in_trailer(struct http_body *b, char c)
{
	(void)b;
	if (c == '\r')
		return END_LF;
	return http_is_token_char(c) ? TRAILER_NAME : BAD;
}

static enum state
in_trailer_name(struct http_body *b, char c)
{
	(void)b;
	if (c == ':')
		return TRAILER_VALUE;
	return http_is_token_char(c) ? TRAILER_NAME : BAD;
}

static enum state
in_trailer_value(struct http_body *b, char c)
{
	(void)b;
	if (c == '\r')
		return TRAILER_LF;
	return http_is_control(c) ? BAD : TRAILER_VALUE;
}

static enum state
in_trailer_lf(struct http_body *b, char c)
{
	(void)b;
	return c == '\n' ? TRAILER : BAD;
}

static enum state
in_end_lf(struct http_body *b, char c)
{
	(void)b;
	return c == '\n' ? DONE : BAD;
}

static enum state (*const steps[])(struct http_body *b, char c) = {
	[SIZE] = in_size,
	[SIZE_BLANK] = in_size_blank,
	[EXTENSION] = in_extension,
	[SIZE_LF] = in_size_lf,
	[CHUNK_CR] = in_chunk_cr,
	[CHUNK_LF] = in_chunk_lf,
	[TRAILER] = in_trailer,
	[TRAILER_NAME] = in_trailer_name,
	[TRAILER_VALUE] = in_trailer_value,
	[TRAILER_LF] = in_trailer_lf,
	[END_LF] = in_end_lf,
};

void
http_body_init(struct http_body *b, const struct http_request *req)
{
	*b = (struct http_body){ 0 };
	if (req->is_chunked) {
		b->state = SIZE;
		return;
	}
	b->left = req->body_bytes;
	b->state = b->left > 0 ? CONTENT : DONE;
}

/* Takes one byte of what frames the chunks. */
static void
step(struct http_body *b, char c)
{
	size_t max =
	    b->state >= TRAILER ? HTTP_TRAILER_MAX : HTTP_CHUNK_LINE_MAX;

	/* Counted first, for a step may start a new line. */
	if (++b->line_bytes > max)
		b->state = BAD;
	else
		b->state = (int)steps[b->state](b, c);
}

/* Hands out content, as much of it as is there. */
static enum http_body_status
take_content(struct http_body *b, struct slice *in, struct slice *data)
{
	size_t n = in->len;

	if ((uint64_t)b->left < n)
		n = (size_t)b->left;
	*data = slice_take(*in, n);
	*in = slice_drop(*in, n);
	b->left -= (int64_t)n;
	if (b->left == 0)
		b->state = b->state == CHUNK ? CHUNK_CR : DONE;
	return HTTP_BODY_DATA;
}

enum http_body_status
http_body_next(struct http_body *b, struct slice *in, struct slice *data)
{
	for (;;) {
		if (b->state == DONE)
			return HTTP_BODY_DONE;
		if (b->state == BAD)
			return HTTP_BODY_BAD;
		if (in->len == 0)
			return HTTP_BODY_MORE;
		if (b->state == CONTENT || b->state == CHUNK)
			return take_content(b, in, data);
		step(b, in->ptr[0]);
		*in = slice_drop(*in, 1);
	}
}
