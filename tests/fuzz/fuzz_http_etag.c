/* A list of If-None-Match: a tag is found only where it stands, or for '*'. */
#include <stdint.h>
#include <stdlib.h>

#include "http/etag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TAG "\"1-2-3\""

static bool
holds_tag(struct slice s)
{
	for (; s.len > 0; s = slice_drop(s, 1))
		if (slice_starts(s, TAG))
			return true;
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice list = { (const char *)data, size };
	bool is_any = slice_is(slice_trim(list), "*");
	bool found = http_etag_is_in(slice_of(TAG), list);

	if (is_any ? !found : found && !holds_tag(list))
		abort();
	return 0;
}
