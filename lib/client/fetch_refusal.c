#include "client/fetch_refusal.h"

#include <stdio.h>

#include "client/refusal.h"
#include "client/status.h"

void
fetch_refusal_tell(const struct fetch *f, struct slice body, struct err *err)
{
	char words[REFUSAL_TEXT_MAX];

	refusal_words(f->type, body, words);
	if (f->by_proxy)
		snprintf(words, sizeof(words), FETCH_PROXY_WORDS);
	err_set(err, STATUS_HTTP, "%d%s%s%s", f->status,
	    f->status / 100 == 2 ? ", but no receipt" : "",
	    words[0] != '\0' ? " " : "", words);
}
