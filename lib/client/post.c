#include "client/post.h"

#include <sys/random.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "client/status.h"
#include "client/url.h"

#define JSON_BYTES_MAX ((size_t)64 << 20)

/*
 * What it is stands in the query of the topic's URL, and its data is sent.
 * Who is for users' inboxes alone has no topic: then all of it is sent.
 * Returns whether it could be written.
 */
static bool
set_what(struct post *p, const struct draft *d, struct call_what *what)
{
	bool has_topic = d->topic.len > 0;

	p->call.attempt.request.owns_type = !has_topic;
	buf_reset(has_topic ? &p->target : &p->json);
	if (has_topic ? !draft_add_target(&p->target, d)
		      : !draft_add_json(&p->json, d))
		return false;
	what->path = has_topic ? buf_slice(&p->target) : slice_of("/publish");
	what->body = has_topic ? d->data : buf_slice(&p->json);
	what->type =
	    has_topic ? "text/plain; charset=utf-8" : "application/json";
	return true;
}

/* Only an answer that is a receipt counts. */
static int
take_receipt(struct post *p, const struct draft *d, struct err *err)
{
	const struct receipt_of of = { .id = d->id };
	struct attempt *t = &p->call.attempt;

	buf_reset(&p->line);
	if (t->fetch.status == 200 &&
	    receipt_read(&p->receipt, &of, buf_slice(&t->answer), &p->line))
		return 0;
	attempt_refuse(t, err);
	return -1;
}

int
post_event(
    struct post *p, const struct draft *d, int64_t until_ms, struct err *err)
{
	struct call_what what = { .until_ms = until_ms };

	if (d->topic.len == 0 && !utf8_is_valid(d->data))
		return err_set(
		    err, STATUS_USAGE, "data without a topic must be UTF-8");
	if (!set_what(p, d, &what))
		return err_set(
		    err, STATUS_USAGE, "what goes with the event is too long");
	call_start(&p->call, &what, clock_ms());
	/* What is longer is no receipt, whatever else it is. */
	if (call_wait(&p->call) || p->call.attempt.is_cut)
		return take_receipt(p, d, err);
	*err = p->call.err;
	return -1;
}

int
post_new_id(char *id, struct err *err)
{
	unsigned char b[16];

	if (getrandom(b, sizeof(b), 0) != (ssize_t)sizeof(b))
		return err_errno(err, STATUS_USAGE, "no randomness for an id");
	b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
	for (size_t i = 0; i < sizeof(b); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*id++ = '-';
		*id++ = "0123456789abcdef"[b[i] >> 4];
		*id++ = "0123456789abcdef"[b[i] & 15];
	}
	*id = '\0';
	return 0;
}

void
post_init(struct post *p, struct attempt_how *how)
{
	/* The URL ends in NUL. */
	size_t hub_len = url_hub(how->hub).len + 1;

	buf_init(&p->line, RECEIPT_LINE_BYTES_MAX);
	buf_init(
	    &p->target, hub_len < URL_BYTES_MAX ? URL_BYTES_MAX - hub_len : 0);
	buf_init(&p->json, JSON_BYTES_MAX);
	multi_init(&p->multi);
	call_init(&p->call, how, &p->multi, RECEIPT_BYTES_MAX);
}

void
post_clear(struct post *p)
{
	call_clear(&p->call);
	multi_clear(&p->multi);
	buf_clear(&p->line);
	buf_clear(&p->target);
	buf_clear(&p->json);
}
