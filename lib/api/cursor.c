#include "api/cursor.h"

#include <time.h>

#include "base/num.h"
#include "http/url.h"

static const char *const id_names[] = { "last_event_id", "lastEventId",
	"lastEventID", "Last-Event-ID", "last-event-id", "evs_last_event_id" };

/* Reads "2026-11-21T06:45:12Z", with a fraction and an offset if given. */
static bool
parse_rfc3339(struct slice s, int64_t *ms)
{
	char text[40];
	struct tm tm = { 0 };
	const char *end;
	int hours = 0, minutes = 0;
	int64_t offset_s = 0;

	if (s.len >= sizeof(text))
		return false;
	memcpy(text, s.ptr, s.len);
	text[s.len] = '\0';
	end = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
	if (end == NULL)
		return false;
	if (*end == '.')
		end += 1 + strspn(end + 1, "0123456789");
	if (*end == '+' || *end == '-') {
		struct tm zone = { 0 };
		int sign = *end == '-' ? -1 : 1;

		end = strptime(end + 1, "%H:%M", &zone);
		if (end == NULL)
			return false;
		hours = zone.tm_hour;
		minutes = zone.tm_min;
		offset_s =
		    sign * (hours * INT64_C(3600) + minutes * INT64_C(60));
	} else if (*end == 'Z' || *end == 'z') {
		end++;
	} else {
		return false;
	}
	*ms = ((int64_t)timegm(&tm) - offset_s) * 1000;
	return *end == '\0';
}

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
	} else if (!parse_rfc3339(value, &start->time_ms)) {
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
