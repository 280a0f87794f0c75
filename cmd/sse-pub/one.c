/* One event: a text, a file, all of standard input, or nothing. */
#include "client/input.h"
#include "client/refusal.h"
#include "client/status.h"
#include "sse-pub/kept.h"
#include "sse-pub/modes.h"

struct one {
	struct pub *pub;
	struct kept kept;
	struct post post;
};

/* Published. */
static int
end(const struct one *one, struct err *err)
{
	const struct pub *p = one->pub;

	if (pub_print_receipt(p, buf_slice(&one->post.line), err) != 0)
		return -1;
	if (p->options->fail_if_nobody && one->post.receipt.is_for_nobody)
		return err_set(
		    err, STATUS_NO, "%s: published, to nobody", p->shown);
	return 0;
}

/* What a hub refuses it explains: another may stand there by mistake. */
static int
refused_with(const struct one *one)
{
	const struct fetch *f = &one->post.call.attempt.fetch;

	if (f->status == 413 || refusal_is_problem(f->type))
		return f->status;
	return 0;
}

static int
send_one(struct one *one, const struct draft *draft, struct err *err)
{
	struct err other;
	int status;

	if (post_event(&one->post, draft, one->kept.until_ms, err) != 0) {
		pub_blame_hub(one->pub, err);
		return kept_fail(&one->kept, refused_with(one), err);
	}
	status = end(one, err);
	if (kept_done(&one->kept, &other) == 0 || status != 0)
		return status;
	*err = other;
	return -1;
}

static int
publish(struct pub *p, struct slice data, struct err *err)
{
	const struct pub_options *o = p->options;
	struct one one = { .pub = p };
	struct draft draft;
	int status;

	pub_set_draft(p, &draft);
	draft.id = slice_of(o->id != NULL ? o->id : p->id);
	draft.data = data;
	post_init(&one.post, &p->how);
	status = kept_open(&one.kept, p, &draft, err);
	if (status == 0)
		status = send_one(&one, &draft, err);
	kept_close(&one.kept);
	post_clear(&one.post);
	return status;
}

static int
run(struct pub *p, struct err *err)
{
	const struct pub_options *o = p->options;
	struct buf data = BUF(INPUT_BYTES_MAX);
	bool given;
	int status = pub_read_data(o, &data, &given, err);

	/* Nothing came in: nothing to say, as for no lines. */
	if (status == 0 && !(o->all && data.len == 0))
		status = publish(p, buf_slice(&data), err);
	buf_clear(&data);
	return status;
}

static bool
is_meant(const struct pub_options *o)
{
	return o->text != NULL || o->file != NULL || o->all || o->empty;
}

const struct pub_mode pub_one = {
	.is_meant = is_meant,
	.run = run,
};
