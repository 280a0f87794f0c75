/*
 * hub/prompt_inner.h - what hub/prompt.c and hub/answer.c share.  Not for
 * others: they have hub/prompt.h.
 */
#ifndef HUB_PROMPT_INNER_H
#define HUB_PROMPT_INNER_H

#include "hub/prompt.h"

/*
 * Makes room for so much more, by forgetting what was closed longest ago;
 * false if that is not enough.
 */
bool hub_prompts_make_room(struct hub_prompts *t, size_t count, size_t bytes);

bool hub_prompt_is_over(const struct hub_prompt *prompt, int64_t wall_ms);

/* The log has it, as ev. */
void hub_prompt_open(struct hub_prompts *t, const struct hub_event *ev,
    struct hub_prompt *prompt);

/* Closes what is open: lets go of its H, and tells who waits. */
void hub_prompt_close(struct hub_prompts *t, struct hub_prompt *prompt,
    enum hub_prompt_state state);

/* hub_prompts_begin() and hub_prompts_end() for a C. */
enum hub_outcome hub_answer_begin(struct hub_prompts *t, struct hub_publish *p);
void hub_answer_end(
    struct hub_prompts *t, struct hub_answer *a, const struct hub_publish *p);

/* A C of the log's, m, as ev: counts it again. */
void hub_answer_restore(struct hub_prompts *t, struct hub_prompt *prompt,
    const struct hub_event *ev, const struct hub_message *m);

void hub_answer_free(struct hub_prompts *t, struct hub_answer *a);

#endif
