/* hub/answer.c - the half of hub/prompt.h that is about C. */
#include <stdlib.h>

#include "base/mem.h"
#include "hub/audience.h"
#include "hub/prompt_inner.h"

void
hub_answer_free(struct hub_prompts *t, struct hub_answer *a)
{
	list_del(&a->link);
	a->prompt->answer_count--;
	t->bytes -= a->bytes;
	free(a->id);
	free(a);
}

static struct hub_answer *
find_answer(const struct hub_prompt *prompt, struct slice user)
{
	for (struct list *link = prompt->answers.next; link != &prompt->answers;
	     link = link->next) {
		struct hub_answer *a = LIST_ITEM(link, struct hub_answer, link);

		if (slice_equals(a->user, user))
			return a;
	}
	return NULL;
}

/* Returns a copy of s behind what a holds already. */
static struct slice
put(struct hub_answer *a, size_t at, struct slice s)
{
	if (s.len > 0)
		memcpy(a->text + at, s.ptr, s.len);
	return (struct slice){ a->text + at, s.len };
}

static struct hub_answer *
answer_new(struct hub_prompt *prompt, const struct hub_message *m, size_t bytes)
{
	struct hub_answer *a = mem_new(bytes);

	a->prompt = prompt;
	a->ok = !m->extra.denies;
	a->user = put(a, 0, m->extra.from);
	a->data = put(a, a->user.len, m->data);
	a->bytes = bytes;
	list_add(&prompt->answers, &a->link);
	prompt->answer_count++;
	prompt->underway_count++;
	return a;
}

static enum hub_outcome
take_place(
    struct hub_prompts *t, struct hub_prompt *prompt, struct hub_publish *p)
{
	struct hub_message *m = &p->message;
	size_t bytes = sizeof(struct hub_answer) + HUB_ID_BYTES_MAX + 1 +
		       m->extra.from.len + m->data.len;

	if (m->data.len > HUB_ANSWER_BYTES_MAX) {
		err_set(&p->err, 1, "data of a C is at most 16384 bytes");
		return HUB_TOO_BIG;
	}
	if (prompt->answer_count == HUB_ANSWERS_MAX ||
	    !hub_prompts_make_room(t, 0, bytes))
		return HUB_PROMPTS_FULL;
	p->answer = answer_new(prompt, m, bytes);
	t->bytes += bytes;
	/* An inbox is named by who it is of, not by its name. */
	m->topic = prompt->topic;
	if (m->topic.len > 0 && m->topic.ptr[0] == '$')
		m->topic = slice_empty();
	m->extra.to = prompt->to;
	m->extra.copy = prompt->from;
	return HUB_TAKEN;
}

/* All is said that p could say: it stands for the C that said it. */
static enum hub_outcome
repeat(const struct hub_prompt *prompt, const struct hub_answer *said,
    struct hub_publish *p)
{
	if (said->id != NULL)
		p->id = slice_of(said->id);
	p->topic = prompt->topic;
	return HUB_DUPLICATE;
}

enum hub_outcome
hub_answer_begin(struct hub_prompts *t, struct hub_publish *p)
{
	const struct hub_extra *extra = &p->message.extra;
	struct hub_prompt *prompt = hub_prompts_find(t, extra->re);
	const struct hub_answer *said;

	if (prompt == NULL)
		return HUB_NO_PROMPT;
	if (prompt->to.len > 0 && extra->from.len > 0 &&
	    !hub_to_has(prompt->to, extra->from))
		return HUB_NOT_ASKED;
	said = find_answer(prompt, extra->from);
	if (said != NULL)
		return repeat(prompt, said, p);
	if (prompt->state == HUB_PROMPT_OPEN &&
	    hub_prompt_is_over(prompt, p->wall_ms))
		hub_prompt_close(t, prompt, HUB_PROMPT_EXPIRED);
	if (prompt->state == HUB_PROMPT_EXPIRED)
		return HUB_PROMPT_OVER;
	if (prompt->state != HUB_PROMPT_OPEN)
		return repeat(prompt, prompt->closer, p);
	return take_place(t, prompt, p);
}

/* Returns what prompt is by what is counted. */
static enum hub_prompt_state
judge(const struct hub_prompt *prompt)
{
	if (prompt->yes_count >= prompt->quorum)
		return HUB_PROMPT_CONFIRMED;
	if (prompt->no_count == 0)
		return HUB_PROMPT_OPEN;
	/* Where anybody may answer, nobody is left to wait for after a no. */
	if (hub_to_count(prompt->to) < prompt->quorum + prompt->no_count)
		return HUB_PROMPT_DENIED;
	return HUB_PROMPT_OPEN;
}

/* One that was underway when its prompt was closed is noted, no more. */
static void
count_answer(struct hub_prompts *t, struct hub_answer *a)
{
	struct hub_prompt *prompt = a->prompt;
	enum hub_prompt_state state;

	if (prompt->state != HUB_PROMPT_OPEN)
		return;
	prompt->yes_count += a->ok;
	prompt->no_count += !a->ok;
	state = judge(prompt);
	if (state == HUB_PROMPT_OPEN)
		return;
	prompt->closer = a;
	hub_prompt_close(t, prompt, state);
}

void
hub_answer_end(
    struct hub_prompts *t, struct hub_answer *a, const struct hub_publish *p)
{
	a->prompt->underway_count--;
	if (p->outcome != HUB_TAKEN) {
		hub_answer_free(t, a);
		return;
	}
	a->id = mem_copy(p->event->id);
	a->time_ms = p->event->time_ms;
	count_answer(t, a);
}
