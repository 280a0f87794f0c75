#include "sse-pub/kept.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/list.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "client/status.h"

static void
on_refused(struct outbox *o, int64_t number, const char *why)
{
	spooled_refuse(
	    &LIST_ITEM(o, struct kept, outbox)->spooled, number, why);
}

/* Puts it in, as well as the disk lets us. */
static int
put(struct kept *k, const struct draft *d, struct err *err)
{
	struct spool *s = &k->spooled.spool;
	struct parcel p;
	int status = 0;

	parcel_init(&p);
	if (parcel_add(&p, d, 1) != PARCEL_ADDED)
		status = err_set(err, STATUS_HTTP, "it is too long");
	else if (s->store.put(&s->store, &p, &k->unkept) == 0)
		k->unkept.code = 0;
	if (status == 0 && !buf_add(&k->line, buf_slice(&p.text)))
		mem_fail();
	parcel_clear(&p);
	return status;
}

/* What a hub would refuse for good does not go into the spool. */
static int
put_text(struct kept *k, const struct draft *d, struct err *err)
{
	struct draft mended = *d;
	struct buf text = BUF(d->data.len * 3 + 1);
	int status;

	if (utf8_is_valid(d->data))
		return put(k, d, err);
	if (!pub_mends(k->spooled.pub->options))
		return err_set(err, STATUS_HTTP, "the data is not UTF-8");
	if (!utf8_add_mended(&text, d->data))
		mem_fail();
	mended.data = buf_slice(&text);
	status = put(k, &mended, err);
	buf_clear(&text);
	return status;
}

/* Neither there nor here. */
static int
lose(const struct kept *k, struct err *err)
{
	struct err why = *err;

	return err_set(err, STATUS_WRITE, "%s; it is not spooled either: %s",
	    why.text, k->unkept.text);
}

/* Sends what is there already. */
static int
flush(struct kept *k, struct err *err)
{
	if (spooled_flush(&k->spooled))
		return 0;
	spooled_conclude(&k->spooled, err);
	return k->unkept.code != 0 ? lose(k, err) : -1;
}

/* Of a time that is shorter than the lock's half is for the hub anyway. */
static void
leave_time(struct kept *k)
{
	int64_t least_ms = clock_ms() + k->spooled.pub->options->timeout_ms / 2;

	if (k->until_ms < least_ms)
		k->until_ms = least_ms;
	k->outbox.limit_ms = k->until_ms;
}

int
kept_open(struct kept *k, struct pub *p, const struct draft *d, struct err *err)
{
	*k = (struct kept){ .line = BUF(SIZE_MAX) };
	k->until_ms = clock_ms() + p->options->timeout_ms;
	k->outbox = (struct outbox){ .how = &p->how, .on_refused = on_refused };
	outbox_init(&k->outbox);
	if (spooled_open(&k->spooled, p, &k->outbox, err) != 0)
		return -1;
	if (!k->spooled.is_on)
		return 0;
	leave_time(k);
	k->spooled.spool.flushes_only = true;
	if (put_text(k, d, err) != 0)
		return pub_blame_hub(p, err);
	return flush(k, err);
}

void
kept_close(struct kept *k)
{
	spooled_close(&k->spooled);
	outbox_clear(&k->outbox);
	buf_clear(&k->line);
}

int
kept_done(struct kept *k, struct err *err)
{
	if (!k->spooled.is_on)
		return 0;
	if (k->unkept.code != 0)
		fprintf(stderr, "sse-pub: published, but not spooled: %s\n",
		    k->unkept.text);
	spool_drop_own(&k->spooled.spool);
	return spooled_conclude(&k->spooled, err);
}

/* Returns whether the event is what is wrong, for any hub at any time. */
static bool
is_of_event(int status)
{
	return status == 400 || status == 409 || status == 413 || status == 415;
}

/* For good: it leaves the spool, and is not lost. */
static int
refuse(struct kept *k, struct err *err)
{
	struct slice line = buf_slice(&k->line);
	struct err why = *err, unkept;

	if (k->unkept.code != 0)
		return -1;
	if (line.len > 0)
		line.len--;
	if (spool_refuse_own(&k->spooled.spool, line, &unkept) != 0)
		return err_set(err, STATUS_WRITE, "%s; it stays in %s: %s",
		    why.text, k->spooled.spool.path, unkept.text);
	return -1;
}

int
kept_fail(struct kept *k, int status, struct err *err)
{
	struct err why = *err;

	if (!k->spooled.is_on)
		return -1;
	if (why.code == STATUS_HTTP && is_of_event(status))
		return refuse(k, err);
	if (k->unkept.code != 0)
		return lose(k, err);
	return err_set(err, STATUS_SPOOLED, "%s; spooled in %s", why.text,
	    k->spooled.spool.path);
}
