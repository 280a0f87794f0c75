#include "client/follow_judge.h"

#include <stdio.h>

#include "client/status.h"

#define STREAM_TYPE "text/event-stream"

bool
follow_is_stream(const struct follow *f)
{
	const struct fetch *fetch = &f->fetch;

	if (f->is_strict && fetch->status != 200)
		return false;
	return fetch->status / 100 == 2 && fetch->status != 204 &&
	       refusal_is_type(fetch->type, STREAM_TYPE) &&
	       fetch_is_readable(fetch);
}

/* Says what kind of answer it is that is no event stream. */
static void
name_answer(const struct fetch *fetch, struct buf *b)
{
	char text[REFUSAL_TEXT_MAX];

	refusal_clean(slice_of(fetch->type), text);
	buf_addf(b, "not an event stream (%s", text[0] ? text : "no type");
	if (fetch->encoding.len > 0) {
		refusal_clean(slice_of(fetch->encoding.ptr), text);
		buf_addf(b, ", encoded as %s", text);
	}
	buf_add_char(b, ')');
}

/* Says what the server answered instead of a stream. */
static void
tell_refusal(struct follow *f, int code)
{
	char words[REFUSAL_TEXT_MAX];
	struct buf b = BUF(REFUSAL_TEXT_MAX * (size_t)4);

	refusal_words(f->fetch.type, buf_slice(&f->refusal), words);
	if (!fetch_is_readable(&f->fetch))
		words[0] = '\0'; /* they cannot be read */
	if (f->fetch.by_proxy)
		snprintf(words, sizeof(words), FETCH_PROXY_WORDS);
	if (code == STATUS_NOT_STREAM) {
		name_answer(&f->fetch, &b);
		buf_addf(&b, "%s%s", words[0] != '\0' ? ": " : "", words);
	} else {
		buf_addf(&b, "%d%s%s", f->fetch.status,
		    words[0] != '\0' ? " " : "", words);
	}
	err_set(&f->err, code, "%.*s", SLICE_ARGS(buf_slice(&b)));
	buf_clear(&b);
}

/* Judges an answer that came to its end, or was cut short here. */
static bool
judge_answer(struct follow *f)
{
	int status = f->fetch.status;
	bool is_ok;

	if (status == 204)
		return false;
	if (f->is_stream) {
		err_set(&f->err, STATUS_OK, "the stream ended");
		return true;
	}
	is_ok = f->is_strict ? status == 200 : status / 100 == 2;
	tell_refusal(f, is_ok ? STATUS_NOT_STREAM : STATUS_HTTP);
	return status_is_passing(status) && !f->is_strict;
}

/* Judges an exchange that broke. */
static bool
judge_break(struct follow *f)
{
	err_set(&f->err, f->fetch.code, "%s", f->fetch.reason);
	if (fetch_is_lasting(&f->fetch))
		return false;
	/* A refusal is one, even if its words broke off. */
	if (f->fetch.status != 0 && !f->is_stream)
		return judge_answer(f);
	return true;
}

bool
follow_judge(struct follow *f)
{
	if (f->stopped) /* whoever did it knows why */
		return false;
	f->err.code = STATUS_OK;
	if (f->too_big) {
		err_set(&f->err, STATUS_TOO_BIG, "an event is over %zu bytes",
		    f->event_bytes_max);
		return false;
	}
	return f->fetch.code != 0 ? judge_break(f) : judge_answer(f);
}
