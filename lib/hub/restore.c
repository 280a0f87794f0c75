#include "hub/restore.h"

#include "hub/audience.h"
#include "hub/prompt_inner.h"

struct restoring {
	struct hub_restore restore;
	struct hub_prompts *prompts;
};

/* The file may be anybody's work. */
static bool
is_sane(const struct hub_event *ev)
{
	return ev->id.len > 0 && ev->id.len <= HUB_ID_BYTES_MAX &&
	       !slice_has(ev->id, '\0') && ev->topic.len <= HUB_INBOX_BYTES_MAX;
}

static struct hub_message
message_of(const struct hub_event *ev)
{
	static const struct hub_extra none;

	return (struct hub_message){
		.id = ev->id,
		.topic = ev->topic,
		.type = ev->type,
		.data = ev->data,
		.extra = ev->extra != NULL ? *ev->extra : none,
	};
}

static void
restore_prompt(struct hub_prompts *t, const struct hub_event *ev, bool removed)
{
	struct hub_message m = message_of(ev);
	struct hub_publish p = { .message = m };

	if (hub_prompts_find(t, ev->id) != NULL ||
	    hub_prompts_begin(t, &p) != HUB_TAKEN)
		return;
	p.prompt->removed = removed;
	p.prompt->is_held = m.extra.hold;
	hub_prompt_open(t, ev, p.prompt);
}

static void
restore_answer(struct hub_prompts *t, const struct hub_event *ev)
{
	struct hub_message m = message_of(ev);
	struct hub_prompt *prompt = hub_prompts_find(t, m.extra.re);

	if (prompt != NULL)
		hub_answer_restore(t, prompt, ev, &m);
}

static void
on_event(struct hub_restore *restore, const struct hub_event *ev, bool removed)
{
	struct restoring *r = LIST_ITEM(restore, struct restoring, restore);

	if (!is_sane(ev))
		return;
	if (slice_is(ev->type, "H"))
		restore_prompt(r->prompts, ev, removed);
	else if (slice_is(ev->type, "C"))
		restore_answer(r->prompts, ev);
}

static void
on_done(struct hub_restore *restore)
{
	(void)restore;
}

/* What was removed took answers until then. */
static void
close_removed(struct hub_prompts *t)
{
	struct list *link, *next;

	for (link = t->open.next; link != &t->open; link = next) {
		struct hub_prompt *prompt =
		    LIST_ITEM(link, struct hub_prompt, link);

		next = link->next;
		if (prompt->removed)
			hub_prompt_close(t, prompt, HUB_PROMPT_EXPIRED);
	}
}

static void
release_closed(struct hub_prompts *t)
{
	for (struct list *link = t->closed.next; link != &t->closed;
	     link = link->next) {
		const struct hub_prompt *prompt =
		    LIST_ITEM(link, struct hub_prompt, link);

		if (prompt->is_held)
			t->log->ops->release(t->log, slice_of(prompt->id));
	}
}

void
hub_prompts_restore(struct hub_prompts *t)
{
	struct restoring r = {
		.restore = { .on_event = on_event, .on_done = on_done },
		.prompts = t,
	};

	if (t->log->ops->restore == NULL)
		return;
	t->is_restoring = true;
	t->log->ops->restore(t->log, &r.restore);
	close_removed(t);
	t->is_restoring = false;
	release_closed(t);
}
