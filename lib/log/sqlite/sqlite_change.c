/*
 * log/sqlite/sqlite_change.c - what changes a SQLite log, but for what is new.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "log/sqlite/sqlite_inner.h"
#include "log/sqlite/sqlite_ops.h"

/* What is asked for, with its texts. */
struct changing {
	struct sqlite_change change;
	struct hub_removal *removal;
	struct writer_removal removing;
	int64_t now_ms;
	bool probes;
	struct keep keep;
	struct slice id, topic;
	char texts[];
};

static struct changing *
changing_new(struct slice id, struct slice topic)
{
	struct changing *c = mem_new(sizeof(*c) + id.len + topic.len);

	c->id = (struct slice){ c->texts, id.len };
	c->topic = (struct slice){ c->texts + id.len, topic.len };
	if (id.len > 0)
		memcpy(c->texts, id.ptr, id.len);
	if (topic.len > 0)
		memcpy(c->texts + id.len, topic.ptr, topic.len);
	return c;
}

static void
on_changed(struct worker_job *job)
{
	struct changing *c = (struct changing *)job;

	keep_clear(&c->keep);
	free(c);
}

static void
post(struct sqlite_log *s, struct changing *c,
    void (*apply)(struct writer *w, struct sqlite_change *c),
    void (*on_done)(struct worker_job *job))
{
	c->change.apply = apply;
	c->change.job.on_done = on_done;
	sqlite_change_post(s, &c->change);
}

static void
apply_remove(struct writer *w, struct sqlite_change *change)
{
	writer_remove(w, &((struct changing *)change)->removing);
}

static void
on_removed(struct worker_job *job)
{
	struct changing *c = (struct changing *)job;
	struct sqlite_log *s = c->change.owner;
	struct hub_removal *r = c->removal;
	bool failed = c->change.failure != NULL;

	/* Others had their turn between two steps. */
	r->count += c->removing.count;
	if (c->removing.is_more && !failed && !s->is_closing) {
		sqlite_change_post(s, &c->change);
		return;
	}
	if (failed)
		r->err = *c->change.failure;
	else if (c->removing.is_more)
		err_set(&r->err, 1, "the hub ends");
	if (c->removing.is_more || failed)
		r->count = -1;
	r->on_done(r);
	on_changed(job);
}

void
sqlite_remove(struct hub_log *log, struct hub_removal *r)
{
	struct sqlite_log *s = (struct sqlite_log *)log;
	struct changing *c = changing_new(r->id, r->topic);

	r->count = 0;
	c->removal = r;
	c->removing.id = c->id;
	c->removing.topic = c->topic;
	c->removing.wall_ms = s->now_ms;
	post(s, c, apply_remove, on_removed);
}

/* Whoever told it, was not to wait for it. */
static void
on_told(struct worker_job *job)
{
	struct sqlite_change *c = (struct sqlite_change *)job;
	struct sqlite_log *s = c->owner;

	if (c->failure == NULL || s->is_closing) {
		on_changed(job);
		return;
	}
	c->failure = NULL;
	list_add(&s->undone, &job->link);
}

void
sqlite_change_again(struct sqlite_log *s)
{
	struct list *link;

	while ((link = list_take(&s->undone)) != NULL)
		sqlite_change_post(s, (struct sqlite_change *)LIST_ITEM(
					  link, struct worker_job, link));
}

static void
apply_release(struct writer *w, struct sqlite_change *c)
{
	writer_release(w, ((struct changing *)c)->id);
}

void
sqlite_release(struct hub_log *log, struct slice id)
{
	post((struct sqlite_log *)log, changing_new(id, slice_empty()),
	    apply_release, on_told);
}

static void
apply_forget(struct writer *w, struct sqlite_change *c)
{
	writer_forget(w, ((struct changing *)c)->id);
}

void
sqlite_forget(struct hub_log *log, struct slice id)
{
	post((struct sqlite_log *)log, changing_new(id, slice_empty()),
	    apply_forget, on_told);
}

static void
apply_keep(struct writer *w, struct sqlite_change *change)
{
	const struct keep *keep = &((struct changing *)change)->keep;

	writer_set_keep(w, &keep->all, keep->rules, keep->count);
}

void
sqlite_set_keep(struct hub_log *log, const struct hub_keep *all,
    const struct hub_keep_rule *rules, size_t count)
{
	struct changing *c = changing_new(slice_empty(), slice_empty());

	keep_set(&c->keep, all, rules, count);
	post((struct sqlite_log *)log, c, apply_keep, on_changed);
}

static void
apply_age(struct writer *w, struct sqlite_change *change)
{
	const struct changing *c = (struct changing *)change;

	writer_age(w, c->now_ms);
	if (c->probes)
		writer_probe(w);
}

static void
on_aged(struct worker_job *job)
{
	((struct changing *)job)->change.owner->is_aging = false;
	on_changed(job);
}

void
sqlite_age(struct sqlite_log *s)
{
	struct changing *c;

	if (s->is_aging || s->is_closing)
		return;
	s->is_aging = true;
	c = changing_new(slice_empty(), slice_empty());
	c->now_ms = s->now_ms;
	c->probes = s->is_troubled;
	post(s, c, apply_age, on_aged);
}

void
sqlite_tick(struct hub_log *log, int64_t wall_ms)
{
	struct sqlite_log *s = (struct sqlite_log *)log;

	sqlite_now(s, wall_ms);
	sqlite_age(s);
}
