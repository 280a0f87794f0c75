/*
 * base/slice.h - a borrowed run of bytes.
 *
 * Never owns, never ends in NUL, never allocates.  Whoever hands a slice out
 * says in its header until when the bytes stay.
 */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
	const char *ptr;
	size_t len;
};

/* For printf: printf("%.*s", SLICE_ARGS(s)). */
#define SLICE_ARGS(s) (int)(s).len, (s).ptr

static inline struct slice
slice_of(const char *s)
{
	return (struct slice){ s, strlen(s) };
}

/* Returns the empty slice, which may be read, compared and copied. */
static inline struct slice
slice_empty(void)
{
	return (struct slice){ "", 0 };
}

/* Less than, equal to or greater than 0, as a stands to b. */
static inline int
slice_compare(struct slice a, struct slice b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len > 0 ? memcmp(a.ptr, b.ptr, len) : 0;

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static inline bool
slice_equals(struct slice a, struct slice b)
{
	return a.len == b.len &&
	       (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool
slice_is(struct slice a, const char *s)
{
	return slice_equals(a, slice_of(s));
}

static inline bool
slice_starts(struct slice a, const char *prefix)
{
	size_t n = strlen(prefix);

	return a.len >= n && memcmp(a.ptr, prefix, n) == 0;
}

/* Returns whether a holds the byte c. */
static inline bool
slice_has(struct slice a, char c)
{
	return a.len > 0 && memchr(a.ptr, c, a.len) != NULL;
}

/* Returns a without its first n bytes; n is at most a.len. */
static inline struct slice
slice_drop(struct slice a, size_t n)
{
	return (struct slice){ a.ptr + n, a.len - n };
}

/* Returns the first n bytes of a; n is at most a.len. */
static inline struct slice
slice_take(struct slice a, size_t n)
{
	return (struct slice){ a.ptr, n };
}

/* Splits a at the first c.  Without one, head is all of a, tail is empty. */
static inline void
slice_cut(struct slice a, char c, struct slice *head, struct slice *tail)
{
	const char *at = NULL;
	size_t n = a.len;

	if (a.len > 0)
		at = (const char *)memchr(a.ptr, c, a.len);
	if (at != NULL)
		n = (size_t)(at - a.ptr);
	*head = slice_take(a, n);
	*tail = slice_drop(a, at != NULL ? n + 1 : n);
}

/* Returns a without the spaces and tabs around it. */
static inline struct slice
slice_trim(struct slice a)
{
	while (a.len > 0 && (a.ptr[0] == ' ' || a.ptr[0] == '\t'))
		a = slice_drop(a, 1);
	while (
	    a.len > 0 && (a.ptr[a.len - 1] == ' ' || a.ptr[a.len - 1] == '\t'))
		a.len--;
	return a;
}

/* Copies s to *at, where there is room, and moves *at behind the copy. */
static inline struct slice
slice_put(char **at, struct slice s)
{
	char *to = *at;

	if (s.len > 0)
		memcpy(to, s.ptr, s.len);
	*at += s.len;
	return (struct slice){ to, s.len };
}

#endif
