#include "base/when.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct slice
when_format(int64_t unix_ms, char text[WHEN_TEXT_MAX])
{
	time_t seconds = (time_t)(unix_ms / 1000);
	struct tm tm = { .tm_mday = 1 }; /* where no year is that late */
	size_t len;

	gmtime_r(&seconds, &tm);
	len = strftime(text, WHEN_TEXT_MAX, "%Y-%m-%dT%H:%M:%S", &tm);
	len += (size_t)snprintf(
	    text + len, WHEN_TEXT_MAX - len, ".%03dZ", (int)(unix_ms % 1000));
	return (struct slice){ text, len };
}

/* Reads ".123", of any number of digits, off the front of *at. */
static int64_t
take_fraction(const char **at)
{
	int64_t ms = 0, worth = 100;

	if (**at != '.')
		return 0;
	for (++*at; **at >= '0' && **at <= '9'; ++*at, worth /= 10)
		ms += (**at - '0') * worth;
	return ms;
}

/* Reads "Z" or "+01:00" off the front of *at. */
static bool
take_offset(const char **at, int64_t *offset_s)
{
	struct tm zone = { 0 };
	char sign = **at;

	*offset_s = 0;
	if (sign == '\0')
		return false;
	++*at;
	if (sign == 'Z' || sign == 'z')
		return true;
	if (sign != '+' && sign != '-')
		return false;
	*at = strptime(*at, "%H:%M", &zone);
	if (*at == NULL)
		return false;
	*offset_s = zone.tm_hour * INT64_C(3600) + zone.tm_min * INT64_C(60);
	if (sign == '-')
		*offset_s = -*offset_s;
	return true;
}

bool
when_parse(struct slice s, int64_t *unix_ms)
{
	char text[40];
	struct tm tm = { 0 };
	int64_t ms, offset_s;
	const char *at;

	if (s.len >= sizeof(text))
		return false;
	memcpy(text, s.ptr, s.len);
	text[s.len] = '\0';
	at = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
	if (at == NULL)
		return false;
	ms = take_fraction(&at);
	if (!take_offset(&at, &offset_s))
		return false;
	*unix_ms = ((int64_t)timegm(&tm) - offset_s) * 1000 + ms;
	return at == text + s.len;
}
