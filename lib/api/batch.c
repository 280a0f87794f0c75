#include "api/batch.h"

#include <stdio.h>
#include <stdlib.h>

#include "api/publish.h"
#include "api/tally.h"
#include "base/mem.h"

/*
 * One event underway.  A log that answers at once needs one of them for the
 * whole batch, which is used again and again; one that answers later needs as
 * many as it has not answered, and the length of a body bounds that.
 */
struct batch_event {
	struct hub_publish p;
	struct api_batch *batch;
	size_t line;
	struct batch_event *next; /* of batch->idle */
};

struct api_batch {
	struct api *api;
	struct http_exchange *x; /* NULL: gone */
	bool as_text;            /* how x would have an error */
	int64_t wall_ms;
	struct buf from;
	struct api_tally tally;
	struct batch_event *idle;
	size_t due; /* events underway, and one for those still to come */
};

struct api_batch *
api_batch_new(struct api *api, struct http_exchange *x, struct slice from)
{
	struct api_batch *batch = mem_new(sizeof(*batch));

	batch->api = api;
	batch->as_text = api_problem_is_text(x->req);
	batch->wall_ms = api->wall_ms();
	batch->due = 1;
	buf_init(&batch->from, HUB_USER_BYTES_MAX);
	buf_add(&batch->from, from);
	http_hold(x, &batch->x, NULL);
	return batch;
}

static void
answer_counts(struct api_batch *batch, struct slice members)
{
	struct buf *b = &batch->api->body;

	buf_reset(b);
	buf_add_char(b, '{');
	buf_add(b, members);
	buf_add(b, slice_of("}\n"));
	api_respond_json(batch->api, batch->x);
}

static void
answer_nothing(struct api_batch *batch, struct slice members)
{
	const struct api_tally *t = &batch->tally;
	const struct err *first = &t->errors[0].err;
	char detail[sizeof(first->text) + 128];
	const struct api_problem problem = {
		.code = API_NOTHING_TAKEN,
		.detail = detail,
		.members = members,
		.as_text = batch->as_text,
	};

	snprintf(detail, sizeof(detail),
	    "none of %zu was taken; the first: %s: %s", t->refused,
	    api_code_name((enum api_code)first->code), first->text);
	api_problem_answer(batch->api, batch->x, &problem);
}

static void
answer(struct api_batch *batch)
{
	struct buf members = BUF(API_TALLY_BYTES_MAX);

	api_tally_write(&batch->tally, &members);
	if (api_tally_is_nothing(&batch->tally))
		answer_nothing(batch, buf_slice(&members));
	else
		answer_counts(batch, buf_slice(&members));
	buf_clear(&members);
}

static void
batch_free(struct api_batch *batch)
{
	struct batch_event *ev;

	while ((ev = batch->idle) != NULL) {
		batch->idle = ev->next;
		free(ev);
	}
	api_tally_clear(&batch->tally);
	buf_clear(&batch->from);
	free(batch);
}

/* One less is due; with the last, batch is answered and gone. */
static void
settle(struct api_batch *batch)
{
	if (--batch->due > 0)
		return;
	if (batch->x != NULL)
		answer(batch);
	batch_free(batch);
}

static void
on_done(struct hub_publish *p)
{
	struct batch_event *ev = LIST_ITEM(p, struct batch_event, p);
	struct api_batch *batch = ev->batch;
	struct api_tally *t = &batch->tally;
	enum api_code code;
	const char *why;

	if (p->outcome == HUB_TAKEN) {
		t->accepted++;
	} else if (p->outcome == HUB_DUPLICATE) {
		t->duplicates++;
	} else {
		code = api_publish_refusal(p, &why);
		api_tally_refuse(t, ev->line, code, why);
	}
	ev->next = batch->idle;
	batch->idle = ev;
	settle(batch);
}

static struct batch_event *
take_event(struct api_batch *batch)
{
	struct batch_event *ev = batch->idle;

	if (ev != NULL) {
		batch->idle = ev->next;
		ev->p.err.text[0] = '\0';
		return ev;
	}
	ev = mem_new(sizeof(*ev));
	ev->batch = batch;
	ev->p.wall_ms = batch->wall_ms;
	ev->p.on_done = on_done;
	return ev;
}

void
api_batch_publish(
    struct api_batch *batch, size_t line, const struct hub_message *m)
{
	struct batch_event *ev = take_event(batch);

	ev->line = line;
	ev->p.message = *m;
	ev->p.message.extra.from = buf_slice(&batch->from);
	batch->due++;
	hub_publish(batch->api->hub, &ev->p);
}

void
api_batch_refuse(struct api_batch *batch, size_t line, const struct err *err)
{
	api_tally_refuse(
	    &batch->tally, line, (enum api_code)err->code, err->text);
}

void
api_batch_end(struct api_batch *batch)
{
	settle(batch);
}

void
api_batch_fail(struct api_batch *batch, const struct err *err)
{
	const struct api_problem problem = {
		.code = (enum api_code)err->code,
		.detail = err->text,
		.as_text = batch->as_text,
	};

	if (batch->x != NULL) {
		api_problem_answer(batch->api, batch->x, &problem);
	}
	batch_free(batch);
}
