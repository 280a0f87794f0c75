#include "api/prompt_wait.h"

#include <stdlib.h>

#include "api/ledger.h"
#include "api/problem.h"
#include "api/publish.h"
#include "base/mem.h"

#define RETRY_AFTER "Retry-After: 5\r\n"

struct waiting {
	struct hub_publish p;
	struct hub_prompt_wait wait; /* in the prompt's list */
	struct wheel_timer timer;
	struct list link; /* in api->waits, and then in api->waited */
	struct api *api;
	struct http_exchange *x; /* NULL: gone */
	int64_t wait_ms;
	bool as_text;
	bool is_underway; /* the log has its H */
	bool is_confirmed, is_draining;
	const char *detail;              /* why it is not */
	const struct hub_prompt *prompt; /* while it waits */
	struct buf said; /* members of the answer: the receipt, the ledger */
};

/* Waits no more. */
static void
leave(struct waiting *w)
{
	list_del(&w->wait.link);
	list_del(&w->link);
	wheel_stop(&w->timer);
}

static void
waiting_free(struct waiting *w)
{
	leave(w);
	w->api->wait_count--;
	buf_clear(&w->said);
	free(w);
}

/* With its H underway it stays until that comes to an end. */
static void
on_gone(struct http_exchange **holder)
{
	struct waiting *w = LIST_ITEM(holder, struct waiting, x);

	if (!w->is_underway)
		waiting_free(w);
}

/*
 * The wait is over.  What ended it goes on undisturbed: the answer is written
 * now, and sent at the end of the turn.
 */
static void
end(struct waiting *w, const char *detail)
{
	enum hub_prompt_state state = w->prompt->state;

	w->is_confirmed =
	    state == HUB_PROMPT_CONFIRMED || state == HUB_PROMPT_DENIED;
	w->detail = detail;
	if (state == HUB_PROMPT_EXPIRED)
		w->detail = "the prompt expired, or was removed, before it "
			    "was confirmed";
	buf_add(&w->said, slice_of(",\"ledger\":"));
	api_ledger_add(&w->said, w->prompt);
	leave(w);
	list_add(&w->api->waited, &w->link);
}

static void
on_closed(struct hub_prompt_wait *wait, const struct hub_prompt *prompt)
{
	(void)prompt;
	end(LIST_ITEM(wait, struct waiting, wait), NULL);
}

static void
on_due(struct wheel_timer *t, int64_t now_ms)
{
	(void)now_ms;
	end(LIST_ITEM(t, struct waiting, timer),
	    "the prompt was not confirmed in time; it stays open");
}

static void
answer(struct waiting *w)
{
	struct api_problem problem = {
		.code = w->is_draining ? API_DRAINING : API_CONFIRM_TIMEOUT,
		.detail = w->detail,
		.members = buf_slice(&w->said),
		.as_text = w->as_text,
	};
	struct buf *b = &w->api->body;

	if (w->is_draining)
		problem.fields = slice_of(RETRY_AFTER);
	if (!w->is_confirmed) {
		api_problem_answer(w->api, w->x, &problem);
		return;
	}
	buf_reset(b);
	buf_add_char(b, '{');
	buf_add(b, buf_slice(&w->said));
	buf_add(b, slice_of("}\n"));
	api_respond_json(w->api, w->x);
}

/* The log has it: waits, unless all is said. */
static void
start(struct waiting *w, struct hub_prompt *prompt)
{
	struct api *api = w->api;

	w->prompt = prompt;
	api_publish_add_receipt(&w->said, &w->p);
	if (prompt->state != HUB_PROMPT_OPEN) {
		end(w, NULL);
		return;
	}
	hub_prompt_wait(prompt, &w->wait);
	list_add(&api->waits, &w->link);
	wheel_set(api->wheel, &w->timer, api->wheel->now_ms + w->wait_ms);
}

static void
refuse(struct waiting *w)
{
	const struct api_problem forgotten = {
		.code = API_PROMPT_OVER,
		.detail = "that prompt was closed so long ago that its ledger "
			  "is forgotten",
		.as_text = w->as_text,
	};
	bool is_known =
	    w->p.outcome == HUB_TAKEN || w->p.outcome == HUB_DUPLICATE;

	if (is_known)
		api_problem_answer(w->api, w->x, &forgotten);
	else
		api_publish_refuse(w->api, w->x, &w->p, w->as_text);
}

static void
on_done(struct hub_publish *p)
{
	struct waiting *w = LIST_ITEM(p, struct waiting, p);
	struct hub_prompt *prompt = NULL;

	w->is_underway = false;
	if (p->outcome == HUB_TAKEN || p->outcome == HUB_DUPLICATE)
		prompt = hub_prompts_find(hub_get_prompts(w->api->hub), p->id);
	if (w->x != NULL && prompt != NULL) {
		start(w, prompt);
		return;
	}
	if (w->x != NULL)
		refuse(w);
	waiting_free(w);
}

void
api_prompt_wait(struct api *api, struct http_exchange *x,
    const struct hub_message *m, int64_t wait_ms)
{
	struct waiting *w;

	if (api->wait_count == API_WAITS_MAX) {
		api_problem_with(api, x, API_BUSY,
		    "as many wait for a confirm as may", slice_of(RETRY_AFTER));
		return;
	}
	w = mem_new(sizeof(*w));
	api->wait_count++;
	list_init(&w->wait.link);
	list_init(&w->link);
	wheel_timer_init(&w->timer, on_due);
	buf_init(&w->said, API_MESSAGE_BYTES_MAX);
	w->is_underway = true;
	w->wait.on_closed = on_closed;
	w->api = api;
	w->wait_ms = wait_ms;
	w->as_text = api_problem_is_text(x->req);
	w->p.message = *m;
	w->p.wall_ms = api->wall_ms();
	w->p.on_done = on_done;
	http_hold(x, &w->x, on_gone);
	hub_publish(api->hub, &w->p);
}

bool
api_prompt_turn(struct api *api)
{
	struct list *link;
	struct waiting *w;
	bool any = false;

	while (api->draining && (link = list_first(&api->waits)) != NULL) {
		w = LIST_ITEM(link, struct waiting, link);
		w->is_draining = true;
		end(w, "the hub goes down; ask again with the same id");
	}
	while ((link = list_take(&api->waited)) != NULL) {
		w = LIST_ITEM(link, struct waiting, link);
		answer(w);
		waiting_free(w);
		any = true;
	}
	return any;
}
