#include "sse-pub/pub.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/list.h"
#include "client/input.h"
#include "client/output.h"
#include "client/post.h"
#include "client/status.h"
#include "client/url.h"

#define LINE_BYTES_MAX (64 << 20)

struct pub {
	const struct pub_options *options;
	struct post post;
	struct session session;
	char id[POST_ID_SIZE]; /* ours, where none was given */
	char shown[512];       /* the URL, as it may be shown */
	bool told;             /* that something is tried again */
	int64_t accepted, duplicates, refused; /* lines */
};

/* What is tried again is told once, so that nobody waits without a word. */
static void
on_retry(struct post *post, const char *why, int64_t again_ms)
{
	struct pub *p = LIST_ITEM(post, struct pub, post);
	char text[DELAY_TEXT_MAX];

	delay_tell(text, why, again_ms);
	if (!p->told || p->options->verbose)
		fprintf(stderr, "sse-pub: %s: %s\n", p->shown, text);
	p->told = true;
}

/* Puts the URL before the words, and returns -1. */
static int
blame_hub(const struct pub *p, struct err *err)
{
	struct err why = *err;

	return err_set(err, why.code, "%s: %s", p->shown, why.text);
}

static int
print_receipt(const struct pub *p, struct slice line, struct err *err)
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

static int
publish_one(struct pub *p, struct slice data, struct err *err)
{
	const char *id = p->options->id != NULL ? p->options->id : p->id;

	if (post_event(&p->post, slice_of(id), data, err) != 0)
		return blame_hub(p, err);
	return print_receipt(p, buf_slice(&p->post.receipt), err);
}

/*
 * Publishes a line.  One that the hub refuses is told, and the rest goes on:
 * it would be refused again.  -1 where the hub is out of reach.
 */
static int
publish_line(struct pub *p, int64_t number, struct slice line, struct err *err)
{
	char id[POST_ID_SIZE + 24];
	struct err why;

	snprintf(id, sizeof(id), "%s-%lld", p->id, (long long)number);
	if (post_event(&p->post, slice_of(id), line, err) == 0) {
		p->accepted += !p->post.is_duplicate;
		p->duplicates += p->post.is_duplicate;
		return 0;
	}
	why = *err;
	err_set(err, why.code, "%s: line %lld: %s", p->shown, (long long)number,
	    why.text);
	if (why.code != STATUS_HTTP || status_is_passing(p->post.fetch.status))
		return -1;
	fprintf(stderr, "sse-pub: %s\n", err->text);
	p->refused++;
	return 0;
}

static int
publish_chunk(
    struct pub *p, struct lines *lines, struct slice in, struct err *err)
{
	struct slice line;

	for (;;) {
		switch (lines_next(lines, &in, &line)) {
		case LINES_MORE:
			return 0;
		case LINES_TOO_LONG:
			fprintf(stderr, "sse-pub: line %lld: too long\n",
			    (long long)lines->number);
			p->refused++;
			break;
		case LINES_LINE:
			if (publish_line(p, lines->number, line, err) != 0)
				return -1;
		}
	}
}

static int
read_lines(struct pub *p, struct lines *lines, struct err *err)
{
	char chunk[64 << 10];
	struct slice line;

	for (;;) {
		ssize_t n = input_read(STDIN_FILENO, chunk, sizeof(chunk));
		struct slice in = { chunk, n > 0 ? (size_t)n : 0 };

		if (n < 0)
			return err_errno(err, STATUS_USAGE, "standard input");
		if (n == 0)
			break;
		if (publish_chunk(p, lines, in, err) != 0)
			return -1;
	}
	if (!lines_rest(lines, &line))
		return 0;
	return publish_line(p, lines->number, line, err);
}

static int
publish_lines(struct pub *p, struct err *err)
{
	struct buf receipt = BUF(256);
	struct lines lines;
	int status;

	lines_init(&lines, LINE_BYTES_MAX);
	status = read_lines(p, &lines, err);
	lines_clear(&lines);
	buf_addf(&receipt,
	    "{\"accepted\":%lld,\"duplicates\":%lld,\"refused\":%lld}\n",
	    (long long)p->accepted, (long long)p->duplicates,
	    (long long)p->refused);
	if (status == 0)
		status = print_receipt(p, buf_slice(&receipt), err);
	else
		print_receipt(p, buf_slice(&receipt), &(struct err){ 0 });
	buf_clear(&receipt);
	if (status == 0 && p->refused > 0)
		return err_set(err, STATUS_HTTP, "%lld of the lines refused",
		    (long long)p->refused);
	return status;
}

/* Publishes all of a file or of standard input, byte for byte. */
static int
publish_input(struct pub *p, struct err *err)
{
	const struct pub_options *o = p->options;
	struct buf b = BUF(INPUT_BYTES_MAX);
	int status = input_read_file(&b, o->all ? "-" : o->file, err);

	/* Nothing came in: nothing to say, as for no lines. */
	if (status == 0 && !(o->all && b.len == 0))
		status = publish_one(p, buf_slice(&b), err);
	buf_clear(&b);
	return status;
}

static int
publish(struct pub *p, struct err *err)
{
	const struct pub_options *o = p->options;

	if (post_new_id(p->id, err) != 0)
		return -1;
	if (o->lines)
		return publish_lines(p, err);
	if (o->all || o->file != NULL)
		return publish_input(p, err);
	return publish_one(p, slice_of(o->empty ? "" : o->text), err);
}

static int
check(const struct pub_options *o, struct err *err)
{
	int given = (o->text != NULL) + (o->file != NULL) + o->all + o->lines +
		    o->empty;

	if (given == 0)
		return err_set(err, STATUS_USAGE,
		    "nothing to publish: give -m, -f, -s, -l or -n");
	if (given > 1)
		return err_set(err, STATUS_USAGE,
		    "give only one of -m, -f, -s, -l and -n");
	if (o->lines && o->id != NULL)
		return err_set(err, STATUS_USAGE,
		    "--id is one event's: it does not go with -l");
	if (!url_is_hub(o->url))
		return err_set(err, STATUS_USAGE,
		    "the hub's URL ends before /events, and has no query; "
		    "the topic is for -t");
	return url_check(o->url, err);
}

static void
set_post(struct pub *p)
{
	const struct pub_options *o = p->options;

	p->post = (struct post){
		.request = {
			.program = "sse-pub",
			.unix_socket = o->unix_socket,
			.content_type = "text/plain; charset=utf-8",
			.headers = &o->headers,
			.session = &p->session,
			.insecure = o->insecure,
			.connect_timeout_ms = o->connect_timeout_ms,
		},
		.hub = o->url,
		.topic = slice_of(o->topic),
		.type = slice_of(o->type != NULL ? o->type : ""),
		.delay = { .first_ms = 200, .max_ms = 5000 },
		.timeout_ms = o->timeout_ms,
		.on_retry = on_retry,
	};
	post_init(&p->post);
}

int
pub_run(const struct pub_options *o, struct err *err)
{
	struct pub p = { .options = o };
	int status = -1;

	if (check(o, err) != 0)
		return -1;
	if (session_init(&p.session, &o->request, err) == 0) {
		url_show(o->url, p.shown, sizeof(p.shown));
		set_post(&p);
		status = publish(&p, err);
		post_clear(&p.post);
	}
	session_clear(&p.session);
	return status;
}
