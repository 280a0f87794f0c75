#include "hub/prompt.h"

#include <stdlib.h>

#include "base/mem.h"
#include "hub/audience.h"
#include "hub/prompt_inner.h"

static struct slice
prompt_key(const void *item)
{
	return slice_of(((const struct hub_prompt *)item)->id);
}

void
hub_prompts_init(struct hub_prompts *t, struct hub_log *log)
{
	*t = (struct hub_prompts){ .log = log, .due_ms = INT64_MAX };
	map_init(&t->by_id, prompt_key, HUB_PROMPTS_MAX);
	list_init(&t->open);
	list_init(&t->closed);
	list_init(&t->due);
}

static void
prompt_free(struct hub_prompts *t, struct hub_prompt *prompt)
{
	struct list *link;

	while ((link = list_first(&prompt->answers)) != NULL)
		hub_answer_free(t, LIST_ITEM(link, struct hub_answer, link));
	if (prompt->id != NULL)
		map_take(&t->by_id, slice_of(prompt->id));
	list_del(&prompt->link);
	t->count--;
	t->bytes -= prompt->bytes;
	free(prompt->id);
	free(prompt);
}

/* Neither here nor in the log is anything known of it any more. */
static void
forget(struct hub_prompts *t, struct hub_prompt *prompt)
{
	if (t->log->ops->forget != NULL)
		t->log->ops->forget(t->log, slice_of(prompt->id));
	prompt_free(t, prompt);
}

void
hub_prompts_clear(struct hub_prompts *t)
{
	struct list *link;

	while ((link = list_first(&t->open)) != NULL ||
	       (link = list_first(&t->closed)) != NULL)
		prompt_free(t, LIST_ITEM(link, struct hub_prompt, link));
	map_clear(&t->by_id);
}

struct hub_prompt *
hub_prompts_find(const struct hub_prompts *t, struct slice id)
{
	return map_find(&t->by_id, id);
}

/* Returns what was closed longest ago and no answer is on its way to. */
static struct hub_prompt *
oldest_closed(const struct hub_prompts *t)
{
	for (struct list *link = t->closed.next; link != &t->closed;
	     link = link->next) {
		struct hub_prompt *prompt =
		    LIST_ITEM(link, struct hub_prompt, link);

		if (prompt->underway_count == 0)
			return prompt;
	}
	return NULL;
}

bool
hub_prompts_make_room(struct hub_prompts *t, size_t count, size_t bytes)
{
	struct hub_prompt *oldest;

	while (t->count + count > HUB_PROMPTS_MAX ||
	       t->bytes + bytes > HUB_PROMPTS_BYTES_MAX) {
		oldest = oldest_closed(t);
		if (oldest == NULL)
			return false;
		forget(t, oldest);
	}
	return true;
}

static struct hub_prompt *
prompt_new(struct hub_prompts *t, const struct hub_message *m, size_t bytes)
{
	struct hub_prompt *prompt = mem_new(bytes);
	char *at = prompt->text + HUB_INBOX_BYTES_MAX;

	list_init(&prompt->link);
	list_init(&prompt->waits);
	list_init(&prompt->answers);
	prompt->ttl_ms = m->extra.ttl_ms;
	prompt->quorum = m->extra.quorum > 0 ? m->extra.quorum : 1;
	prompt->to = slice_put(&at, m->extra.to);
	prompt->from = slice_put(&at, m->extra.from);
	prompt->bytes = bytes;
	t->count++;
	t->bytes += bytes;
	return prompt;
}

/* What is known already is not opened again: the log has its id. */
static enum hub_outcome
begin_prompt(struct hub_prompts *t, struct hub_publish *p)
{
	struct hub_message *m = &p->message;
	size_t bytes = sizeof(struct hub_prompt) + HUB_ID_BYTES_MAX + 1 +
		       HUB_INBOX_BYTES_MAX + m->extra.to.len +
		       m->extra.from.len;

	m->extra.hold = true;
	if (m->extra.ttl_ms <= 0)
		m->extra.ttl_ms = HUB_PROMPT_TTL_MS;
	if (m->extra.ttl_ms > HUB_PROMPT_TTL_MAX_MS)
		m->extra.ttl_ms = HUB_PROMPT_TTL_MAX_MS;
	if (m->id.len > 0 && hub_prompts_find(t, m->id) != NULL)
		return HUB_TAKEN;
	if (!hub_prompts_make_room(t, 1, bytes))
		return HUB_PROMPTS_FULL;
	p->prompt = prompt_new(t, m, bytes);
	return HUB_TAKEN;
}

bool
hub_prompt_is_over(const struct hub_prompt *prompt, int64_t wall_ms)
{
	return wall_ms - prompt->time_ms >= prompt->ttl_ms;
}

void
hub_prompt_close(struct hub_prompts *t, struct hub_prompt *prompt,
    enum hub_prompt_state state)
{
	struct list *link;

