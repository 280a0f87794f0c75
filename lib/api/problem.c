#include "api/problem.h"

#include "base/json_member.h"
#include "http/accept.h"
#include "http/response.h"

static const struct {
	int status;
	const char *name;
} codes[] = {
	[API_BAD_REQUEST] = { 400, "bad-request" },
	[API_BAD_JSON] = { 400, "bad-json" },
	[API_BAD_TOPIC] = { 400, "bad-topic" },
	[API_BAD_ID] = { 400, "bad-id" },
	[API_BAD_TYPE] = { 400, "bad-type" },
	[API_BAD_UTF8] = { 400, "bad-utf8" },
	[API_BAD_FIELD] = { 400, "bad-field" },
	[API_BAD_CURSOR] = { 400, "bad-cursor" },
	[API_CROSS_ORIGIN] = { 403, "cross-origin" },
	[API_NOT_FOUND] = { 404, "not-found" },
	[API_BAD_METHOD] = { 405, "bad-method" },
	[API_TIMEOUT] = { 408, "timeout" },
	[API_ID_TAKEN] = { 409, "id-taken" },
	[API_TOO_LARGE] = { 413, "too-large" },
	[API_LONG_TARGET] = { 414, "target-too-long" },
	[API_BAD_MEDIA] = { 415, "bad-media-type" },
	[API_BAD_EXPECT] = { 417, "bad-expectation" },
	[API_LONG_HEAD] = { 431, "head-too-large" },
	[API_BAD_CODING] = { 501, "bad-coding" },
	[API_BAD_VERSION] = { 505, "bad-version" },
	[API_NOT_KEPT] = { 507, "not-kept" },
	[API_LOG_FAILED] = { 503, "log-failed" },
	[API_BUSY] = { 503, "busy" },
	[API_BUSY_FROM] = { 429, "busy-address" },
	[API_BUSY_OF] = { 429, "busy-user" },
	[API_DRAINING] = { 503, "draining" },
	[API_NOTHING_TAKEN] = { 400, "nothing-taken" },
	[API_UNKNOWN_USER] = { 400, "unknown-user" },
	[API_UNKNOWN_TOPIC] = { 400, "unknown-topic" },
	[API_NO_PROMPT] = { 404, "unknown-prompt" },
	[API_PROMPT_OVER] = { 410, "prompt-expired" },
	[API_NOT_ASKED] = { 403, "not-asked" },
	[API_CONFIRM_TIMEOUT] = { 504, "confirm-timeout" },
};

static void
add_json(struct buf *b, int status, const char *code, const char *detail,
    struct slice members)
{
	buf_addf(b, "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d",
	    http_status_text(status), status);
	json_member_string(b, "detail", slice_of(detail));
	json_member_string(b, "code", slice_of(code));
	if (members.len > 0) {
		buf_add_char(b, ',');
		buf_add(b, members);
	}
	buf_add(b, slice_of("}\n"));
}

const char *
api_code_name(enum api_code code)
{
	return codes[code].name;
}

bool
api_problem_is_text(const struct http_request *req)
{
	static const char *const types[] = { "application/problem+json",
		"application/json", "text/plain" };

	if (req == NULL)
		return false;
	return http_accept_choose(
		   http_request_field(req, "accept"), types, 3) == 2;
}

/* Writes an error as the body, and says of what type that is. */
static struct slice
add_body(struct api *api, int status, const char *name,
    const struct api_problem *problem)
{
	buf_reset(&api->body);
	if (problem->as_text) {
		buf_addf(
		    &api->body, "%d %s: %s\n", status, name, problem->detail);
		return slice_of("text/plain; charset=utf-8");
	}
	add_json(&api->body, status, name, problem->detail, problem->members);
	return slice_of("application/problem+json");
}

void
api_problem_answer(
    struct api *api, struct http_exchange *x, const struct api_problem *problem)
{
	struct http_response resp = {
		.status = codes[problem->code].status,
		.fields = problem->fields,
	};

	resp.type =
	    add_body(api, resp.status, codes[problem->code].name, problem);
	resp.body = buf_slice(&api->body);
	api_respond(api, x, &resp);
}

void
api_problem_with(struct api *api, struct http_exchange *x, enum api_code code,
    const char *detail, struct slice fields)
{
	const struct api_problem problem = {
		.code = code,
		.detail = detail,
		.fields = fields,
		.as_text = api_problem_is_text(x->req),
	};

	api_problem_answer(api, x, &problem);
}

void
api_problem(struct api *api, struct http_exchange *x, enum api_code code,
    const char *detail)
{
	api_problem_with(api, x, code, detail, slice_empty());
}

void
api_problem_draining(struct api *api, struct http_exchange *x)
{
	api_problem_with(api, x, API_DRAINING, "the hub is shutting down",
	    slice_of("Retry-After: 5\r\n"));
}

void
api_problem_unread(struct api *api, struct http_exchange *x, bool as_text)
{
	const struct api_problem problem = {
		.code = API_LOG_FAILED,
		.detail = "the log could not be read",
		.fields = slice_of("Retry-After: 5\r\n"),
		.as_text = as_text,
	};

	api_problem_answer(api, x, &problem);
}

void
api_problem_broken(struct api *api, struct http_exchange *x, int status,
    const char *why, struct http_response *resp)
{
	const char *name = "bad-request";
	const struct api_problem problem = {
		.detail = why,
		.as_text = api_problem_is_text(x->req),
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].status == status && status != 400)
			name = codes[i].name;
	if (x->req != NULL)
		api_reply_begin(api, x);
	resp->type = add_body(api, status, name, &problem);
	resp->fields = api_reply_fields(api, x->reader, slice_empty());
	resp->body = buf_slice(&api->body);
	http_exchange_clear(x);
}
