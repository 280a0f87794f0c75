/* log/sqlite/sqlite_append.c - a message on its way to the writer, and back. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/sqlite/sqlite_inner.h"
#include "log/sqlite/sqlite_ops.h"

/* A message that is to be taken, with its texts. */
struct appending {
	struct sqlite_change change;
	struct hub_publish *p;
	struct hub_message message;
	struct writer_append result;
	size_t bytes;
	char texts[];
};

static void
on_appended(struct worker_job *job)
{
	struct appending *a = (struct appending *)job;
	struct hub_event *ev = a->result.event;
	struct sqlite_log *s = a->change.owner;
	struct hub_publish *p = a->p;

	s->log.waiting_bytes -= a->bytes;
	p->outcome = a->result.outcome;
	p->id = a->message.id;
	p->topic = a->message.topic;
	if (a->change.failure != NULL) {
		p->outcome = HUB_FAILED;
		p->err = *a->change.failure;
	} else if (p->outcome == HUB_TAKEN) {
		p->event = ev;
		p->id = ev->id;
		p->topic = ev->topic;
		s->log.newest_pos = ev->pos;
		recent_add(&s->recent, ev);
	}
	s->log.sink->on_taken(s->log.sink, p);
	hub_event_unref(ev);
	free(a);
}

static size_t
texts_size(const struct hub_message *m)
{
	const struct hub_extra *e = &m->extra;

	return m->id.len + m->topic.len + m->type.len + m->data.len +
	       e->to.len + e->copy.len + e->from.len + e->re.len + e->also.len;
}

static void
copy_message(struct appending *a, const struct hub_message *m)
{
	struct hub_extra *extra = &a->message.extra;
	char *at = a->texts;

	a->message = *m;
	a->message.id = slice_put(&at, m->id);
	a->message.topic = slice_put(&at, m->topic);
	a->message.type = slice_put(&at, m->type);
	a->message.data = slice_put(&at, m->data);
	extra->to = slice_put(&at, m->extra.to);
	extra->copy = slice_put(&at, m->extra.copy);
	extra->from = slice_put(&at, m->extra.from);
	extra->re = slice_put(&at, m->extra.re);
	extra->also = slice_put(&at, m->extra.also);
}

void
sqlite_append(struct hub_log *log, struct hub_publish *p)
{
	struct sqlite_log *s = (struct sqlite_log *)log;
	size_t bytes = sizeof(struct appending) + texts_size(&p->message);
	/* Most of it is overwritten at once: not worth zeroing. */
	struct appending *a = mem_grow(NULL, 1, bytes);

	sqlite_now(s, p->wall_ms);
	a->change = (struct sqlite_change){ .append = &a->result };
	a->change.job.on_done = on_appended;
	a->p = p;
	a->bytes = bytes;
	copy_message(a, &p->message);
	a->result = (struct writer_append){
		.message = &a->message,
		.wall_ms = p->wall_ms,
		.outcome = HUB_FAILED,
	};
	log->waiting_bytes += bytes;
	sqlite_change_post(s, &a->change);
}