	prompt->state = state;
	list_del(&prompt->link);
	list_add(&t->closed, &prompt->link);
	if (!t->is_restoring)
		t->log->ops->release(t->log, slice_of(prompt->id));
	while ((link = list_take(&prompt->waits)) != NULL) {
		struct hub_prompt_wait *w =
		    LIST_ITEM(link, struct hub_prompt_wait, link);

		w->on_closed(w, prompt);
	}
}

enum hub_outcome
hub_prompts_begin(struct hub_prompts *t, struct hub_publish *p)
{
	p->prompt = NULL;
	p->answer = NULL;
	if (slice_is(p->message.type, "H"))
		return begin_prompt(t, p);
	if (slice_is(p->message.type, "C"))
		return hub_answer_begin(t, p);
	return HUB_TAKEN;
}

void
hub_prompt_open(struct hub_prompts *t, const struct hub_event *ev,
    struct hub_prompt *prompt)
{
	char *at = prompt->text;

	prompt->id = mem_copy(ev->id);
	prompt->topic = slice_put(&at, ev->topic);
	prompt->time_ms = ev->time_ms;
	list_add(&t->open, &prompt->link);
	if (ev->time_ms + prompt->ttl_ms < t->due_ms)
		t->due_ms = ev->time_ms + prompt->ttl_ms;
	/* There was room for it among fewer. */
	if (!map_add(&t->by_id, prompt))
		mem_fail();
}

/* The log took an H whose prompt is known: it had forgotten the id. */
static void
end_known(struct hub_prompts *t, const struct hub_event *ev)
{
	const struct hub_prompt *prompt = hub_prompts_find(t, ev->id);

	if (prompt == NULL || prompt->state != HUB_PROMPT_OPEN)
		t->log->ops->release(t->log, ev->id);
	if (prompt == NULL && t->log->ops->forget != NULL)
		t->log->ops->forget(t->log, ev->id);
}

void
hub_prompts_end(struct hub_prompts *t, struct hub_publish *p)
{
	bool is_taken = p->outcome == HUB_TAKEN;
	struct hub_prompt *prompt = p->prompt;
	struct hub_answer *a = p->answer;

	p->prompt = NULL;
	p->answer = NULL;
	if (a != NULL) {
		hub_answer_end(t, a, p);
	} else if (is_taken && prompt != NULL &&
		   hub_prompts_find(t, p->event->id) == NULL) {
		hub_prompt_open(t, p->event, prompt);
	} else if (prompt != NULL) {
		prompt_free(t, prompt);
	} else if (is_taken && slice_is(p->event->type, "H")) {
		end_known(t, p->event);
	}
}

void
hub_prompts_tick(struct hub_prompts *t, int64_t wall_ms)
{
	int64_t due_ms = INT64_MAX;
	struct list *link, *next;

	if (wall_ms < t->due_ms)
		return;
	for (link = t->open.next; link != &t->open; link = next) {
		struct hub_prompt *prompt =
		    LIST_ITEM(link, struct hub_prompt, link);

		next = link->next;
		if (hub_prompt_is_over(prompt, wall_ms) &&
		    prompt->underway_count == 0) {
			hub_prompt_close(t, prompt, HUB_PROMPT_EXPIRED);
		} else if (prompt->time_ms + prompt->ttl_ms < due_ms) {
			due_ms = prompt->time_ms + prompt->ttl_ms;
		}
	}
	t->due_ms = due_ms;
}

/* Returns whether it was not removed before. */
static bool
remove_prompt(struct hub_prompts *t, struct hub_prompt *prompt)
{
	if (prompt->removed)
		return false;
	prompt->removed = true;
	if (prompt->state == HUB_PROMPT_OPEN)
		hub_prompt_close(t, prompt, HUB_PROMPT_EXPIRED);
	return true;
}

size_t
hub_prompts_remove(struct hub_prompts *t, struct slice id, struct slice topic)
{
	struct hub_prompt *prompt;
	size_t count = 0;

	if (id.len > 0) {
		prompt = hub_prompts_find(t, id);
		return prompt != NULL && remove_prompt(t, prompt);
	}
	for (size_t at = 0; (prompt = map_next(&t->by_id, &at)) != NULL;)
		if (slice_equals(prompt->topic, topic))
			count += remove_prompt(t, prompt);
	return count;
}

void
hub_prompt_wait(struct hub_prompt *prompt, struct hub_prompt_wait *w)
{
	list_add(&prompt->waits, &w->link);
}

const char *
hub_prompt_state_name(const struct hub_prompt *prompt)
{
	static const char *const names[] = {
		[HUB_PROMPT_OPEN] = "open",
		[HUB_PROMPT_CONFIRMED] = "confirmed",
		[HUB_PROMPT_DENIED] = "denied",
		[HUB_PROMPT_EXPIRED] = "expired",
	};

	return names[prompt->state];
}
