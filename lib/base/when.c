#include "base/when.h"

#include <stdio.h>
#include <time.h>

struct slice
when_format(int64_t unix_ms, char text[WHEN_TEXT_MAX])
{
	time_t seconds = (time_t)(unix_ms / 1000);
	struct tm tm;
	size_t len;

	gmtime_r(&seconds, &tm);
	len = strftime(text, WHEN_TEXT_MAX, "%Y-%m-%dT%H:%M:%S", &tm);
	len += (size_t)snprintf(
	    text + len, WHEN_TEXT_MAX - len, ".%03dZ", (int)(unix_ms % 1000));
	return (struct slice){ text, len };
}
