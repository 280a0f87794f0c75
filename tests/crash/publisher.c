#include "publisher.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/num.h"
#include "chance.h"
#include "fail.h"

#define HEAD_BYTES_MAX 4096

struct answer {
	int status;
	struct slice body;
};

void
publisher_open(struct publisher *p, int port, size_t asks_max)
{
	p->is_done = p->is_ending = false;
	p->asked = 0;
	p->left = asks_max;
	link_open(&p->link, port);
}

/* Short ones, some of a page or so, and few that are really long. */
static size_t
choose_len(uint64_t *chance, bool is_bulk)
{
	if (!is_bulk && chance_one_in(chance, 1024))
		return chance_below(chance, RECORD_DATA_BYTES_MAX - 64);
	if (chance_one_in(chance, 64))
		return chance_below(chance, 20000);
	return chance_below(chance, 200);
}

/* One that was acknowledged under its own id, NULL: none by chance. */
static struct message *
choose_known(const struct publisher *p)
{
	struct message *m;

	if (p->record->count == 0 || !chance_one_in(p->chance, 16))
		return NULL;
	m = p->record
		->messages[chance_below(p->chance, (uint32_t)p->record->count)];
	return m->is_own && m->is_acked ? m : NULL;
}

static void
send_one(struct publisher *p, const struct publisher_ask *ask)
{
	const struct message *m = ask->messages[0];
	struct buf data = BUF(RECORD_DATA_BYTES_MAX);
	struct buf *out = &p->link.out;

	record_write(m, &data);
	if (ask->is_other)
		buf_add_char(&data, '!');
	buf_addf(out, "POST /events/%s HTTP/1.1\r\nHost: 127.0.0.1\r\n",
	    record_topic(m->topic));
	if (m->is_own)
		buf_addf(out, "Ssed-Id: %s\r\n", m->id);
	buf_addf(out, "Content-Length: %zu\r\n\r\n", data.len);
	buf_add(out, buf_slice(&data));
	buf_clear(&data);
}

static void
add_line(const struct message *m, struct buf *lines)
{
	struct buf data = BUF(RECORD_DATA_BYTES_MAX);

	record_write(m, &data);
	buf_addf(lines, "{\"topic\":\"%s\",\"data\":", record_topic(m->topic));
	json_add_string(lines, buf_slice(&data));
	if (m->is_own)
		buf_addf(lines, ",\"id\":\"%s\"", m->id);
	buf_add(lines, slice_of("}\n"));
	buf_clear(&data);
}

static void
send_bulk(struct publisher *p, const struct publisher_ask *ask)
{
	struct buf lines = BUF(LINK_BYTES_MAX);

	for (unsigned i = 0; i < ask->count; i++)
		add_line(ask->messages[i], &lines);
	buf_addf(&p->link.out,
	    "POST /publish HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	    "Content-Type: application/x-ndjson\r\n"
	    "Content-Length: %zu\r\n\r\n",
	    lines.len);
	buf_add(&p->link.out, buf_slice(&lines));
	buf_clear(&lines);
}

/* Without any, if there are too many already. */
static void
add_new(struct publisher *p, struct publisher_ask *ask)
{
	unsigned count = 1;
	struct message *m;

	ask->is_bulk = p->bulk > 0;
	if (ask->is_bulk)
		count += chance_below(p->chance, p->bulk);
	while (ask->count < count) {
		m = record_add(p->record,
		    chance_below(p->chance, RECORD_TOPICS),
		    choose_len(p->chance, ask->is_bulk),
		    ask->is_bulk ? chance_one_in(p->chance, 2) : p->makes_ids);
		if (m == NULL)
			return;
		ask->messages[ask->count++] = m;
	}
}

/* False: there is nothing more to ask for. */
static bool
ask_next(struct publisher *p)
{
	struct publisher_ask *ask = &p->asks[p->asked];
	struct message *known = choose_known(p);

	*ask = (struct publisher_ask){ .count = 0 };
	if (known != NULL) {
		ask->messages[ask->count++] = known;
		ask->is_known = true;
		ask->is_other = chance_one_in(p->chance, 2);
	} else if (p->again_count > 0) {
		ask->messages[ask->count++] = p->again[--p->again_count];
	} else {
		add_new(p, ask);
	}
	for (unsigned i = 0; i < ask->count; i++)
		ask->messages[i]->tries++;
	if (ask->count == 0)
		return false;
	if (ask->is_bulk)
		send_bulk(p, ask);
	else
		send_one(p, ask);
	p->asked++;
	p->left--;
	return true;
}

/* The text behind name, up to end; empty if there is none. */
static struct slice
text_behind(struct slice in, const char *name, char end)
{
	struct slice text, rest;
	const char *at = memmem(in.ptr, in.len, name, strlen(name));

	if (at == NULL)
		return slice_empty();
	rest = slice_drop(in, (size_t)(at - in.ptr) + strlen(name));
	slice_cut(rest, end, &text, &rest);
	return text;
}

