/* hub/ask.c - what the hub and its log know together. */
#include <stdlib.h>

#include "base/mem.h"
#include "hub/failure.h"
#include "hub/manage.h"
#include "hub/state.h"

void
hub_find(struct hub *hub, struct hub_find *f)
{
	hub->log->ops->find(hub->log, f);
}

/* A removal, passed on to the log. */
struct removing {
	struct hub_removal removal;
	struct hub_removal *asked;
	struct hub *hub;
};

/* By now every H is known that the log had when it was asked. */
static void
on_removed(struct hub_removal *r)
{
	struct removing *own = LIST_ITEM(r, struct removing, removal);

	if (r->count >= 0)
		hub_prompts_remove(&own->hub->prompts, r->id, r->topic);
	else
		hub_failure_tell(
		    &r->err, r->id.len > 0 ? "remove it" : "forget it");
	own->asked->count = r->count;
	own->asked->err = r->err;
	own->asked->on_done(own->asked);
	free(own);
}

void
hub_remove(struct hub *hub, struct hub_removal *r)
{
	struct removing *own;

	if (hub->is_closing) {
		r->count = -1;
		err_set(&r->err, 1, "the hub goes down");
		r->on_done(r);
		return;
	}
	own = mem_new(sizeof(*own));
	own->removal.id = r->id;
	own->removal.topic = r->topic;
	own->removal.on_done = on_removed;
	own->asked = r;
	own->hub = hub;
	hub->log->ops->remove(hub->log, &own->removal);
}
