#include "api/api.h"

#include "api/bulk.h"
#include "api/endpoints.h"
#include "api/gate.h"
#include "api/ledger.h"
#include "api/problem.h"
#include "api/route.h"
#include "api/tally.h"

#define ANSWER_BYTES_MAX                                                       \
	(API_MESSAGE_BYTES_MAX + API_TALLY_BYTES_MAX + (64 << 10))

static void
on_broken(struct http_handler *h, struct http_exchange *x, int status,
    const char *why, struct http_response *resp)
{
	api_problem_broken((struct api *)h, x, status, why, resp);
}

void
api_init(struct api *api, struct hub *hub, int64_t heartbeat_ms,
    int64_t (*wall_ms)(void))
{
	*api = (struct api){
		.handler = {
		    .on_head = api_route_head,
		    .on_request = api_route_request,
		    .on_broken = on_broken,
		},
		.hub = hub,
		.heartbeat_ms = heartbeat_ms,
		.wall_ms = wall_ms,
	};
	buf_init(&api->body, ANSWER_BYTES_MAX);
	api_reply_init(&api->reply);
	api_static_init(&api->files);
	api_admit_init(&api->admit);
	list_init(&api->bulks);
	api->gate = api_gate_new();
	list_init(&api->entrances);
	list_init(&api->waits);
	list_init(&api->waited);
}

void
api_clear(struct api *api)
{
	api_bulk_clear(api);
	api_admit_clear(&api->admit);
	buf_clear(&api->body);
	api_reply_clear(&api->reply);
	api_static_close(&api->files);
	api_gate_free(api->gate);
}

/* Alive as long as it answers. */
void
api_health(struct api *api, const struct api_call *call)
{
	buf_reset(&api->body);
	buf_addf(&api->body, "{\"status\":\"ok\",\"streams\":%zu}\n",
	    hub_stream_count(api->hub));
	api_respond_json(api, call->x);
}

/* Alive, and not about to go: a balancer may send clients here. */
void
api_ready(struct api *api, const struct api_call *call)
{
	if (api->draining) {
		api_problem_draining(api, call->x);
		return;
	}
	buf_reset(&api->body);
	buf_add(&api->body, slice_of("{\"status\":\"ready\"}\n"));
	api_respond_json(api, call->x);
}
