/*
 * base/err.h - why something failed for an outside reason, in words.
 *
 * Filled by the callee, printed once, in cmd/.  Text holds no newline.  Of one
 * that is too long the middle gives way to "...": what is long is a path or a
 * URL, which stands in front, and the reason at the end.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

struct err {
	int code;       /* an exit status or HTTP status; 0: none */
	char text[256]; /* "listen 0.0.0.0:80: Permission denied" */
};

/* Fills *err and returns -1, so that a caller can return it. */
int err_set(struct err *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, with ": " and the words for errno behind it. */
int err_errno(struct err *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
