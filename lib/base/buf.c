#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/num.h"

#define CAP_MIN 64

void
buf_init(struct buf *b, size_t max_bytes)
{
	*b = (struct buf)BUF(max_bytes);
}

void
buf_clear(struct buf *b)
{
	free(b->ptr);
	buf_init(b, b->max);
}

char *
buf_reserve(struct buf *b, size_t n)
{
	size_t cap = b->cap > 0 ? b->cap : CAP_MIN;
	char *ptr;

	if (n > b->max - b->len)
		return NULL;
	if (b->ptr != NULL && b->len + n <= b->cap)
		return b->ptr + b->len;
	while (cap < b->len + n)
		cap *= 2;
	/* Large bufs double until the maximum, and stop there. */
	if (cap > b->max && b->max >= CAP_MIN)
		cap = b->max;
	ptr = realloc(b->ptr, cap);
	if (ptr == NULL)
		return NULL;
	b->ptr = ptr;
	b->cap = cap;
	return b->ptr + b->len;
}

bool
buf_add_number(struct buf *b, uint64_t n)
{
	char text[NUM_TEXT_MAX];

	return buf_add(b, num_format(n, text));
}

/* Returns how many bytes go behind b->len without growing. */
static size_t
room(const struct buf *b)
{
	size_t end = b->cap < b->max ? b->cap : b->max;

	return end > b->len ? end - b->len : 0;
}

bool
buf_addv(struct buf *b, const char *format, va_list args)
{
	size_t had = room(b);
	va_list again;
	char *to;
	int n;

	/* Mostly it fits right away; else this says how much it takes. */
	va_copy(again, args);
	n = vsnprintf(had > 0 ? b->ptr + b->len : NULL, had, format, again);
	va_end(again);
	if (n < 0 || (size_t)n >= b->max - b->len)
		return false;
	if ((size_t)n >= had) {
		to = buf_reserve(b, (size_t)n + 1);
		if (to == NULL)
			return false;
		vsnprintf(to, (size_t)n + 1, format, args);
	}
	b->len += (size_t)n;
	return true;
}

bool
buf_addf(struct buf *b, const char *format, ...)
{
	va_list args;
	bool fits;

	va_start(args, format);
	fits = buf_addv(b, format, args);
	va_end(args);
	return fits;
}

void
buf_drop(struct buf *b, size_t n)
{
	if (n < b->len)
		memmove(b->ptr, b->ptr + n, b->len - n);
	b->len -= n;
}
