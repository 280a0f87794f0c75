#include "record.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/num.h"
#include "fail.h"

static const char *const topics[RECORD_TOPICS] = { "a/0", "a/1", "b/0", "b/1" };

static struct slice
id_of(const void *item)
{
	return slice_of(((const struct message *)item)->id);
}

void
record_init(struct record *r)
{
	*r = (struct record){ .count = 0 };
	map_init(&r->ids, id_of, RECORD_MAX);
}

void
record_clear(struct record *r)
{
	map_clear(&r->ids);
	for (size_t i = 0; i < r->count; i++)
		free(r->messages[i]);
	free(r->messages);
	free(r->order);
	record_init(r);
}

struct message *
record_add(struct record *r, uint32_t topic, size_t pad_len, bool is_own)
{
	struct message *m;

	if (r->count == RECORD_MAX)
		return NULL;
	if (r->count == r->cap) {
		r->cap = r->cap == 0 ? 1024 : r->cap * 2;
		r->messages =
		    mem_grow(r->messages, r->cap, sizeof(struct message *));
		r->order = mem_grow(r->order, r->cap, sizeof(struct message *));
	}
	m = mem_new(sizeof(*m));
	m->number = (uint32_t)r->count;
	m->topic = topic;
	m->pad_len = pad_len;
	m->is_own = is_own;
	m->place = -1;
	r->messages[r->count++] = m;
	if (is_own) {
		snprintf(m->id, sizeof(m->id), "own-%u", m->number);
		map_add(&r->ids, m);
	}
	return m;
}

const char *
record_topic(uint32_t topic)
{
	return topics[topic];
}

/* Lines, of which the last may be empty. */
static char
pad_char(const struct message *m, size_t i)
{
	static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz 0123456789\n";

	return chars[(m->number + i) % (sizeof(chars) - 1)];
}

void
record_write(const struct message *m, struct buf *b)
{
	buf_addf(b, "%u ", m->number);
	for (size_t i = 0; i < m->pad_len; i++)
		buf_add_char(b, pad_char(m, i));
}

static bool
is_data_of(const struct message *m, struct slice pad)
{
	if (pad.len != m->pad_len)
		return false;
	for (size_t i = 0; i < pad.len; i++)
		if (pad.ptr[i] != pad_char(m, i))
			return false;
	return true;
}

/* So much of an event as helps to find it. */
#define EVENT_FORMAT "id %.*s, topic %.*s, %zu bytes of data: %.*s"
#define EVENT_ARGS(ev)                                                         \
	SLICE_ARGS((ev)->id), SLICE_ARGS((ev)->topic), (ev)->data.len,         \
	    (int)line_len((ev)->data), (ev)->data.ptr

/* Of its first line, cut. */
static size_t
line_len(struct slice data)
{
	struct slice line, rest;

	slice_cut(data, '\n', &line, &rest);
	return line.len < 40 ? line.len : 40;
}

struct message *
record_match(struct record *r, const struct sse_event *ev, const char *who)
{
	struct slice head, pad;
	struct message *m;
	int64_t number;

	slice_cut(ev->data, ' ', &head, &pad);
	if (!num_parse(head, &number) || number >= (int64_t)r->count)
		fail("%s saw what nobody published: " EVENT_FORMAT, who,
		    EVENT_ARGS(ev));
	m = r->messages[number];
	if (!slice_is(ev->topic, topics[m->topic]) || !is_data_of(m, pad))
		fail("%s saw message %u changed: " EVENT_FORMAT, who, m->number,
		    EVENT_ARGS(ev));
	if (!ev->id_is_own)
		fail("%s saw message %u without an id", who, m->number);
	record_learn(r, m, ev->id, who);
	return m;
}

void
record_learn(
    struct record *r, struct message *m, struct slice id, const char *who)
{
	struct message *other = map_find(&r->ids, id);

	if (other == m)
		return;
	if (m->id[0] != '\0')
		fail("%s has message %u as %.*s, which was %s", who, m->number,
		    SLICE_ARGS(id), m->id);
	if (other != NULL)
		fail("%s has message %u as %.*s, the id of message %u", who,
		    m->number, SLICE_ARGS(id), other->number);
	if (id.len == 0 || id.len >= sizeof(m->id))
		fail("%s has message %u as '%.*s'", who, m->number,
		    SLICE_ARGS(id));
	memcpy(m->id, id.ptr, id.len);
	map_add(&r->ids, m);
}

/* The ids that the hub makes only grow, from start to start, too. */
static void
check_id(struct record *r, const struct message *m)
{
	struct hub_id id;

	if (m->is_own)
		return;
	if (!hub_id_parse(slice_of(m->id), &id) ||
	    hub_id_compare(r->newest_id, id) >= 0)
		fail("message %u has the id %s, behind %lld-%lld", m->number,
		    m->id, (long long)r->newest_id.ms,
		    (long long)r->newest_id.seq);
	r->newest_id = id;
}

void
record_place(struct record *r, size_t place, struct message *m)
{
	if (place < r->order_count) {
		if (r->order[place] == m)
			return;
		fail("the log has message %u (%s) where it had %u (%s): "
		     "place %zu",
		    m->number, m->id, r->order[place]->number,
		    r->order[place]->id, place);
	}
	if (m->place >= 0)
		fail("the log has message %u (%s) twice: places %lld and %zu",
		    m->number, m->id, (long long)m->place, place);
	check_id(r, m);
	m->place = (int64_t)place;
	r->order[r->order_count++] = m;
	r->placed[m->topic]++;
}

void
record_check(struct record *r, size_t count)
{
	const struct message *m;

	if (count < r->order_count)
		fail("the log lacks what it had: message %u (%s) and %zu more",
		    r->order[count]->number, r->order[count]->id,
		    r->order_count - count - 1);
	memset(r->taken, 0, sizeof(r->taken));
	for (size_t i = 0; i < r->count; i++) {
		m = r->messages[i];
		if (m->is_acked && m->place < 0)
			fail("the log lacks message %u (%s), to %s, which it "
			     "acknowledged",
			    m->number, m->id, topics[m->topic]);
		if (m->is_refused && m->place >= 0)
			fail("the log has message %u (%s), which it refused",
			    m->number, m->id);
	}
}
