#include "api/busy.h"

#include <inttypes.h>
#include <stdio.h>

#include "api/problem.h"
#include "http/token.h"
#include "hub/end.h"

#define DELAY_MS_MIN 5000

static const struct {
	enum api_code code;
	const char *name, *detail;
} reasons[API_BUSY_REASONS] = {
	[API_BUSY_TOTAL] = { API_BUSY, "total",
	    "there are as many streams as there may be" },
	[API_BUSY_ADDRESS] = { API_BUSY_FROM, "address",
	    "there are as many streams from your address as there may be" },
	[API_BUSY_USER] = { API_BUSY_OF, "user",
	    "that user has as many streams as a user may have" },
	[API_BUSY_DRAIN] = { API_DRAINING, "drain",
	    "the hub is shutting down" },
};

static bool
is_browser(const struct http_request *req)
{
	static const char fetch[] = "sec-fetch-";
	const size_t n = sizeof(fetch) - 1;

	for (size_t i = 0; i < req->field_count; i++) {
		const struct http_field *field = &req->fields[i];

		if (http_field_is(field, "origin"))
			return true;
		if (field->name.len > n &&
		    http_begins(fetch, slice_take(field->name, n)))
			return true;
	}
	return false;
}

static void
answer_browser(struct api *api, struct http_exchange *x, const char *reason,
    int64_t delay_ms)
{
	struct http_response resp = {
		.status = 200,
		.type = slice_of("text/event-stream"),
		.fields = slice_of("Cache-Control: no-store\r\n"),
	};

	buf_reset(&api->body);
	buf_addf(&api->body,
	    "retry: %" PRId64 "\nevent: ssed.busy\n"
	    "data: {\"reason\":\"%s\",\"retry\":%" PRId64 "}\n\n",
	    delay_ms, reason, delay_ms);
	resp.body = buf_slice(&api->body);
	api_respond(api, x, &resp);
}

void
api_busy(struct api *api, struct http_exchange *x, enum api_busy_reason reason,
    enum hub_format in)
{
	int64_t delay_ms = hub_retry_hint(api->hub, DELAY_MS_MIN);
	char field[64];

	api->refused[reason]++;
	if (in == HUB_FORMAT_STREAM && is_browser(x->req)) {
		answer_browser(api, x, reasons[reason].name, delay_ms);
		return;
	}
	snprintf(field, sizeof(field), "Retry-After: %" PRId64 "\r\n",
	    (delay_ms + 999) / 1000);
	api_problem_with(api, x, reasons[reason].code, reasons[reason].detail,
	    slice_of(field));
}
