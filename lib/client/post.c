#include "client/post.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/json_value.h"
#include "base/list.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "client/chance.h"
#include "client/fetch_refusal.h"
#include "client/refusal.h"
#include "client/status.h"
#include "client/url.h"

/* For the words of a refusal; then it is one without words. */
#define WORDS_MS 5000
#define JSON_BYTES_MAX ((size_t)64 << 20)

/* What comes after a try. */
enum next {
	NEXT_TAKEN,
	NEXT_AGAIN,
	NEXT_REFUSED,
};

static bool
on_head(struct fetch *fetch)
{
	struct post *p = LIST_ITEM(fetch, struct post, fetch);

	p->refused = fetch->status >= 300;
	p->words_until_ms = clock_ms() + WORDS_MS;
	return true;
}

/* Of a refusal the start is enough, and what is longer is no receipt. */
static bool
on_body(struct fetch *fetch, struct slice bytes)
{
	struct post *p = LIST_ITEM(fetch, struct post, fetch);

	return buf_add(&p->answer, bytes) &&
	       !(p->refused && p->answer.len > REFUSAL_BYTES_MAX);
}

/* Reads the answer as a receipt: a JSON object with an id. */
static bool
take_receipt(struct post *p)
{
	json_t *answer = json_loadb(
	    p->answer.ptr, p->answer.len, JSON_REJECT_DUPLICATES, NULL);
	bool ok = json_is_string(json_object_get(answer, "id"));
	const json_t *delivered;
	char *line = NULL;

	if (ok)
		line = mem_check(json_dumps(answer, JSON_COMPACT));
	buf_reset(&p->receipt);
	/* Who answers may be anybody, and it may go to a terminal. */
	ok = ok && json_add_value(&p->receipt, slice_of(line)) &&
	     buf_add_char(&p->receipt, '\n');
	p->is_duplicate = json_is_true(json_object_get(answer, "duplicate"));
	delivered = json_object_get(answer, "delivered");
	p->is_for_nobody = !p->is_duplicate && json_is_integer(delivered) &&
			   json_integer_value(delivered) == 0;
	free(line);
	json_decref(answer);
	return ok;
}

static enum next
judge(struct post *p, struct err *err)
{
	int status = p->fetch.status;

	if (p->fetch.code != 0 && !p->refused && !p->fetch.by_proxy) {
		err_set(err, p->fetch.code, "%s", p->fetch.reason);
		return fetch_is_lasting(&p->fetch) ? NEXT_REFUSED : NEXT_AGAIN;
	}
	if (status == 200 && take_receipt(p))
		return NEXT_TAKEN;
	fetch_refusal_tell(&p->fetch, buf_slice(&p->answer), err);
	return status_is_passing(status) ? NEXT_AGAIN : NEXT_REFUSED;
}

static enum fetch_state
perform(struct post *p)
{
	multi_perform(&p->multi);
	return fetch_turn(&p->fetch);
}

static void
wait_for(struct post *p, int64_t ms)
{
	const struct multi_until until = {
		.ms = ms,
		.in_fd = -1,
		.out_fd = -1,
	};

	multi_wait(&p->multi, &until);
}

/* One try, until_ms at most. */
static enum next
post_once(struct post *p, int64_t until_ms, struct err *err)
{
	buf_reset(&p->answer);
	p->refused = false;
	fetch_start(&p->fetch, &p->request);
	while (perform(p) == FETCH_BUSY) {
		bool words_only = p->refused && p->words_until_ms < until_ms;
		int64_t left_ms = words_only ? p->words_until_ms : until_ms;

		left_ms -= clock_ms();
		if (left_ms > 0) {
			wait_for(p, left_ms);
			continue;
		}
		fetch_stop(&p->fetch);
		if (p->refused)
			break;
		err_set(err, STATUS_TIMEOUT, "no answer in time");
		return NEXT_AGAIN;
	}
	return judge(p, err);
}

/* Waits for the next try; false if there is no time for one. */
static bool
wait_for_next(
    struct post *p, uint64_t failures, int64_t until_ms, const struct err *why)
{
	const struct delay_state state = {
		.failures = failures,
		.retry_ms = -1,
		.retry_after_ms = p->fetch.retry_after_ms,
	};
	int64_t ms = delay_ms(&p->delay, &state, client_chance());
	int64_t next_ms = clock_ms() + ms;

	if (next_ms >= until_ms)
		return false;
	p->on_retry(p, why->text, ms);
	while (clock_ms() < next_ms)
		wait_for(p, next_ms - clock_ms());
	return true;
}

/*
 * What it is stands in the query of the topic's URL, and its data is sent.
 * Who is for users' inboxes alone has no topic: then all of it is sent.
 */
static bool
set_url(struct post *p, const struct draft *d)
{
	buf_reset(&p->url);
	return buf_add(&p->url, url_hub(p->hub)) &&
	       (d->topic.len == 0 ? buf_add(&p->url, slice_of("/publish"))
				  : draft_add_target(&p->url, d)) &&
	       buf_add_char(&p->url, '\0');
}

/* Returns whether it could be written. */
static bool
set_body(struct post *p, const struct draft *d)
{
	p->request.body = d->data;
	if (d->topic.len > 0)
		return true;
	p->request.content_type = "application/json";
	p->request.owns_type = true;
	buf_reset(&p->json);
	if (!draft_add_json(&p->json, d))
		return false;
	p->request.body = buf_slice(&p->json);
	return true;
}

int
post_event(struct post *p, struct slice id, struct slice data, struct err *err)
{
	int64_t until_ms = clock_ms() + p->timeout_ms;
	struct draft draft = p->draft;
	uint64_t failures = 0;
	enum next next;

	draft.id = id;
	draft.data = data;
	if (draft.topic.len == 0 && !utf8_is_valid(data))
		return err_set(
		    err, STATUS_USAGE, "data without a topic must be UTF-8");
	if (!set_url(p, &draft) || !set_body(p, &draft))
		return err_set(
		    err, STATUS_USAGE, "what goes with the event is too long");
	p->request.url = p->url.ptr;
	p->request.method = NULL;
	p->request.has_body = p->request.keeps_body = true;
	do {
		next = post_once(p, until_ms, err);
		failures++;
	} while (
	    next == NEXT_AGAIN && wait_for_next(p, failures, until_ms, err));
	return next == NEXT_TAKEN ? 0 : -1;
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
post_init(struct post *p)
{
	buf_init(&p->receipt, POST_ANSWER_BYTES_MAX * 6);
	buf_init(&p->answer, POST_ANSWER_BYTES_MAX);
	buf_init(&p->url, URL_BYTES_MAX);
	buf_init(&p->json, JSON_BYTES_MAX);
	p->fetch.on_head = on_head;
	p->fetch.on_body = on_body;
	multi_init(&p->multi);
	fetch_init(&p->fetch, &p->multi);
}

void
post_clear(struct post *p)
{
	fetch_clear(&p->fetch);
	multi_clear(&p->multi);
	buf_clear(&p->receipt);
	buf_clear(&p->answer);
	buf_clear(&p->url);
	buf_clear(&p->json);
}
