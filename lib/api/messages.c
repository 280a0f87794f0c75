/* api/messages.c - /messages/{id}: an event, and what became of it. */
#include <stdlib.h>

#include "api/endpoints.h"
#include "api/extra.h"
#include "api/ledger.h"
#include "api/problem.h"
#include "base/mem.h"
#include "hub/manage.h"
#include "hub/prompt.h"

/* One question underway; its client may leave before the answer. */
struct asking {
	struct hub_find find;
	struct hub_removal removal;
	struct api *api;
	struct http_exchange *x; /* NULL: gone */
	struct api_extra who;
	bool as_text;
	char *id;
};

static void
asking_free(struct asking *a)
{
	api_extra_clear(&a->who);
	free(a->id);
	free(a);
}

static void
refuse(struct asking *a, enum api_code code, const char *detail)
{
	const struct api_problem problem = {
		.code = code,
		.detail = detail,
		.as_text = a->as_text,
	};

	if (a->x != NULL)
		api_problem_answer(a->api, a->x, &problem);
	asking_free(a);
}

static void
refuse_unknown(struct asking *a)
{
	refuse(a, API_NOT_FOUND,
	    "there is no event of that id, or it is forgotten, or it is for "
	    "others");
}

static void
refuse_unread(struct asking *a)
{
	if (a->x != NULL)
		api_problem_unread(a->api, a->x, a->as_text);
	asking_free(a);
}

/* Returns the prompt of that id, NULL if there is none to show. */
static const struct hub_prompt *
prompt_of(const struct asking *a)
{
	const struct hub_prompt *prompt =
	    hub_prompts_find(hub_get_prompts(a->api->hub), a->find.id);

	return prompt != NULL && !prompt->removed ? prompt : NULL;
}

/* What is sent to users is theirs, and who sent it; the rest is anybody's. */
static bool
is_for(struct slice user, const struct hub_extra *extra)
{
	if (extra == NULL || extra->to.len == 0)
		return true;
	return user.len > 0 && (hub_to_has(extra->to, user) ||
				   slice_equals(extra->copy, user) ||
				   slice_equals(extra->from, user));
}

/* Returns whether there is something, and the one who asks may see it. */
static bool
is_known(const struct asking *a)
{
	const struct hub_event *ev = a->find.event;
	const struct hub_prompt *prompt = prompt_of(a);
	struct hub_extra extra = { .ttl_ms = 0 };

	if (ev != NULL)
		return is_for(a->who.extra.from, ev->extra);
	if (prompt == NULL)
		return false;
	extra.to = prompt->to;
	extra.from = prompt->from;
	extra.copy = slice_empty();
	return is_for(a->who.extra.from, &extra);
}

static void
on_found(struct hub_find *f)
{
	struct asking *a = LIST_ITEM(f, struct asking, find);
	struct buf *b = &a->api->body;

	if (f->failed) {
		refuse_unread(a);
		return;
	}
	if (!is_known(a)) {
		refuse_unknown(a);
		return;
	}
	if (a->x != NULL) {
		buf_reset(b);
		api_ledger_add_message(b, f->event, prompt_of(a));
		api_respond_json(a->api, a->x);
	}
	asking_free(a);
}

static void
on_removed(struct hub_removal *r)
{
	struct asking *a = LIST_ITEM(r, struct asking, removal);
	const struct http_response resp = { .status = 204 };

	if (r->count < 0) {
		refuse(a, API_NOT_KEPT,
		    r->err.text[0] != '\0' ? r->err.text
					   : "the log could not remove it");
		return;
	}
	if (a->x != NULL)
		api_respond(a->api, a->x, &resp);
	asking_free(a);
}

static void
on_found_to_remove(struct hub_find *f)
{
	struct asking *a = LIST_ITEM(f, struct asking, find);

	if (f->failed) {
		refuse_unread(a);
		return;
	}
	if (!is_known(a)) {
		refuse_unknown(a);
		return;
	}
	a->removal.id = a->find.id;
	a->removal.topic = slice_empty();
	a->removal.on_done = on_removed;
	hub_remove(a->api->hub, &a->removal);
}

static void
ask(struct api *api, const struct api_call *call,
    void (*on_done)(struct hub_find *f))
{
	struct asking *a = mem_new(sizeof(*a));
	struct err err;

	a->api = api;
	a->as_text = api_problem_is_text(call->x->req);
	a->id = mem_copy(call->rest);
	a->find.id = (struct slice){ a->id, call->rest.len };
	a->find.wall_ms = api->wall_ms();
	a->find.on_done = on_done;
	api_extra_init(&a->who);
	http_hold(call->x, &a->x, NULL);
	if (api_extra_read_user(&a->who, call->x->req, &err) != 0)
		refuse(a, (enum api_code)err.code, err.text);
	else
		hub_find(api->hub, &a->find);
}

void
api_show_message(struct api *api, const struct api_call *call)
{
	ask(api, call, on_found);
}

void
api_remove_message(struct api *api, const struct api_call *call)
{
	ask(api, call, on_found_to_remove);
}
