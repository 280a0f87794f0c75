#include "client/reason.h"

#include <string.h>

#include "client/harmless.h"

/* A proxy is quoted as it was given, with its password. */
static void
hide_proxy(char *reason)
{
	static const char words[] = "Unsupported proxy";
	char *quote = strchr(reason, '\'');

	if (quote == NULL || strncmp(reason, words, sizeof(words) - 1) != 0)
		return;
	reason[sizeof(words) - 1] = '\0';
}

/* How long it took is another time the next time. */
static void
drop_time(char *reason)
{
	static const char after[] = " after ", unit[] = " ms";
	char *from = strstr(reason, after);
	char *to;

	if (from == NULL)
		return;
	to = from + sizeof(after) - 1;
	to += strspn(to, "0123456789");
	if (strncmp(to, unit, sizeof(unit) - 1) != 0)
		return;
	to += sizeof(unit) - 1;
	memmove(from, to, strlen(to) + 1);
}

void
reason_clean(char *reason)
{
	hide_proxy(reason);
	drop_time(reason);
	harmless_mask(reason, strlen(reason));
}
