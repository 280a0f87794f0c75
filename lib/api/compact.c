#include "api/compact.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

/* So many digits say what was read with no more than these, and so many all. */
#define DIGITS_MIN 15
#define DIGITS_MAX 17
#define REAL_BYTES_MAX 40

struct slice
api_string_of(const json_t *value)
{
	return (struct slice){ json_string_value(value),
		json_string_length(value) };
}

/* The shortest text that is read as the same number. */
static bool
add_real(struct buf *b, double value)
{
	char text[REAL_BYTES_MAX];
	int digits = DIGITS_MIN;

	do
		snprintf(text, sizeof(text), "%.*g", digits, value);
	while (digits++ < DIGITS_MAX && strtod(text, NULL) != value);
	/* What was no integer does not become one. */
	return buf_add(b, slice_of(text)) &&
	       (strpbrk(text, ".e") != NULL || buf_add(b, slice_of(".0")));
}

static bool
add_array(struct buf *b, const json_t *array)
{
	size_t count = json_array_size(array);

	if (!buf_add_char(b, '['))
		return false;
	for (size_t i = 0; i < count; i++)
		if ((i > 0 && !buf_add_char(b, ',')) ||
		    !api_compact_add(b, json_array_get(array, i)))
			return false;
	return buf_add_char(b, ']');
}

static bool
add_object(struct buf *b, json_t *object)
{
	const char *name;
	size_t len;
	bool more = false;
	json_t *value;

	if (!buf_add_char(b, '{'))
		return false;
	json_object_keylen_foreach(object, name, len, value)
	{
		if ((more && !buf_add_char(b, ',')) ||
		    !json_add_string(b, (struct slice){ name, len }) ||
		    !buf_add_char(b, ':') || !api_compact_add(b, value))
			return false;
		more = true;
	}
	return buf_add_char(b, '}');
}

/* As deep as what was read, which jansson bounds. */
bool
api_compact_add(struct buf *b, const struct json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return add_object(b, (json_t *)value);
	case JSON_ARRAY:
		return add_array(b, value);
	case JSON_STRING:
		return json_add_string(b, api_string_of(value));
	case JSON_INTEGER:
		return buf_addf(
		    b, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	case JSON_REAL:
		return add_real(b, json_real_value(value));
	case JSON_TRUE:
		return buf_add(b, slice_of("true"));
	case JSON_FALSE:
		return buf_add(b, slice_of("false"));
	case JSON_NULL:
		break;
	}
	return buf_add(b, slice_of("null"));
}
