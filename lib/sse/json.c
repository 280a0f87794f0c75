#include "sse/json.h"

#include "base/json.h"

static bool
add_member(struct buf *out, struct slice start, struct slice value)
{
	return buf_add(out, start) && json_add_string(out, value);
}

bool
sse_json_add(struct buf *out, const struct sse_event *ev)
{
	size_t before = out->len;
	bool fits = add_member(out, slice_of("{\"event\":"), ev->type) &&
		    add_member(out, slice_of(",\"id\":"), ev->id) &&
		    add_member(out, slice_of(",\"data\":"), ev->data);

	if (fits && ev->topic.len > 0)
		fits = add_member(out, slice_of(",\"topic\":"), ev->topic);
	if (fits && buf_add(out, slice_of("}\n")))
		return true;
	out->len = before;
	return false;
}
