#include "api/cursor.h"

#include "base/num.h"
#include "base/when.h"
#include "http/url.h"

static const char *const id_names[] = { "last_event_id", "lastEventId",
	"lastEventID", "Last-Event-ID", "last-event-id", "evs_last_event_id" };

static void
since(struct slice value, int64_t wall_ms, struct hub_start *start)
{
	int64_t number;

	start->kind = HUB_CURSOR_TIME;
	start->id = value;
	if (slice_is(value, "all") || slice_is(value, "earliest")) {
		start->kind = HUB_CURSOR_EARLIEST;
	} else if (slice_is(value, "latest")) {
		start->kind = HUB_CURSOR_LATEST;
	} else if (num_parse(value, &number) && number < INT64_MAX / 1000) {
		start->time_ms = number * 1000;
	} else if (num_parse_duration(value, &number)) {
		start->time_ms = wall_ms > number ? wall_ms - number : 0;
	} else if (!when_parse(value, &start->time_ms)) {
		start->kind = HUB_CURSOR_ID;
	}
}

bool
api_cursor_read(const struct http_request *req, int64_t wall_ms,
    struct buf *text, struct hub_start *start)
{
	struct slice raw;

	start->kind = HUB_CURSOR_LATEST;
	if (http_request_has(req, "last-event-id")) {
		if (!buf_add(text, http_request_field(req, "last-event-id")))
			return false;
		start->id = buf_slice(text);
		if (start->id.len > 0)
			start->kind = HUB_CURSOR_ID;
		return true;
	}
	for (size_t i = 0; i < sizeof(id_names) / sizeof(id_names[0]); i++) {
		if (!http_query_find_raw(req->query, id_names[i], &raw))
			continue;
		start->kind = HUB_CURSOR_ID;
		if (!http_url_decode(text, raw, true))
			return false;
		start->id = buf_slice(text);
		return true;
	}
	if (!http_query_find_raw(req->query, "since", &raw))
		return true;
	if (!http_url_decode(text, raw, true))
		return false;
	since(buf_slice(text), wall_ms, start);
	return true;
}
