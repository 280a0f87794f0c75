/* --flush: what is in the spool, and nothing else. */
#include "base/list.h"
#include "sse-pub/modes.h"
#include "sse-pub/spooled.h"

struct run {
	struct spooled spooled;
	struct outbox outbox;
};

static void
on_refused(struct outbox *o, int64_t number, const char *why)
{
	spooled_refuse(&LIST_ITEM(o, struct run, outbox)->spooled, number, why);
}

/* What cannot be opened cannot be sent; with no event of ours that is all. */
static int
flush(struct run *r, struct err *err)
{
	struct spooled *s = &r->spooled;
	struct err unwritten;
	int written, status;

	if (s->spool.is_broken) {
		*err = s->spool.why;
		return -1;
	}
	spooled_flush(s);
	written = pub_print_counts(s->pub, &r->outbox, &unwritten);
	status = spooled_conclude(s, err);
	if (status == 0 && written != 0) {
		*err = unwritten;
		return -1;
	}
	return status;
}

static int
run(struct pub *p, struct err *err)
{
	struct run r;
	int status;

	r.outbox = (struct outbox){ .how = &p->how, .on_refused = on_refused };
	outbox_init(&r.outbox);
	status = spooled_open(&r.spooled, p, &r.outbox, err);
	if (status == 0)
		status = flush(&r, err);
	spooled_close(&r.spooled);
	outbox_clear(&r.outbox);
	return status;
}

static bool
is_meant(const struct pub_options *o)
{
	return o->flush;
}

const struct pub_mode pub_flush = {
	.is_meant = is_meant,
	.run = run,
};
