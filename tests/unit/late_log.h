/*
 * late_log.h - a log that takes its time: the memory log, but seeks and reads
 * wait to be let through, in an order that is drawn.
 */
#ifndef LATE_LOG_H
#define LATE_LOG_H

#include "base/list.h"
#include "hub_fixture.h"

#define LATE_MAX 64

struct late_log {
	struct hub_log log;
	struct hub_log_sink sink;
	struct hub_log *inner;
	struct hub_seek *seeks[LATE_MAX];
	struct hub_page *pages[LATE_MAX];
	size_t seek_count, page_count;
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

static void
late_append(struct hub_log *log, struct hub_publish *p)
{
	(void)log;
	late->inner->ops->append(late->inner, p);
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

/* Lets one answer through, if one waits; any of them. */
static void
let_through(void)
{
	if (late->seek_count > 0 && draw(2) == 0) {
		size_t i = draw((uint32_t)late->seek_count);
		struct hub_seek *s = late->seeks[i];

		late->seeks[i] = late->seeks[--late->seek_count];
		late->inner->ops->seek(late->inner, s);
	} else if (late->page_count > 0) {
		size_t i = draw((uint32_t)late->page_count);
		struct hub_page *page = late->pages[i];

		late->pages[i] = late->pages[--late->page_count];
		late->inner->ops->read(late->inner, page);
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
	late->inner->ops->remove(late->inner, r);
	late_copy();
}

static void
late_release(struct hub_log *log, struct slice id)
{
	(void)log;
	late->inner->ops->release(late->inner, id);
	late_copy();
}

static void
late_close(struct hub_log *log)
{
	(void)log;
	while (late->seek_count + late->page_count > 0)
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
