/*
 * late_log.h - a log that takes its time: the memory log, but its answers wait
 * to be let through.
 *
 * What it is asked for waits, and so it is only then that it is done: seeks,
 * pages and finds in an order that is drawn.  Changes - appends, removals,
 * releases - do so only where is_slow, in the order in which they were asked
 * for, and several are answered at once.
 */
#ifndef LATE_LOG_H
#define LATE_LOG_H

#include "base/list.h"
#include "hub_fixture.h"

#define LATE_MAX 256

/* A change that waits: one of them. */
struct late_change {
	struct hub_publish *publish;
	struct hub_event *copy; /* what publish says */
	struct hub_removal *removal;
	char *release;
};

struct late_log {
	struct hub_log log;
	struct hub_log_sink sink;
	struct hub_log *inner;
	struct hub_seek *seeks[LATE_MAX];
	struct hub_page *pages[LATE_MAX];
	struct hub_find *finds[LATE_MAX];
	struct late_change changes[LATE_MAX];
	size_t seek_count, page_count, find_count, change_count;
	void (*on_let_go)(struct slice id); /* NULL: not wanted */
	bool is_slow;                       /* changes wait, too */
	bool fails;                         /* what is let through fails */
};

static struct late_log *late;
static uint32_t draw_state;

static uint32_t
draw(uint32_t below)
{
	draw_state = draw_state * 1103515245 + 12345;
	return (draw_state >> 8) % below;
}

/* What the hub reads of a log without asking. */
static void
late_copy(void)
{
	late->log.newest_pos = late->inner->newest_pos;
	late->log.kept_count = late->inner->kept_count;
}

static void
late_on_taken(struct hub_log_sink *sink, struct hub_publish *p)
{
	(void)sink;
	late_copy();
	late->log.sink->on_taken(late->log.sink, p);
}

static struct late_change *
late_change_new(void)
{
	assert_true(late->change_count < LATE_MAX);
	return memset(&late->changes[late->change_count++], 0,
	    sizeof(struct late_change));
}

static void
late_append(struct hub_log *log, struct hub_publish *p)
{
	struct late_change *c;

	(void)log;
	if (!late->is_slow) {
		late->inner->ops->append(late->inner, p);
		return;
	}
	c = late_change_new();
	c->publish = p;
	c->copy = hub_event_new(&p->message, p->message.id, 0, 0);
}

static void
late_take(struct late_change *c)
{
	static const struct hub_extra none;
	const struct hub_event *copy = c->copy;
	struct hub_publish *p = c->publish;

	p->message.id = copy->id;
	p->message.topic = copy->topic;
	p->message.type = copy->type;
	p->message.data = copy->data;
	p->message.extra = copy->extra != NULL ? *copy->extra : none;
	if (late->fails) {
		p->outcome = HUB_FAILED;
		err_set(&p->err, 1, "/log.db: the disk is full");
		late->log.sink->on_taken(late->log.sink, p);
	} else {
		late->inner->ops->append(late->inner, p);
	}
	hub_event_unref(c->copy);
}

static void
late_undo(struct hub_removal *r)
{
	if (late->fails) {
		r->count = -1;
		err_set(&r->err, 1, "/log.db: the disk is full");
		r->on_done(r);
	} else {
		late->inner->ops->remove(late->inner, r);
		late_copy();
	}
}

static void
late_let_go(struct slice id)
{
	late->inner->ops->release(late->inner, id);
	if (late->on_let_go != NULL)
		late->on_let_go(id);
	late_copy();
}

/* The change that was asked for first. */
static void
let_change(void)
{
	struct late_change c = late->changes[0];

	late->change_count--;
	memmove(&late->changes[0], &late->changes[1],
	    late->change_count * sizeof(c));
	if (c.publish != NULL)
		late_take(&c);
	else if (c.removal != NULL)
		late_undo(c.removal);
	else
		late_let_go(slice_of(c.release));
	free(c.release);
}

