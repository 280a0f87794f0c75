/* api/publish_json.c - POST /publish: one message as a JSON object, or many. */
#include "api/bulk.h"
#include "api/endpoints.h"
#include "api/message.h"
#include "api/problem.h"
#include "api/publish.h"

void
api_publish_json(struct api *api, const struct api_call *call)
{
	struct api_message m;
	struct err err;

	if (api_bulk_is_meant(call->x)) {
		api_bulk_publish(api, call->x);
		return;
	}
	if (api_message_parse(&m, call->x->body, &err) != 0) {
		api_problem(api, call->x, (enum api_code)err.code, err.text);
		return;
	}
	api_publish(api, call->x, &m.message);
	api_message_clear(&m);
}
