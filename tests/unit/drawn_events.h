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
static int asked_count, published_count; /* to take; taken */
static int retained[TOPICS];             /* the newest; 0: none */
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

/* A publish, and which event it is. */
struct drawn {
	struct hub_publish p;
	int n;
	bool retains;
};

/* The log took it: in the order of the numbers. */
static void
on_drawn(struct hub_publish *p)
{
	struct drawn *d = LIST_ITEM(p, struct drawn, p);

	assert_int_equal(p->outcome, HUB_TAKEN);
	assert_int_equal(d->n, ++published_count);
	if (p->event->extra != NULL && p->event->extra->ttl_ms > 0)
		said[d->n].over_ms =
		    p->event->time_ms + p->event->extra->ttl_ms;
	if (d->retains)
		retained[said[d->n].topic] = d->n;
	free(d);
}

static void
publish_next(struct fixture *fx)
{
	char id[16], data[24000]; /* small, and large ones: pages end */
	struct drawn *d = calloc(1, sizeof(*d));
	struct hub_message *m = &d->p.message;
	size_t len = draw(4) == 0 ? draw(sizeof(data)) : draw(40);
	int n = d->n = ++asked_count;

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
	d->p.wall_ms = now_ms;
	d->p.on_done = on_drawn;
	m->extra.ttl_ms = draw(5) == 0 ? 1 + draw(1000) : 0;
	m->extra.retain = d->retains = draw(5) == 0;
	m->extra.hold = said[n].is_held = draw(8) == 0;
	hub_publish(fx->hub, &d->p);
}

static bool
is_kept(int n)
{
	return said[n].is_held || retained[said[n].topic] == n;
}

/* A removal, and what it names. */
struct undoing {
	struct hub_removal r;
	int n;
	char id[16];
};

static void
on_removed(struct hub_removal *r)
{
	struct undoing *u = LIST_ITEM(r, struct undoing, r);
	struct said *it = &said[u->n];

	assert_in_range(r->count, 0, 1);
	it->is_removed = true;
	it->is_held = false;
	if (retained[it->topic] == u->n)
		retained[it->topic] = 0;
	free(u);
}

static void
on_let_go(struct slice id)
{
	said[atoi(id.ptr)].is_held = false;
}

static void
remove_or_release(int n)
{
	struct undoing *u = calloc(1, sizeof(*u));

	u->n = n;
	snprintf(u->id, sizeof(u->id), "%d", n);
	u->r.on_done = on_removed;
	u->r.id = slice_of(u->id);
	if (draw(3) == 0) {
		late->log.ops->remove(&late->log, &u->r);
	} else {
		late->log.ops->release(&late->log, u->r.id);
		free(u);
	}
}

/* Removes or releases an event, or lets time pass. */
static void
meddle(struct fixture *fx)
{
	late->on_let_go = on_let_go;
	if (draw(4) == 0) {
		now_ms += draw(500);
		hub_tick(fx->hub, now_ms);
	} else if (published_count > 0) {
		remove_or_release(1 + (int)draw((uint32_t)published_count));
	}
}

#endif
