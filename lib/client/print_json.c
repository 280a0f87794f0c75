#include "client/print_json.h"

#include "base/json.h"
#include "base/json_value.h"
#include "base/when.h"

/* As jq has them: names blue, strings green; and types stand out. */
#define HUE_NAME "\x1b[34;1m"
#define HUE_TEXT "\x1b[32m"
#define HUE_TYPE "\x1b[33m"
#define HUE_END "\x1b[0m"

/* lead: what stands before a value, such as ,"id": */
static bool
add_lead(const struct print *p, struct buf *out, const char *lead)
{
	struct slice all = slice_of(lead), name;

	if (!p->color)
		return buf_add(out, all);
	name = slice_take(slice_drop(all, 1), all.len - 2);
	return buf_add_char(out, lead[0]) && buf_add(out, slice_of(HUE_NAME)) &&
	       buf_add(out, name) && buf_add(out, slice_of(HUE_END)) &&
	       buf_add_char(out, ':');
}

static bool
add_text(
    const struct print *p, struct buf *out, const char *hue, struct slice value)
{
	if (!p->color)
		return json_add_string(out, value);
	return buf_add(out, slice_of(hue)) && json_add_string(out, value) &&
	       buf_add(out, slice_of(HUE_END));
}

static bool
add_data(const struct print *p, struct buf *out, struct slice data)
{
	if (p->embeds_json && json_is_valid(data))
		return json_add_value(out, data);
	return add_text(p, out, HUE_TEXT, data);
}

/* Ends the line, with what does not come from the stream. */
static bool
add_end(const struct print *p, struct buf *out)
{
	const char end[] = { '}', p->end };
	char when[WHEN_TEXT_MAX];
	bool fits = true;

	if (p->time_ms >= 0)
		fits =
		    add_lead(p, out, ",\"time\":") &&
		    add_text(p, out, HUE_TEXT, when_format(p->time_ms, when));
	if (fits && p->tells_url)
		fits = add_lead(p, out, ",\"url\":") &&
		       add_text(p, out, HUE_TEXT, p->url);
	return fits && buf_add(out, (struct slice){ end, sizeof(end) });
}

bool
print_json_event(
    const struct print *p, const struct sse_event *ev, struct buf *out)
{
	bool fits = add_lead(p, out, "{\"event\":") &&
		    add_text(p, out, HUE_TYPE, ev->type) &&
		    add_lead(p, out, ",\"id\":") &&
		    add_text(p, out, HUE_TEXT, ev->id) &&
		    add_lead(p, out, ",\"data\":") &&
		    add_data(p, out, ev->data);

	if (fits && ev->topic.len > 0)
		fits = add_lead(p, out, ",\"topic\":") &&
		       add_text(p, out, HUE_TEXT, ev->topic);
	return fits && add_end(p, out);
}

bool
print_json_comment(const struct print *p, struct slice text, struct buf *out)
{
	return add_lead(p, out, "{\"comment\":") &&
	       add_text(p, out, HUE_TEXT, text) && add_end(p, out);
}