static void
late_seek(struct hub_log *log, struct hub_seek *s)
{
	(void)log;
	assert_true(late->seek_count < LATE_MAX);
	late->seeks[late->seek_count++] = s;
}

static void
late_read(struct hub_log *log, struct hub_page *page)
{
	(void)log;
	assert_true(late->page_count < LATE_MAX);
	late->pages[late->page_count++] = page;
}

static void
late_find(struct hub_log *log, struct hub_find *f)
{
	(void)log;
	assert_true(late->find_count < LATE_MAX);
	late->finds[late->find_count++] = f;
}

static void
let_seek(void)
{
	size_t i = draw((uint32_t)late->seek_count);
	struct hub_seek *s = late->seeks[i];

	late->seeks[i] = late->seeks[--late->seek_count];
	s->failed = late->fails;
	if (late->fails)
		s->on_done(s);
	else
		late->inner->ops->seek(late->inner, s);
}

static void
let_page(void)
{
	size_t i = draw((uint32_t)late->page_count);
	struct hub_page *page = late->pages[i];

	late->pages[i] = late->pages[--late->page_count];
	page->failed = late->fails;
	if (late->fails)
		page->on_done(page);
	else
		late->inner->ops->read(late->inner, page);
}

static void
let_find(void)
{
	struct hub_find *f = late->finds[--late->find_count];

	f->failed = late->fails;
	if (late->fails)
		f->on_done(f);
	else
		late->inner->ops->find(late->inner, f);
}

static size_t
late_count(void)
{
	return late->seek_count + late->page_count + late->find_count +
	       late->change_count;
}

/* Lets an answer through, if one waits; of changes maybe several. */
static void
let_through(void)
{
	if (late->change_count > 0 && draw(2) == 0) {
		for (size_t n = late->change_count; n > 0; n--) {
			let_change();
			if (draw(3) == 0)
				return;
		}
	} else if (late->seek_count > 0 && draw(2) == 0) {
		let_seek();
	} else if (late->page_count > 0) {
		let_page();
	} else if (late->find_count > 0) {
		let_find();
	}
}

static void
late_tick(struct hub_log *log, int64_t wall_ms)
{
	(void)log;
	late->inner->ops->tick(late->inner, wall_ms);
	late_copy();
}

static void
late_remove(struct hub_log *log, struct hub_removal *r)
{
	(void)log;
	if (late->is_slow)
		late_change_new()->removal = r;
	else
		late_undo(r);
}

static void
late_release(struct hub_log *log, struct slice id)
{
	char text[HUB_ID_BYTES_MAX + 1];

	(void)log;
	if (!late->is_slow) {
		late_let_go(id);
		return;
	}
	snprintf(text, sizeof(text), "%.*s", SLICE_ARGS(id));
	late_change_new()->release = strdup(text);
}

/* Answered at once, but it may fail. */
static void
late_topics(struct hub_log *log, struct hub_topic_query *q)
{
	(void)log;
	q->failed = late->fails;
	if (late->fails)
		q->on_done(q);
	else
		late->inner->ops->topics(late->inner, q);
}

static void
late_close(struct hub_log *log)
{
	(void)log;
	while (late_count() > 0)
		let_through();
	late->inner->ops->close(late->inner);
	free(late);
	late = NULL;
}

static struct hub_log *
late_log_new(void)
{
	static const struct hub_log_ops ops = {
		.append = late_append,
		.seek = late_seek,
		.read = late_read,
		.find = late_find,
		.topics = late_topics,
		.remove = late_remove,
		.release = late_release,
		.tick = late_tick,
		.close = late_close,
	};
	static const struct hub_keep keep = { .count = 1000 };

	late = calloc(1, sizeof(*late));
	late->log.ops = &ops;
	late->sink.on_taken = late_on_taken;
	late->inner = memory_log_new(&keep);
	late->inner->sink = &late->sink;
	return &late->log;
}

#endif
