/* A query: no value of a secret gets past, and nothing else is lost. */
#include <stdint.h>
#include <stdlib.h>

#include "http/redact.h"
#include "http/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* What a server would take for a ticket is not in the log. */
static void
check_ticket(struct slice redacted)
{
	struct buf value = BUF(1 << 20);

	if (http_query_find(redacted, "ticket", &value) && value.len > 0)
		must(slice_is(buf_slice(&value), HTTP_REDACTED));
	buf_clear(&value);
}

/* Pair by pair, the names are the same, and a value is itself or left out. */
static void
check_pairs(struct slice query, struct slice redacted)
{
	struct slice name, value, name_now, value_now;

	while (http_query_next(&query, &name, &value)) {
		must(http_query_next(&redacted, &name_now, &value_now));
		must(slice_equals(name, name_now));
		must(slice_equals(value, value_now) ||
		     slice_is(value_now, HTTP_REDACTED));
	}
	must(!http_query_next(&redacted, &name_now, &value_now));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice query = { (const char *)data, size };
	struct buf b = BUF(size * 5 + 16), tight = BUF(size / 2 + 1);

	must(http_redact_query(&b, query));
	check_ticket(buf_slice(&b));
	check_pairs(query, buf_slice(&b));
	if (!http_redact_query(&tight, query))
		must(tight.len == 0);
	buf_clear(&b);
	buf_clear(&tight);
	return 0;
}
