/*
 * api/publish_raw.c - POST /events/TOPIC and /streams/SID: the body is the
 * data.
 */
#include "api/endpoints.h"
#include "api/publish.h"
#include "api/raw.h"
#include "hub/manage.h"

void
api_publish_raw(struct api *api, const struct api_call *call)
{
	struct api_raw raw;
	struct err err;

	if (api_raw_read(&raw, call->x, &err) == 0) {
		raw.message.topic = call->rest;
		api_publish(api, call->x, &raw.message);
	} else {
		api_problem(api, call->x, (enum api_code)err.code, err.text);
	}
	api_raw_clear(&raw);
}
