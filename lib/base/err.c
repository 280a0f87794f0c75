#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define HEAD_BYTES ((size_t)64)
#define GAP "..."

/* Returns whether s begins inside of a character: RFC 3629, 3. */
static bool
is_inside(const char *s)
{
	return ((unsigned char)*s & 0xC0) == 0x80;
}

/* What is too long is a path, a URL or a name, and the reason is behind it. */
static void
take_both_ends(char *text, size_t size, const char *all, size_t len)
{
	size_t head = HEAD_BYTES;
	const char *tail = all + len - (size - HEAD_BYTES - sizeof(GAP));

	while (head > 0 && is_inside(all + head))
		head--;
	while (is_inside(tail))
		tail++;
	snprintf(text, size, "%.*s" GAP "%s", (int)head, all, tail);
}

/* Sets it, with behind, the reason, behind it. */
static void
set_text(struct err *err, const char *behind, const char *format, va_list args)
{
	size_t size = sizeof(err->text), len, behind_len = strlen(behind);
	va_list again;
	char *all;
	int n;

	va_copy(again, args);
	n = vsnprintf(err->text, size, format, args);
	len = n > 0 ? (size_t)n : 0;
	if (len + behind_len < size) {
		memcpy(err->text + len, behind, behind_len + 1);
	} else {
		all = mem_new(len + behind_len + 1);
		vsnprintf(all, len + 1, format, again);
		memcpy(all + len, behind, behind_len + 1);
		take_both_ends(err->text, size, all, len + behind_len);
		free(all);
	}
	va_end(again);
}

int
err_set(struct err *err, int code, const char *format, ...)
{
	va_list args;

	err->code = code;
	va_start(args, format);
	set_text(err, "", format, args);
	va_end(args);
	return -1;
}

int
err_errno(struct err *err, int code, const char *format, ...)
{
	char why[128];
	va_list args;

	snprintf(why, sizeof(why), ": %s", strerror(errno));
	err->code = code;
	va_start(args, format);
	set_text(err, why, format, args);
	va_end(args);
	return -1;
}
