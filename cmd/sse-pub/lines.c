/* Each line of standard input an event. */
#include <stdio.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/list.h"
#include "client/input.h"
#include "client/status.h"
#include "sse-pub/modes.h"

#define LINE_BYTES_MAX (64 << 20)

struct run {
	struct pub *pub;
	struct post post;
	int64_t accepted, duplicates, refused; /* lines */
};

static void
on_retry(struct post *post, const char *why, int64_t again_ms)
{
	pub_tell_retry(LIST_ITEM(post, struct run, post)->pub, why, again_ms);
}

/*
 * Publishes a line.  One that the hub refuses is told, and the rest goes on:
 * it would be refused again.  -1 where the hub is out of reach.
 */
static int
publish_line(struct run *p, int64_t number, struct slice line, struct err *err)
{
	char id[POST_ID_SIZE + 24];
	struct err why;

	snprintf(id, sizeof(id), "%s-%lld", p->pub->id, (long long)number);
	if (post_event(&p->post, slice_of(id), line, err) == 0) {
		p->accepted += !p->post.is_duplicate;
		p->duplicates += p->post.is_duplicate;
		return 0;
	}
	why = *err;
	err_set(err, why.code, "%s: line %lld: %s", p->pub->shown,
	    (long long)number, why.text);
	if (why.code != STATUS_HTTP || status_is_passing(p->post.fetch.status))
		return -1;
	fprintf(stderr, "sse-pub: %s\n", err->text);
	p->refused++;
	return 0;
}

static int
publish_chunk(
    struct run *p, struct lines *lines, struct slice in, struct err *err)
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
read_lines(struct run *p, struct lines *lines, struct err *err)
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
publish_lines(struct run *p, struct err *err)
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
		status = pub_print_receipt(p->pub, buf_slice(&receipt), err);
	else
		pub_print_receipt(
		    p->pub, buf_slice(&receipt), &(struct err){ 0 });
	buf_clear(&receipt);
	if (status == 0 && p->refused > 0)
		return err_set(err, STATUS_HTTP, "%lld of the lines refused",
		    (long long)p->refused);
	return status;
}

int
pub_lines(struct pub *p, struct err *err)
{
	struct run run = { .pub = p };
	int status;

	pub_set_post(p, &run.post);
	run.post.on_retry = on_retry;
	post_init(&run.post);
	status = publish_lines(&run, err);
	post_clear(&run.post);
	return status;
}

bool
pub_lines_is_meant(const struct pub_options *o)
{
	return o->lines;
}
