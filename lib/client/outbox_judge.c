#include "client/outbox_judge.h"

#include <jansson.h>

#include "client/receipt.h"
#include "client/status.h"
#include "client/url.h"

/* Where many are refused, requests are as short as gets each one told. */
#define ERRORS_WANTED (TALLY_ERRORS_MAX * 4 / 5)

static void
refuse(struct outbox *o, size_t index, const char *why)
{
	o->is_stopped = o->stops;
	outbox_refuse(o, parcel_number(&o->head, index), why);
}

static void
count(struct outbox *o, size_t accepted, size_t duplicates)
{
	/* What was counted before comes again as what the hub has already. */
	size_t again = duplicates < o->told ? duplicates : o->told;

	o->told -= again;
	o->accepted += (int64_t)accepted;
	o->duplicates += (int64_t)(duplicates - again);
}

/* Sets how many lines a request has, so that each error will be listed. */
static void
set_most(struct outbox *o)
{
	size_t errors = o->tally.error_count + o->tally.more_errors;
	size_t most = o->most * 2;

	if (o->stops)
		return;
	if (errors > ERRORS_WANTED)
		most = o->sent * ERRORS_WANTED / errors;
	if (errors > ERRORS_WANTED && most < TALLY_ERRORS_MAX)
		most = TALLY_ERRORS_MAX;
	o->most = most < PARCEL_LINES_MAX ? most : PARCEL_LINES_MAX;
}

/*
 * Reports what is refused, and drops what is known of the head, but for what
 * may yet be taken.  Returns how many of these there are.
 */
static size_t
settle(struct outbox *o, const struct tally *t)
{
	size_t known = tally_known(t, o->sent), again = 0;
	size_t kept[TALLY_ERRORS_MAX];

	for (size_t i = 0; i < t->error_count; i++) {
		const struct tally_error *e = &t->errors[i];

		if (e->is_passing)
			kept[again++] = e->index;
		else
			refuse(o, e->index, e->words);
	}
	count(o, t->accepted, t->duplicates);
	/* Taken, but among those of which the answer does not tell. */
	o->told += t->accepted + t->duplicates - (known - t->error_count);
	parcel_drop(&o->head, known, kept, again);
	return again;
}

static enum outbox_next
judge_tally(struct outbox *o)
{
	const struct tally *t = &o->tally;
	size_t before = parcel_count(&o->head);
	size_t again;

	set_most(o);
	again = settle(o, t);
	if (parcel_count(&o->head) < before)
		outbox_progress(o);
	if (again == 0)
		return OUTBOX_GO_ON;
	for (size_t i = 0; i < t->error_count; i++)
		if (t->errors[i].is_passing) {
			err_set(&o->err, STATUS_HTTP, "%s", t->errors[i].words);
			break;
		}
	return OUTBOX_AGAIN;
}

/* What went alone is settled. */
static enum outbox_next
drop_one(struct outbox *o)
{
	parcel_drop(&o->head, 1, NULL, 0);
	outbox_progress(o);
	return OUTBOX_GO_ON;
}

static bool
is_nothing_taken(struct slice answer)
{
	json_t *tree = json_loadb(answer.ptr, answer.len, 0, NULL);
	const char *code = json_string_value(json_object_get(tree, "code"));
	bool is = code != NULL && strcmp(code, "nothing-taken") == 0;

	json_decref(tree);
	return is;
}

/* Of an event that went alone. */
static bool
is_receipt(const struct outbox *o, struct receipt *receipt)
{
	struct buf id = BUF(URL_BYTES_MAX);
	struct receipt_of of = { .re = slice_empty() };
	bool is;

	if (!draft_add_target_id(&id, buf_slice(&o->head.target)))
		buf_reset(&id);
	of.id = buf_slice(&id);
	is = o->attempt.fetch.status == 200 &&
	     receipt_read(receipt, &of, buf_slice(&o->attempt.answer), NULL);
	buf_clear(&id);
	return is;
}

/* An acknowledgement: it tells of each event what became of it. */
static bool
is_acknowledged(struct outbox *o, enum outbox_next *next)
{
	struct slice answer = buf_slice(&o->attempt.answer);
	int status = o->attempt.fetch.status;
	struct receipt receipt;

	if (o->head.target.len > 0) {
		if (!is_receipt(o, &receipt))
			return false;
		count(o, !receipt.is_duplicate, receipt.is_duplicate);
		*next = drop_one(o);
		return true;
	}
	if (status != 200 && !(status == 400 && is_nothing_taken(answer)))
		return false;
	if (!tally_read(&o->tally, answer, o->sent))
		return false;
	*next = judge_tally(o);
	return true;
}

/* Returns whether a refusal is of the event that went alone. */
static bool
is_of_event(const struct outbox *o)
{
	const struct fetch *f = &o->attempt.fetch;

	if (o->sent != 1 || f->status == 413)
		return o->sent == 1;
	/* What a hub refuses it explains: another may stand there by mistake. */
	return o->head.target.len > 0 && refusal_is_problem(f->type) &&
	       (f->status == 400 || f->status == 409);
}

static enum outbox_next
judge_refusal(struct outbox *o)
{
	if (o->attempt.is_passing)
		return OUTBOX_AGAIN;
	if (is_of_event(o)) {
		refuse(o, 0, o->err.text);
		return drop_one(o);
	}
	if (o->attempt.fetch.status != 413)
		return OUTBOX_GIVE_UP;
	o->most = o->sent / 2;
	return OUTBOX_GO_ON;
}

enum outbox_next
outbox_judge(struct outbox *o, enum attempt_end end)
{
	enum outbox_next next;

	if (end == ATTEMPT_BROKEN)
		return o->attempt.is_passing ? OUTBOX_AGAIN : OUTBOX_GIVE_UP;
	if (end == ATTEMPT_ANSWERED) {
		if (is_acknowledged(o, &next))
			return next;
		attempt_refuse(&o->attempt, &o->err);
	}
	return judge_refusal(o);
}
