/* api/publish_json.c - POST /publish: one message as a JSON object, or many. */
#include "api/bulk.h"
#include "api/endpoints.h"
#include "api/message.h"
#include "api/problem.h"
#include "api/publish.h"

static void
publish_one(struct api *api, struct http_exchange *x, struct slice from)
{
	struct api_message m;
	struct err err;

	if (api_message_parse(&m, x->body, &err) != 0) {
		api_problem(api, x, (enum api_code)err.code, err.text);
		return;
	}
	m.message.extra.from = from;
	api_publish(api, x, &m.message);
	api_message_clear(&m);
}

void
api_publish_json(struct api *api, const struct api_call *call)
{
	struct http_exchange *x = call->x;
	struct api_extra who;
	struct err err;

	api_extra_init(&who);
	if (api_extra_read_user(&who, x->req, &err) != 0)
		api_problem(api, x, (enum api_code)err.code, err.text);
	else if (api_bulk_is_meant(x))
		api_bulk_publish(api, x, who.extra.from);
	else
		publish_one(api, x, who.extra.from);
	api_extra_clear(&who);
}
