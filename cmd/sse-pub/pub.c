#include "sse-pub/pub.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/list.h"
#include "client/headers.h"
#include "client/input.h"
#include "client/output.h"
#include "client/refusal.h"
#include "client/status.h"
#include "client/url.h"
#include "sse-pub/modes.h"

/* What it is for, said by what is given: the first that is meant. */
static const struct pub_mode *const modes[] = {
	&pub_command,
	&pub_ask,
	&pub_confirm,
	&pub_lines,
	&pub_one,
	&pub_flush,
};

/* What is tried again is told once, so that nobody waits without a word. */
void
pub_tell_retry(struct pub *p, const char *why, int64_t again_ms)
{
	char text[DELAY_TEXT_MAX];

	delay_tell(text, why, again_ms);
	if (!p->told || p->options->verbose)
		fprintf(stderr, "sse-pub: %s: %s\n", p->shown, text);
	p->told = true;
}

int
pub_blame_hub(const struct pub *p, struct err *err)
{
	struct err why = *err;

	return err_set(err, why.code, "%s: %s", p->shown, why.text);
}

int
pub_print_receipt(const struct pub *p, struct slice line, struct err *err)
{
	struct output out;

	if (p->options->quiet)
		return 0;
	output_init(&out, STDOUT_FILENO, line.len);
	buf_add(&out.buf, line);
	output_flush(&out, INT64_MAX);
	output_clear(&out);
	errno = out.error;
	if (errno == 0)
		return 0;
	return err_errno(err, STATUS_WRITE, "published, but standard output");
}

void
pub_set_draft(const struct pub *p, struct draft *draft)
{
	const struct pub_options *o = p->options;

	*draft = (struct draft){
		.type = slice_of(o->type != NULL ? o->type : ""),
		.to = &o->to,
		.ttl_ms = o->ttl_ms,
		.retry_ms = o->retry_hint_ms,
		.retain = o->retain,
	};
	/* Who names users, and no topic, means their inboxes. */
	draft->topic = slice_of(o->to.count > 0 ? "" : "main");
	if (o->topic != NULL)
		draft->topic = slice_of(o->topic);
}

/* Whoever says that data is no text wants it mended. */
bool
pub_mends(const struct pub_options *o)
{
	const char *type = headers_find(&o->headers, "Content-Type");

	return type != NULL &&
	       refusal_is_type(type, "application/octet-stream");
}

int
pub_print_counts(const struct pub *p, const struct outbox *o, struct err *err)
{
	struct buf line = BUF(256);
	int status;

	buf_addf(&line,
	    "{\"accepted\":%lld,\"duplicates\":%lld,\"refused\":%lld}\n",
	    (long long)o->accepted, (long long)o->duplicates,
	    (long long)o->refused);
	status = pub_print_receipt(p, buf_slice(&line), err);
	buf_clear(&line);
	return status;
}

int
pub_read_data(
    const struct pub_options *o, struct buf *data, bool *given, struct err *err)
{
	*given = true;
	if (o->all || o->file != NULL)
		return input_read_file(data, o->all ? "-" : o->file, err);
	*given = o->text != NULL || o->empty;
	if (o->text != NULL)
		buf_add(data, slice_of(o->text));
	return 0;
}

static const struct pub_mode *
find_mode(const struct pub_options *o)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (modes[i]->is_meant(o))
			return modes[i];
	return NULL;
}

static int
check_spool(const struct pub_options *o, struct err *err)
{
	if (o->flush && o->spool == NULL)
		return err_set(err, STATUS_USAGE, "--flush needs --spool");
	if (o->spool != NULL && o->spool[0] == '\0')
		return err_set(err, STATUS_USAGE,
		    "--spool: the name of the folder is empty");
	/* What is behind the line would be in there. */
	if (o->spool != NULL && o->stop_on_error)
		return err_set(err, STATUS_USAGE,
		    "--stop-on-error does not go with --spool");
	return 0;
}

int
pub_check(const struct pub_options *o, struct err *err)
{
	const struct pub_mode *mode = find_mode(o);
	int given = (o->text != NULL) + (o->file != NULL) + o->all + o->lines +
		    o->ndjson + o->empty + o->run + o->flush;
	bool is_many = o->lines || o->ndjson;

	if (o->operands.count > 0 && (mode == NULL || !mode->takes_operands))
		return err_set(err, STATUS_USAGE,
		    "'%s': neither H nor C; a topic is for -t, a text for -m, "
		    "a file for -f or <, a command for --run --",
		    o->operands.items[0]);
	if (pub_ask_check(o, err) != 0)
		return -1;
	if (mode == NULL)
		return err_set(err, STATUS_USAGE,
		    "nothing to publish: give -m, -f, -s, -l, --ndjson, -n or "
		    "--run");
	if (given > 1)
		return err_set(err, STATUS_USAGE,
		    "give only one of -m, -f, -s, -l, --ndjson, -n, --run and "
		    "--flush");
	if (mode->check != NULL && mode->check(o, err) != 0)
		return -1;
	if (check_spool(o, err) != 0)
		return -1;
	if (is_many && (o->id != NULL || o->fail_if_nobody))
		return err_set(err, STATUS_USAGE,
		    "%s is one event's: it does not go with -l or --ndjson",
		    o->id != NULL ? "--id" : "--fail-if-nobody");
	if (!is_many && o->stop_on_error)
		return err_set(err, STATUS_USAGE,
		    "--stop-on-error goes with -l and --ndjson");
	if (!url_is_hub(o->url))
		return err_set(err, STATUS_USAGE,
		    "the hub's URL ends before /events, and has no query; "
		    "the topic is for -t");
	if (url_check(o->url, err) != 0)
		return -1;
	return request_options_check(&o->request, err);
}

static void
on_retry(struct attempt_how *how, const char *why, int64_t again_ms)
{
	pub_tell_retry(LIST_ITEM(how, struct pub, how), why, again_ms);
}

static void
set_how(struct pub *p)
{
	const struct pub_options *o = p->options;

	p->how = (struct attempt_how){
		.request = {
			.program = "sse-pub",
			.unix_socket = o->unix_socket,
			.headers = &o->headers,
			.session = &p->session,
			.insecure = o->insecure,
			.connect_timeout_ms = o->connect_timeout_ms,
		},
		.hub = o->url,
		.delay = { .first_ms = 200, .max_ms = 5000 },
		.timeout_ms = o->timeout_ms,
		.on_retry = on_retry,
	};
	url_show(o->url, p->shown, sizeof(p->shown));
}

int
pub_run(const struct pub_options *o, struct err *err)
{
	struct pub p = { .options = o };
	int status = -1;

	if (session_init(&p.session, &o->request, err) == 0 &&
	    post_new_id(p.id, err) == 0) {
		set_how(&p);
		status = find_mode(o)->run(&p, err);
	}
	session_clear(&p.session);
	return status;
}
