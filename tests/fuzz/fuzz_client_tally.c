/* A count, then an answer: what is believed adds up. */
#include <stdint.h>
#include <stdlib.h>

#include "client/tally.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tally t;
	struct slice answer;
	size_t count, known, errors;

	if (size == 0)
		return 0;
	count = data[0];
	answer = (struct slice){ (const char *)data + 1, size - 1 };
	if (!tally_read(&t, answer, count))
		return 0;
	known = tally_known(&t, count);
	errors = t.error_count + t.more_errors;
	must(t.accepted + t.duplicates + errors == count);
	must(known <= count && t.more_errors <= count - known);
	must(t.error_count <= TALLY_ERRORS_MAX && t.error_count <= known);
	for (size_t i = 0; i < t.error_count; i++) {
		must(t.errors[i].index < known);
		must(i == 0 || t.errors[i - 1].index < t.errors[i].index);
		must(strlen(t.errors[i].words) < sizeof(t.errors[i].words));
	}
	/* Else the same would be asked for again and again. */
	must(known > 0 || count == 0);
	return 0;
}
