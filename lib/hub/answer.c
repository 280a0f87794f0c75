/* hub/answer.c - the half of hub/prompt.h that is about C. */
#include <stdlib.h>

#include "base/mem.h"
#include "hub/audience.h"
#include "hub/prompt_inner.h"
#include "hub/repeat.h"

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

	list_init(&a->repeats);
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

/* Returns the answer that is underway from here on, NULL: there is no room. */
static struct hub_answer *
answer_begin(struct hub_prompts *t, struct hub_prompt *prompt,
    const struct hub_message *m)
{
	size_t bytes = sizeof(struct hub_answer) + HUB_ID_BYTES_MAX + 1 +
		       m->extra.from.len + m->data.len;

	if (prompt->answer_count == HUB_ANSWERS_MAX ||
	    !hub_prompts_make_room(t, 0, bytes))
		return NULL;
	t->bytes += bytes;
	return answer_new(prompt, m, bytes);
}

static enum hub_outcome
check_size(struct hub_publish *p)
{
	if (p->message.data.len <= HUB_ANSWER_BYTES_MAX)
		return HUB_TAKEN;
	err_set(&p->err, 1, "data of a C is at most 16384 bytes");
	return HUB_TOO_BIG;
}

static enum hub_outcome
take_place(
    struct hub_prompts *t, struct hub_prompt *prompt, struct hub_publish *p)
{
	struct hub_message *m = &p->message;

	if (check_size(p) != HUB_TAKEN)
		return HUB_TOO_BIG;
	p->answer = answer_begin(t, prompt, m);
	if (p->answer == NULL)
		return HUB_PROMPTS_FULL;
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
	p->id = slice_of(said->id);
	p->topic = prompt->topic;
	return HUB_DUPLICATE;
}

/* One that answers are underway to is too late for more, but not closed. */
static bool
is_over(struct hub_prompts *t, struct hub_prompt *prompt, int64_t wall_ms)
{
	bool late = prompt->state == HUB_PROMPT_OPEN &&
		    hub_prompt_is_over(prompt, wall_ms);

	if (late && prompt->underway_count == 0)
		hub_prompt_close(t, prompt, HUB_PROMPT_EXPIRED);
	return late || prompt->state == HUB_PROMPT_EXPIRED;
}

enum hub_outcome
hub_answer_begin(struct hub_prompts *t, struct hub_publish *p)
{
	const struct hub_extra *extra = &p->message.extra;
	struct hub_prompt *prompt = hub_prompts_find(t, extra->re);
	struct hub_answer *said;

	if (prompt == NULL)
		return HUB_NO_PROMPT;
	if (prompt->to.len > 0 && extra->from.len > 0 &&
	    !hub_to_has(prompt->to, extra->from))
		return HUB_NOT_ASKED;
	said = find_answer(prompt, extra->from);
	if (said != NULL && said->id != NULL)
		return repeat(prompt, said, p);
	if (said != NULL && check_size(p) != HUB_TAKEN)
		return HUB_TOO_BIG;
	if (said != NULL)
		return hub_repeat_later(t, said, p);
	if (is_over(t, prompt, p->wall_ms))
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

/* The log has it, as ev. */
static void
note(struct hub_prompts *t, struct hub_answer *a, const struct hub_event *ev)
{
	a->prompt->underway_count--;
	a->id = mem_copy(ev->id);
	a->time_ms = ev->time_ms;
	count_answer(t, a);
}

void
hub_answer_end(
    struct hub_prompts *t, struct hub_answer *a, const struct hub_publish *p)
{
	hub_repeats_are_due(t, a);
	if (p->outcome == HUB_TAKEN) {
		note(t, a, p->event);
		return;
	}
	a->prompt->underway_count--;
	hub_answer_free(t, a);
}

void
hub_answer_restore(struct hub_prompts *t, struct hub_prompt *prompt,
    const struct hub_event *ev, const struct hub_message *m)
{
	struct hub_answer *a;

	if (find_answer(prompt, m->extra.from) != NULL)
		return;
	/* Closed or not, it is not the one to make room. */
	prompt->underway_count++;
	a = answer_begin(t, prompt, m);
	prompt->underway_count--;
	if (a != NULL)
		note(t, a, ev);
}
