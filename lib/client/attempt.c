#include "client/attempt.h"

#include <stdio.h>

#include "base/list.h"
#include "client/chance.h"
#include "client/refusal.h"
#include "client/status.h"
#include "client/url.h"

/* For the words of a refusal; then it is one without words. */
#define WORDS_MS 5000

static bool
on_head(struct fetch *fetch)
{
	struct attempt *t = LIST_ITEM(fetch, struct attempt, fetch);

	t->is_refused =
	    fetch->status >= 300 && !(fetch->status == 400 && t->reads_400);
	return true;
}

/* Of a refusal the start is enough. */
static bool
on_body(struct fetch *fetch, struct slice bytes)
{
	struct attempt *t = LIST_ITEM(fetch, struct attempt, fetch);

	t->is_cut = !buf_add(&t->answer, bytes);
	return !t->is_cut &&
	       !(t->is_refused && t->answer.len > REFUSAL_BYTES_MAX);
}

bool
attempt_start(struct attempt *t, struct slice path)
{
	t->is_refused = t->is_cut = t->is_passing = false;
	t->words_until_ms = INT64_MAX;
	buf_reset(&t->answer);
	buf_reset(&t->url);
	if (!buf_add(&t->url, url_hub(t->how->hub)) ||
	    !buf_add(&t->url, path) || !buf_add_char(&t->url, '\0'))
		return false;
	t->request.url = t->url.ptr;
	fetch_start(&t->fetch, &t->request);
	return true;
}

/* Its time is over.  A refusal is one without all its words. */
static void
cut(struct attempt *t)
{
	struct fetch *f = &t->fetch;

	fetch_stop(f);
	if (t->is_refused)
		return;
	f->code = STATUS_TIMEOUT;
	snprintf(f->reason, sizeof(f->reason), "no answer in time");
}

/* A refusal is one, even if its words broke off. */
static enum attempt_end
judge(struct attempt *t, struct err *err)
{
	const struct fetch *f = &t->fetch;

	if (t->is_refused || f->by_proxy) {
		attempt_refuse(t, err);
		return ATTEMPT_REFUSED;
	}
	if (f->code == 0)
		return ATTEMPT_ANSWERED;
	err_set(err, f->code, "%s", f->reason);
	t->is_passing = !fetch_is_lasting(f);
	return ATTEMPT_BROKEN;
}

enum attempt_end
attempt_turn(
    struct attempt *t, int64_t until_ms, int64_t now_ms, struct err *err)
{
	if (fetch_turn(&t->fetch) == FETCH_DONE)
		return judge(t, err);
	if (t->is_refused && t->words_until_ms == INT64_MAX)
		t->words_until_ms = now_ms + WORDS_MS;
	if (now_ms < attempt_due_ms(t, until_ms))
		return ATTEMPT_BUSY;
	cut(t);
	return judge(t, err);
}

void
attempt_refuse(struct attempt *t, struct err *err)
{
	const struct fetch *f = &t->fetch;
	char words[REFUSAL_TEXT_MAX];

	refusal_words(f->type, buf_slice(&t->answer), words);
	if (f->by_proxy)
		snprintf(words, sizeof(words), FETCH_PROXY_WORDS);
	err_set(err, STATUS_HTTP, "%d%s%s%s", f->status,
	    f->status / 100 == 2 ? ", but no receipt" : "",
	    words[0] != '\0' ? " " : "", words);
	t->is_passing = status_is_passing(f->status);
}

int64_t
attempt_rest(
    struct attempt *t, int64_t until_ms, int64_t now_ms, const char *why)
{
	const struct delay_state state = {
		.failures = ++t->failures,
		.retry_ms = -1,
		.retry_after_ms = t->fetch.retry_after_ms,
	};
	int64_t ms = delay_ms(&t->how->delay, &state, client_chance());

	if (ms >= until_ms - now_ms)
		return INT64_MAX;
	t->how->on_retry(t->how, why, ms);
	return now_ms + ms;
}

void
attempt_init(struct attempt *t, struct attempt_how *how, struct multi *multi,
    size_t answer_bytes_max)
{
	*t = (struct attempt){
		.request = how->request,
		.how = how,
		.words_until_ms = INT64_MAX,
		.fetch = { .on_head = on_head, .on_body = on_body },
	};
	buf_init(&t->url, URL_BYTES_MAX);
	buf_init(&t->answer, answer_bytes_max);
	fetch_init(&t->fetch, multi);
}

void
attempt_clear(struct attempt *t)
{
	fetch_clear(&t->fetch);
	buf_clear(&t->answer);
	buf_clear(&t->url);
}
