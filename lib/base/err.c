#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int
err_set(struct err *err, int code, const char *format, ...)
{
	va_list args;

	err->code = code;
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return -1;
}

int
err_errno(struct err *err, int code, const char *format, ...)
{
	const char *why = strerror(errno);
	va_list args;
	size_t len;

	err->code = code;
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	len = strlen(err->text);
	/* The reason is worth more than all of a long name. */
	if (len + strlen(why) + 3 > sizeof(err->text))
		len = sizeof(err->text) - strlen(why) - 3;
	snprintf(err->text + len, sizeof(err->text) - len, ": %s", why);
	return -1;
}
