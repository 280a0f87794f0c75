#include "sse-pub/spooled.h"

#include <stdio.h>

#include "base/list.h"
#include "client/draft.h"
#include "client/harmless.h"
#include "client/spool_text.h"
#include "client/status.h"
#include "client/url.h"

/* Of a lock that is held for some milliseconds, by who is not stopped. */
#define LOCK_MS_MIN 500

static void
on_bad(struct spool *spool, const char *why)
{
	(void)spool;
	fprintf(stderr, "sse-pub: %s\n", why);
}

/* Whoever holds the lock for long leaves half of the time to the hub. */
static int64_t
lock_ms(const struct pub_options *o)
{
	int64_t ms = o->timeout_ms / 2;

	return ms > LOCK_MS_MIN ? ms : LOCK_MS_MIN;
}

/* As it is known to the spool: without a password, and always the same. */
static void
set_hub(struct spooled *s)
{
	const struct pub_options *o = s->pub->options;
	size_t len;

	url_show(o->url, s->hub, sizeof(s->hub));
	len = url_hub(s->hub).len;
	s->hub[len] = '\0';
	if (o->unix_socket != NULL)
		snprintf(s->hub + len, sizeof(s->hub) - len, " at %s",
		    o->unix_socket);
}

int
spooled_open(
    struct spooled *s, struct pub *p, struct outbox *o, struct err *err)
{
	*s = (struct spooled){
		.pub = p,
		.outbox = o,
		.is_on = p->options->spool != NULL,
		.spool = {
			.path = p->options->spool,
			.hub = s->hub,
			.bytes_max = p->options->spool_max,
			.own_id = p->id,
			.lock_ms = lock_ms(p->options),
			.on_bad = on_bad,
			.fd = -1,
			.folder = { .fd = -1, .lock_fd = -1 },
		},
	};
	if (!s->is_on)
		return 0;
	set_hub(s);
	o->store = &s->spool.store;
	return spool_open(&s->spool, err);
}

bool
spooled_flush(struct spooled *s)
{
	struct outbox *o = s->outbox;

	outbox_end(o);
	while (outbox_turn(o)) {
		const struct multi_until until = {
			.ms = outbox_wait_ms(o),
			.in_fd = -1,
			.out_fd = -1,
		};

		if (outbox_is_idle(o))
			return true;
		multi_wait(&o->multi, &until);
	}
	return false;
}

void
spooled_close(struct spooled *s)
{
	if (s->is_on)
		spool_close(&s->spool);
}

/* Finds the line of that number in what was sent; empty if it is not there. */
static struct slice
find_line(const struct outbox *o, int64_t number)
{
	for (size_t i = 0; i < parcel_count(&o->head); i++)
		if (parcel_number(&o->head, i) == number)
			return parcel_line(&o->head, i);
	return slice_empty();
}

static void
tell_refused(
    const struct spooled *s, int64_t number, struct slice line, const char *why)
{
	struct slice target = buf_slice(&s->outbox->head.target);
	struct buf id = BUF(1024);
	struct slice escaped;

	if (number > 0) {
		fprintf(stderr, "sse-pub: %s: line %lld: %s\n", s->pub->shown,
		    (long long)number, why);
	} else {
		if (target.len == 0)
			spool_text_id(line, &id);
		else if (draft_target_id(target, &escaped))
			buf_add(&id, escaped);
		harmless_mask(id.ptr, id.len);
		fprintf(stderr, "sse-pub: %s: spooled event '%.*s': %s\n",
		    s->pub->shown, SLICE_ARGS(buf_slice(&id)), why);
	}
	buf_clear(&id);
}

void
spooled_refuse(struct spooled *s, int64_t number, const char *why)
{
	struct slice line = find_line(s->outbox, number);

	if (why != NULL)
		tell_refused(s, number, line, why);
	if (s->is_on && s->outbox->head_is_kept && line.len > 0)
		spool_refuse_head(&s->spool, line);
}

/* Why some is not in the spool, and not at the hub. */
static int
conclude_lost(const struct spooled *s, int64_t number, struct err *err)
{
	const struct outbox *o = s->outbox;

	if (number > 0)
		return err_set(err, STATUS_WRITE,
		    "line %lld and what follows is neither published nor "
		    "spooled: %s: %s; %s",
		    (long long)number, s->pub->shown, o->err.text,
		    o->short_err.text);
	return err_set(err, STATUS_WRITE,
	    "some is neither published nor spooled: %s: %s; %s", s->pub->shown,
	    o->err.text, o->short_err.text);
}

static int
conclude_over(const struct spooled *s, struct err *err)
{
	const struct outbox *o = s->outbox;
	int64_t number = outbox_first_unkept(o);

	if (number != 0)
		return conclude_lost(s, number, err);
	if (o->err.code == STATUS_USAGE || o->err.code == STATUS_WRITE) {
		*err = o->err;
		return -1;
	}
	return err_set(err, STATUS_SPOOLED, "%s: %s; spooled in %s",
	    s->pub->shown, o->err.text, s->spool.path);
}

int
spooled_conclude(const struct spooled *s, struct err *err)
{
	const struct outbox *o = s->outbox;

	if (!s->is_on)
		return 0;
	if (o->state == OUTBOX_OVER)
		return conclude_over(s, err);
	if (o->was_short)
		fprintf(stderr, "sse-pub: published, but not spooled: %s\n",
		    o->short_err.text);
	if (o->refused > 0 || s->spool.bad > 0)
		return err_set(err, STATUS_HTTP,
		    "%lld refused; what was in %s is put aside there",
		    (long long)o->refused + (long long)s->spool.bad,
		    s->spool.path);
	return 0;
}
