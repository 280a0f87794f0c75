#include "hub/failure.h"

#include <string.h>

/* Returns what is behind the last ": ", so that no name is ever told. */
static const char *
reason_of(const char *text)
{
	const char *next;

	while ((next = strstr(text, ": ")) != NULL)
		text = next + 2;
	return text;
}

void
hub_failure_tell(struct err *err, const char *what)
{
	struct err own = *err;
	const char *reason = reason_of(own.text);

	if (own.text[0] != '\0' && reason[0] != '\0')
		err_set(
		    err, own.code, "the log could not %s: %s", what, reason);
}
