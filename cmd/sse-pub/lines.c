/* Each line of standard input an event: its data, or a JSON object. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/list.h"
#include "base/mem.h"
#include "client/status.h"
#include "sse-pub/modes.h"
#include "sse-pub/progress.h"
#include "sse-pub/source.h"
#include "sse-pub/spooled.h"

struct run {
	struct pub *pub;
	struct attempt_how how;
	struct outbox outbox;
	struct progress progress;
	struct source source;
	struct spooled spooled;
};

static void
on_retry(struct attempt_how *how, const char *why, int64_t again_ms)
{
	struct run *r = LIST_ITEM(how, struct run, how);

	progress_hide(&r->progress);
	pub_tell_retry(r->pub, why, again_ms);
}

static void
on_refused(struct outbox *o, int64_t number, const char *why)
{
	struct run *r = LIST_ITEM(o, struct run, outbox);

	progress_hide(&r->progress);
	spooled_refuse(&r->spooled, number, why);
}

/* Most likely objects that were written to be read by people. */
static void
on_misfits(struct source *s, const struct source_misfits *m)
{
	struct run *r = LIST_ITEM(s, struct run, source);

	progress_hide(&r->progress);
	fprintf(stderr, "sse-pub: %s: line%s %lld", r->pub->shown,
	    m->count > 1 ? "s" : "", (long long)m->first);
	if (m->count > 1)
		fprintf(stderr, " to %lld", (long long)m->last);
	fprintf(stderr,
	    ": %lld more like that; jq -c writes an object on one line\n",
	    (long long)m->count);
}

/* Waits until something can be done. */
static void
wait_for(struct run *r)
{
	struct outbox *o = &r->outbox;
	bool reads = source_wants_input(&r->source);
	int64_t progress_ms = progress_wait_ms(&r->progress);
	struct multi_until until = {
		.ms = outbox_wait_ms(o),
		.in_fd = reads ? STDIN_FILENO : -1,
		.out_fd = -1,
	};

	/* The outbox has just made room for what was read. */
	if (!reads && !o->has_ended && outbox_has_room(o))
		return;
	if (until.ms > progress_ms)
		until.ms = progress_ms;
	multi_wait(&o->multi, &until);
	if (reads)
		source_read(&r->source);
}

/* Until the hub has everything, or it is over. */
static void
run_lines(struct run *r)
{
	struct outbox *o = &r->outbox;

	for (;;) {
		source_turn(&r->source);
		if (!outbox_turn(o))
			return;
		if (o->has_ended && outbox_is_idle(o))
			return;
		progress_tell(&r->progress,
		    o->accepted + o->duplicates + o->refused, o->retries);
		wait_for(r);
	}
}

/* Says how it ended. */
static int
conclude(const struct run *r, struct err *err)
{
	const struct outbox *o = &r->outbox;

	if (r->spooled.is_on && spooled_conclude(&r->spooled, err) != 0)
		return -1;
	if (o->state == OUTBOX_OVER && !o->is_stopped)
		return err_set(err, o->err.code, "%s: line %lld: %s",
		    r->pub->shown, (long long)outbox_first(o), o->err.text);
	errno = r->source.error;
	if (errno != 0)
		return err_errno(err, STATUS_USAGE, "standard input");
	if (o->refused == 0)
		return 0;
	if (r->pub->options->stop_on_error)
		return err_set(
		    err, STATUS_HTTP, "stopped at a line that was refused");
	return err_set(err, STATUS_HTTP, "%lld of the lines refused",
	    (long long)o->refused);
}

static int
publish(struct run *r, struct err *err)
{
	struct err unwritten;
	int status, written;

	run_lines(r);
	progress_hide(&r->progress);
	written = pub_print_counts(r->pub, &r->outbox, &unwritten);
	status = conclude(r, err);
	if (status == 0 && written != 0) {
		*err = unwritten;
		return -1;
	}
	return status;
}

static void
init_outbox(struct run *r)
{
	r->how = r->pub->how;
	r->how.on_retry = on_retry;
	r->outbox.how = &r->how;
	r->outbox.stops = r->pub->options->stop_on_error;
	r->outbox.on_refused = on_refused;
	outbox_init(&r->outbox);
}

static void
init_source(struct run *r)
{
	const struct pub_options *o = r->pub->options;
	struct source *s = &r->source;

	s->outbox = &r->outbox;
	s->id = r->pub->id;
	s->is_json = o->ndjson;
	s->on_misfits = o->verbose ? NULL : on_misfits;
	s->mends = pub_mends(o);
	pub_set_draft(r->pub, &s->draft);
	/* An object may name users itself, and then it has no topic. */
	if (o->ndjson && o->topic == NULL)
		s->draft.topic = slice_empty();
	source_init(s);
}

static int
run(struct pub *p, struct err *err)
{
	struct run *r = mem_new(sizeof(*r));
	int status;

	r->pub = p;
	init_outbox(r);
	init_source(r);
	progress_init(&r->progress, !p->options->quiet);
	status = spooled_open(&r->spooled, p, &r->outbox, err);
	if (status == 0)
		status = publish(r, err);
	spooled_close(&r->spooled);
	source_clear(&r->source);
	outbox_clear(&r->outbox);
	free(r);
	return status;
}

static bool
is_meant(const struct pub_options *o)
{
	return o->lines || o->ndjson;
}

const struct pub_mode pub_lines = {
	.is_meant = is_meant,
	.run = run,
};
