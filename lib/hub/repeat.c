#include "hub/repeat.h"

#include <stdlib.h>

#include "base/mem.h"
#include "hub/prompt_inner.h"
#include "hub/state.h"

/* About what the copy of a message takes: data may stand in it twice. */
static size_t
copy_size(const struct hub_message *m)
{
	const struct hub_extra *extra = &m->extra;

	return sizeof(struct hub_repeat) + sizeof(struct hub_event) +
	       sizeof(struct hub_extra) + 2 * (m->id.len + m->data.len) +
	       extra->from.len + extra->re.len + extra->also.len;
}

enum hub_outcome
hub_repeat_later(
    struct hub_prompts *t, struct hub_answer *a, struct hub_publish *p)
{
	struct hub_message m = p->message;
	enum hub_outcome outcome;
	struct hub_repeat *r;

	/* Where a C goes, and to whom, its H says: see hub_answer_begin(). */
	m.topic = slice_of("main");
	m.extra.to = m.extra.copy = slice_empty();
	outcome = hub_message_check(&m);
	if (outcome != HUB_TAKEN)
		return outcome;
	if (a->repeat_count == HUB_REPEATS_MAX ||
	    !hub_prompts_make_room(t, 0, copy_size(&m)))
		return HUB_PROMPTS_FULL;
	r = mem_new(sizeof(*r));
	r->p = p;
	r->copy = hub_event_new(&m, m.id, 0, 0);
	r->retry_ms = m.retry_ms;
	r->bytes = copy_size(&m);
	t->bytes += r->bytes;
	list_add(&a->repeats, &r->link);
	a->repeat_count++;
	return HUB_WAITS;
}

void
hub_repeats_are_due(struct hub_prompts *t, struct hub_answer *a)
{
	struct list *link;

	while ((link = list_take(&a->repeats)) != NULL)
		list_add(&t->due, link);
	a->repeat_count = 0;
}

struct hub_repeat *
hub_repeat_take(struct hub_prompts *t)
{
	struct list *link = list_take(&t->due);
	const struct hub_event *copy;
	struct hub_repeat *r;

	if (link == NULL)
		return NULL;
	r = LIST_ITEM(link, struct hub_repeat, link);
	copy = r->copy;
	r->p->message = (struct hub_message){
		.id = copy->id,
		.topic = copy->topic,
		.type = copy->type,
		.data = copy->data,
		.retry_ms = r->retry_ms,
		.extra = *copy->extra, /* there is re, at least */
	};
	return r;
}

void
hub_repeat_free(struct hub_prompts *t, struct hub_repeat *r)
{
	t->bytes -= r->bytes;
	hub_event_unref(r->copy);
	free(r);
}

void
hub_repeat_all(struct hub *hub)
{
	struct hub_repeat *r;

	/* One that fails at once makes others due: they are for this loop. */
	if (hub->is_repeating)
		return;
	hub->is_repeating = true;
	while ((r = hub_repeat_take(&hub->prompts)) != NULL) {
		hub_publish(hub, r->p);
		hub_repeat_free(&hub->prompts, r);
	}
	hub->is_repeating = false;
}
