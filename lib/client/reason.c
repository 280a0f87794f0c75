#include "client/reason.h"

#include <string.h>

#include "client/harmless.h"

/* With a code that also stands for what passes: the words must tell. */
static const char bad_proxy[] = "Unsupported proxy";

bool
reason_is_bad_proxy(const char *reason)
{
	return strncmp(reason, bad_proxy, sizeof(bad_proxy) - 1) == 0;
}

/* A proxy is quoted as it was given, with its password. */
static void
hide_proxy(char *reason)
{
	if (reason_is_bad_proxy(reason))
		reason[sizeof(bad_proxy) - 1] = '\0';
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
