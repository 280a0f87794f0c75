/*
 * base/buf.h - bytes that grow up to a maximum.
 *
 * A buf cannot be created without its maximum.  What does not fit, be it for
 * the maximum or for want of memory, is refused whole and leaves the buf as
 * it was: there is one outcome to handle.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct buf {
	char *ptr;
	size_t len, cap, max;
};

/* A buf on its own: struct buf b = BUF(4096); */
#define BUF(max_bytes)                                                         \
	{                                                                      \
		NULL, 0, 0, (max_bytes)                                        \
	}

void buf_init(struct buf *b, size_t max_bytes);

/* Frees the bytes.  The maximum stays, so b may be used again. */
void buf_clear(struct buf *b);

/*
 * Returns room for n more bytes behind b->len, NULL if b would pass its
 * maximum.  The caller writes there and adds to b->len what it wrote.
 */
char *buf_reserve(struct buf *b, size_t n);

/* Appends; false if b would pass its maximum. */
static inline bool
buf_add(struct buf *b, struct slice s)
{
	char *to;

	if (s.len == 0)
		return true;
	/* Nearly always there is room: that is worth no call. */
	if (s.len <= b->cap - b->len && s.len <= b->max - b->len)
		to = b->ptr + b->len;
	else if ((to = buf_reserve(b, s.len)) == NULL)
		return false;
	memcpy(to, s.ptr, s.len);
	b->len += s.len;
	return true;
}

static inline bool
buf_add_char(struct buf *b, char c)
{
	return buf_add(b, (struct slice){ &c, 1 });
}

/* Appends n in digits. */
bool buf_add_number(struct buf *b, uint64_t n);
bool buf_addf(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool buf_addv(struct buf *b, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* Drops the first n bytes; n is at most b->len. */
void buf_drop(struct buf *b, size_t n);

static inline void
buf_reset(struct buf *b)
{
	b->len = 0;
}

/* Borrowed until b changes. */
static inline struct slice
buf_slice(const struct buf *b)
{
	return (struct slice){ b->ptr != NULL ? b->ptr : "", b->len };
}

#endif
