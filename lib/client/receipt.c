#include "client/receipt.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/json_value.h"

bool
receipt_add_line(struct buf *b, const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(17));
	size_t len = b->len;
	bool fits = text != NULL && json_add_value(b, slice_of(text)) &&
		    buf_add_char(b, '\n');

	if (!fits)
		b->len = len;
	free(text);
	return fits;
}

static bool
has_text(const json_t *receipt, const char *name, struct slice text)
{
	const json_t *value = json_object_get(receipt, name);
	struct slice is = { json_string_value(value),
		json_string_length(value) };

	return json_is_string(value) && slice_equals(is, text);
}

static bool
is_of(const json_t *receipt, const struct receipt_of *of)
{
	return (of->id.len == 0 || has_text(receipt, "id", of->id)) &&
	       (of->re.len == 0 || has_text(receipt, "re", of->re));
}

bool
receipt_read(struct receipt *r, const struct receipt_of *of, struct slice text,
    struct buf *line)
{
	json_t *tree =
	    json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
	const json_t *delivered = json_object_get(tree, "delivered");
	bool is_one = json_is_string(json_object_get(tree, "id")) &&
		      is_of(tree, of) &&
		      (line == NULL || receipt_add_line(line, tree));

	r->is_duplicate = json_is_true(json_object_get(tree, "duplicate"));
	r->is_for_nobody = !r->is_duplicate && json_is_integer(delivered) &&
			   json_integer_value(delivered) == 0;
	json_decref(tree);
	return is_one;
}
