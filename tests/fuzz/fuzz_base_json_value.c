/*
 * What is valid JSON here is so for jansson, too; what is appended is one
 * line, holds no controls and is valid again.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/json_value.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* Where jansson says no for want of room for a number, nothing is known. */
static bool
jansson_reads(struct slice s, bool *known)
{
	const size_t flags =
	    JSON_ALLOW_NUL | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL;
	json_error_t error = { 0 };
	json_t *read = json_loadb(s.ptr, s.len, flags, &error);

	*known = read != NULL ||
		 json_error_code(&error) != json_error_numeric_overflow;
	json_decref(read);
	return read != NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice s = { (const char *)data, size };
	struct buf b = BUF(SIZE_MAX / 2);
	bool known;

	/* A NUL is the end to jansson. */
	if (!utf8_is_valid(s) || s.len == 0 || slice_has(s, '\0'))
		return 0;
	if (!json_is_valid(s)) {
		size_t open = 0;

		/* Only the depth may differ. */
		for (size_t i = 0; i < s.len; i++)
			open += s.ptr[i] == '[' || s.ptr[i] == '{';
		must(open > JSON_DEPTH_MAX || !jansson_reads(s, &known));
		return 0;
	}
	must(jansson_reads(s, &known) || !known);
	must(json_add_value(&b, s));
	for (size_t i = 0; i < b.len; i++)
		must(b.ptr[i] != '\n' && b.ptr[i] != '\r' && b.ptr[i] != 0x7F);
	must(json_is_valid(buf_slice(&b)));
	buf_clear(&b);
	return 0;
}