/* False: not all of it is there.  The answer is borrowed from link.in. */
static bool
take_answer(const struct publisher *p, struct answer *a, size_t *len)
{
	struct slice in = buf_slice(&p->link.in), head;
	const char *end = memmem(in.ptr, in.len, "\r\n\r\n", 4);
	size_t body_len;

	if (end == NULL && in.len > HEAD_BYTES_MAX)
		fail("an answer's head is too long: %.100s", in.ptr);
	if (end == NULL)
		return false;
	head = slice_take(in, (size_t)(end - in.ptr) + 2);
	if (!slice_starts(head, "HTTP/1.1 "))
		fail("no answer: %.*s", SLICE_ARGS(head));
	a->status = (int)strtol(head.ptr + 9, NULL, 10);
	body_len = strtoul(
	    text_behind(head, "\r\nContent-Length: ", '\r').ptr, NULL, 10);
	if (in.len < head.len + 2 + body_len)
		return false;
	a->body = (struct slice){ head.ptr + head.len + 2, body_len };
	*len = head.len + 2 + body_len;
	return true;
}

static void
take(struct publisher *p, struct message *m, bool is_duplicate)
{
	p->acked += !m->is_acked;
	p->found += is_duplicate;
	p->record->taken[m->topic] += !is_duplicate;
	m->is_acked = true;
}

static void
check_taken(struct publisher *p, const struct publisher_ask *ask,
    const struct answer *a)
{
	static const char duplicate[] = "\"duplicate\":true";
	struct message *m = ask->messages[0];
	bool is_duplicate = memmem(a->body.ptr, a->body.len, duplicate,
				sizeof(duplicate) - 1) != NULL;

	if (ask->is_other)
		fail("message %u (%s) was taken with other data", m->number,
		    m->id);
	if (ask->is_known && !is_duplicate)
		fail("message %u (%s), which was acknowledged, was taken again",
		    m->number, m->id);
	if (is_duplicate && m->tries == 1)
		fail("message %u (%s) is a duplicate the first time", m->number,
		    m->id);
	record_learn(p->record, m, text_behind(a->body, "\"id\":\"", '"'),
	    "its publisher");
	take(p, m, is_duplicate);
}

/* A hub that ends may take some of them, and does not say which. */
static void
check_bulk(struct publisher *p, const struct publisher_ask *ask,
    const struct answer *a)
{
	struct slice accepted = text_behind(a->body, "\"accepted\":", ',');
	int64_t n;

	if (!num_parse(accepted, &n) || n > ask->count ||
	    (n < ask->count && !p->is_ending))
		fail("of %u messages, from %u on: %.*s", ask->count,
		    ask->messages[0]->number, SLICE_ARGS(a->body));
	for (unsigned i = 0; n == ask->count && i < ask->count; i++)
		take(p, ask->messages[i], false);
}

static void
check_answer(struct publisher *p, const struct publisher_ask *ask,
    const struct answer *a)
{
	struct message *m = ask->messages[0];

	if (a->status == 200 && ask->is_bulk) {
		check_bulk(p, ask, a);
	} else if (a->status == 200) {
		check_taken(p, ask, a);
	} else if (a->status == 503 && p->is_ending) {
		for (unsigned i = 0; i < ask->count; i++)
			ask->messages[i]->is_refused =
			    ask->messages[i]->tries == 1;
		p->is_done = true;
	} else if (a->status != 409 || !ask->is_other) {
		fail("message %u (%s): %d %.*s", m->number, m->id, a->status,
		    SLICE_ARGS(a->body));
	}
}

static void
read_answers(struct publisher *p)
{
	struct answer a;
	size_t len;

	while (p->asked > 0 && take_answer(p, &a, &len)) {
		check_answer(p, &p->asks[0], &a);
		p->asked--;
		memmove(
		    &p->asks[0], &p->asks[1], p->asked * sizeof(p->asks[0]));
		buf_drop(&p->link.in, len);
	}
}

bool
publisher_pump(struct publisher *p)
{
	bool is_there = link_pump(&p->link);

	read_answers(p);
	while (is_there && !p->is_done && p->asked < p->depth && p->left > 0 &&
	       ask_next(p))
		;
	return is_there;
}

/*
 * Most of what has an id is sent again by the next hub's publisher, in an
 * order of its own; what is not stays unknown for ever.
 */
static void
keep_for_later(
    struct publisher *p, const struct publisher_ask *ask, struct message *m)
{
	if (m->is_own && !ask->is_known &&
	    p->again_count < PUBLISHER_AGAIN_MAX &&
	    !chance_one_in(p->chance, 4))
		p->again[p->again_count++] = m;
}

void
publisher_close(struct publisher *p)
{
	link_close(&p->link);
	for (unsigned i = 0; i < p->asked; i++)
		for (unsigned j = 0; j < p->asks[i].count; j++)
			keep_for_later(p, &p->asks[i], p->asks[i].messages[j]);
	p->asked = 0;
}
