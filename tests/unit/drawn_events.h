/*
 * drawn_events.h - events of all kinds, drawn, and what is known of each: for
 * all or for users, retained, held, over after a while, removed.
 */
#ifndef DRAWN_EVENTS_H
#define DRAWN_EVENTS_H

#include "late_log.h"

#define EVENTS_MAX 256

enum topic { A, B, INBOX_ANN, INBOX_BOB, INBOX, TOPICS };

/* An event, by its number, which is its id. */
struct said {
	enum topic topic;
	struct slice to, copy;
	int64_t over_ms;
	bool is_held, is_removed;
};

static struct said said[EVENTS_MAX];
static int published_count;
static int retained[TOPICS]; /* the newest; 0: none */
static int64_t now_ms;

static struct slice
draw_of(const char *const texts[], uint32_t count)
{
	return slice_of(texts[draw(count)]);
}

/* Draws to whom it is, and where that has it stand. */
static void
draw_topic(struct said *it, struct hub_message *m)
{
	static const char *const sets[] = { "ann\n", "bob\n", "ann\nbob\n" };
	static const char *const users[] = { "ann", "bob" };
	uint32_t set = draw(3), kind = draw(8);

	it->topic = draw(3) == 0 ? B : A;
	if (kind < 2)
		m->extra.to = slice_of(sets[set]);
	else if (kind == 2)
		m->extra.copy = draw_of(users, 2);
	if (kind == 0)
		it->topic = INBOX_ANN + set;
	else
		m->topic = slice_of(it->topic == A ? "a" : "b");
	it->to = m->extra.to;
	it->copy = m->extra.copy;
}

static void
publish_next(struct fixture *fx)
{
	char id[16], data[24000]; /* small, and large ones: pages end */
	int n = ++published_count;
	size_t len = draw(4) == 0 ? draw(sizeof(data)) : draw(40);
	struct hub_publish p = { .on_done = fixture_on_done };
	struct hub_message *m = &p.message;

	snprintf(id, sizeof(id), "%d", n);
	memset(data, 'x', len);
	said[n] = (struct said){ .over_ms = INT64_MAX };
	*m = (struct hub_message){ .id = slice_of(id),
		.topic = slice_empty(),
		.type = slice_empty(),
		.data = { data, len },
		.retry_ms = -1 };
	draw_topic(&said[n], m);
	now_ms += draw(50);
	p.wall_ms = now_ms;
	m->extra.ttl_ms = draw(5) == 0 ? 1 + draw(1000) : 0;
	m->extra.retain = draw(5) == 0;
	m->extra.hold = said[n].is_held = draw(8) == 0;
	if (m->extra.ttl_ms > 0)
		said[n].over_ms = now_ms + m->extra.ttl_ms;
	if (m->extra.retain)
		retained[said[n].topic] = n;
	hub_publish(fx->hub, &p);
	assert_int_equal(published.outcome, HUB_TAKEN);
}

static bool
is_kept(int n)
{
	return said[n].is_held || retained[said[n].topic] == n;
}

static void
on_removed(struct hub_removal *r)
{
	assert_in_range(r->count, 0, 1);
}

/* Removes or releases an event, or lets time pass. */
static void
meddle(struct fixture *fx)
{
	struct hub_removal r = { .on_done = on_removed };
	int n =
	    published_count > 0 ? 1 + (int)draw((uint32_t)published_count) : 0;
	char id[16];

	snprintf(id, sizeof(id), "%d", n);
	r.id = slice_of(id);
	if (draw(4) == 0) {
		now_ms += draw(500);
		hub_tick(fx->hub, now_ms);
	} else if (n > 0 && draw(3) == 0) {
		late->log.ops->remove(&late->log, &r);
		said[n].is_removed = true;
		said[n].is_held = false;
		if (retained[said[n].topic] == n)
			retained[said[n].topic] = 0;
	} else if (n > 0) {
		late->log.ops->release(&late->log, r.id);
		said[n].is_held = false;
	}
}

#endif
