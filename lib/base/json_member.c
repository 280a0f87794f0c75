#include "base/json_member.h"

#include "base/json.h"
#include "base/when.h"

/* No value ends in what an object or an array begins with. */
static bool
is_first(const struct buf *b, char opened)
{
	return b->len == 0 || b->ptr[b->len - 1] == opened;
}

/* Returns fits; b is as it was before if not. */
static bool
end(struct buf *b, size_t before, bool fits)
{
	if (!fits)
		b->len = before;
	return fits;
}

bool
json_member(struct buf *b, const char *name)
{
	size_t before = b->len;

	return end(b, before,
	    (is_first(b, '{') || buf_add_char(b, ',')) &&
		buf_add_char(b, '"') && buf_add(b, slice_of(name)) &&
		buf_add(b, slice_of("\":")));
}

bool
json_member_string(struct buf *b, const char *name, struct slice value)
{
	size_t before = b->len;

	return end(
	    b, before, json_member(b, name) && json_add_string(b, value));
}

bool
json_member_some(struct buf *b, const char *name, struct slice value)
{
	return value.len == 0 || json_member_string(b, name, value);
}

bool
json_member_number(struct buf *b, const char *name, int64_t value)
{
	size_t before = b->len;
	bool is_negative = value < 0;
	uint64_t digits = is_negative ? -(uint64_t)value : (uint64_t)value;

	return end(b, before,
	    json_member(b, name) && (!is_negative || buf_add_char(b, '-')) &&
		buf_add_number(b, digits));
}

bool
json_member_bool(struct buf *b, const char *name, bool value)
{
	size_t before = b->len;

	return end(b, before,
	    json_member(b, name) &&
		buf_add(b, slice_of(value ? "true" : "false")));
}

bool
json_member_time(struct buf *b, const char *name, int64_t unix_ms)
{
	char text[WHEN_TEXT_MAX];

	return json_member_string(b, name, when_format(unix_ms, text));
}

bool
json_item_string(struct buf *b, struct slice value)
{
	size_t before = b->len;

	return end(b, before,
	    (is_first(b, '[') || buf_add_char(b, ',')) &&
		json_add_string(b, value));
}
