/*
 * api/api.h - what the daemon answers: the hub, spoken over HTTP.
 *
 * Introduces lib/http to lib/hub.  Knows no socket.
 */
#ifndef API_API_H
#define API_API_H

#include "api/admit.h"
#include "api/batches.h"
#include "api/reply.h"
#include "api/static.h"
#include "base/list.h"
#include "base/wheel.h"
#include "http/exchange.h"
#include "hub/hub.h"

struct api_outside;
/* Why a client may not follow now: api/busy.h. */
enum api_busy_reason {
	API_BUSY_TOTAL,
	API_BUSY_ADDRESS,
	API_BUSY_USER,
	API_BUSY_DRAIN,
	API_BUSY_REASONS,
};

struct api {
	struct http_handler handler; /* first: the wire knows only this */
	struct hub *hub;
	int64_t heartbeat_ms;
	struct api_batches batches; /* where a follower does not say */
	int64_t max_age_ms;         /* of a stream; 0: no bound */
	int64_t user_max;           /* streams of a user; 0: no bound */
	bool draining;
	struct api_admit admit;
	uint64_t refused[API_BUSY_REASONS];
	bool has_console; /* false: GET / is 404 */
	int64_t (*wall_ms)(void);
	/* For GET /metrics: the numbers of what it stands in; NULL: none. */
	void (*measure)(struct api *api, struct api_outside *out);
	struct buf body;     /* of the answer being made */
	struct wheel *wheel; /* the loop's; not owned */
	struct list waits;   /* for a prompt's end: api/prompt_wait.h */
	struct list waited;  /* those to answer now */
	size_t wait_count;
	struct list entrances; /* heads that wait for the log: api/follow.h */
	struct list bulks; /* bodies that take more than a turn: api/bulk.h */
	struct api_reply reply;
	struct api_static files;
	struct api_gate *gate; /* who may follow what; owned: api/gate.h */
};

void api_init(struct api *api, struct hub *hub, int64_t heartbeat_ms,
    int64_t (*wall_ms)(void));
void api_clear(struct api *api);

/*
 * At the end of a turn: publishes some more of what is waiting.  Returns
 * whether it did anything: the next turn, which sends it, is not to wait.
 */
bool api_turn(struct api *api);

/* For hub_new(): wakes the exchange that follows. */
void api_on_ready(struct hub_stream *s);

#endif
