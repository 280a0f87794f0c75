#include "hub/replay.h"

#include <stdlib.h>

#include "base/mem.h"
#include "hub/feed.h"
#include "hub/gap.h"
#include "hub/state.h"
#include "hub/stream_give.h"

static void
replay_free(struct hub_replay *replay)
{
	hub_feed_unref(replay->feed);
	free(replay->id);
	free(replay->user);
	free(replay);
}

void
hub_replay_stop(struct hub_stream *s)
{
	struct hub_replay *replay = s->replay;

	if (replay == NULL)
		return;
	s->replay = NULL;
	replay->stream = NULL;
	hub_event_unref(replay->bye);
	replay->bye = NULL;
	if (!replay->busy)
		replay_free(replay);
}

static void
push_gap(struct hub_stream *s, enum hub_gap why, struct slice requested,
    struct slice resumed_after, int64_t missed)
{
	const struct hub_gap_text gap = {
		.why = why,
		.requested = requested,
		.resumed_after = resumed_after,
		.missed = missed,
	};

	hub_stream_push(s, hub_gap_new(s->feed->select.format, &gap));
}

/* The stream starts behind the id it named, else behind what was lost. */
static void
tell_start(struct hub_replay *replay)
{
	const struct hub_seek *seek = &replay->seek;

	if (replay->behind == NULL)
		return;
	if (seek->gap == HUB_GAP_EXPIRED)
		buf_add(replay->behind, seek->resumed_after);
	else if (seek->gap == HUB_GAP_NONE && seek->kind == HUB_CURSOR_ID)
		buf_add(replay->behind, seek->id);
	replay->behind = NULL;
}

static void
on_seek(struct hub_seek *seek)
{
	struct hub_replay *replay = LIST_ITEM(seek, struct hub_replay, seek);

	if (replay->stream == NULL) {
		replay_free(replay);
		return;
	}
	replay->busy = false;
	tell_start(replay);
	if (seek->gap != HUB_GAP_NONE)
		push_gap(replay->stream, seek->gap, seek->id,
		    seek->resumed_after, seek->missed);
	replay->page.after_pos = seek->after_pos;
	replay->page.mark = seek->mark;
	hub_replay_read(replay->stream);
}

void
hub_replay_start(struct hub_stream *s, const struct hub_start *start)
{
	struct hub_replay *replay = mem_new(sizeof(*replay));
	struct hub_log *log = s->feed->hub->log;

	s->replay = replay;
	replay->stream = s;
	replay->feed = s->feed;
	hub_feed_ref(s->feed);
	replay->busy = true;
	replay->id = mem_copy(start->id);
	replay->user = mem_copy(start->user);
	replay->left = start->count_max;
	replay->ends = start->poll;
	replay->behind = start->behind;
	replay->seek = (struct hub_seek){
		.reader = {
		    .select = &s->feed->select,
		    .user = { replay->user, start->user.len },
		},
		.kind = start->kind,
		.id = { replay->id, start->id.len },
		.time_ms = start->time_ms,
		.newest = start->newest,
		.on_done = on_seek,
	};
	log->ops->seek(log, &replay->seek);
	/* A log that answers later answers too late for start. */
	if (s->replay != NULL)
		s->replay->behind = NULL;
}

/* All that s wants is read: it goes live, or ends, with its ssed.bye if any. */
static void
finish(struct hub_stream *s, bool live)
{
	struct hub_event *bye = s->replay->bye;

	s->replay->bye = NULL;
	live = live && !s->replay->ends;
	if (live)
		s->feed->left = s->replay->left;
	hub_replay_stop(s);
	if (bye != NULL)
		hub_stream_push(s, bye);
	if (live)
		hub_feed_join(s->feed, s);
	else
		s->ending = true;
	if (s->ending && s->end == HUB_END_CLIENT)
		s->end = HUB_END_DONE;
}

/* Counts what was read; returns whether that was the last that s wanted. */
static bool
is_last(struct hub_replay *replay)
{
	if (replay->left == 0)
		return false;
	replay->left -= replay->page.count;
	return replay->left == 0;
}

/* The page was read: it waits to be sent. */
static void
on_page(struct hub_page *page)
{
	struct hub_replay *replay = LIST_ITEM(page, struct hub_replay, page);
	struct hub_stream *s = replay->stream;

	if (s == NULL) {
		replay_free(replay);
		return;
	}
	replay->busy = false;
	if (page->missed != 0)
		push_gap(s, HUB_GAP_SLOW, slice_empty(), page->resumed_after,
		    page->missed);
	if (page->large != NULL)
		hub_stream_push(s, hub_event_ref(page->large));
	else if (page->frames.len > 0)
		hub_stream_push(s, hub_event_raw(page->frames));
	if (is_last(replay))
		finish(s, false);
	else if (page->at_end)
		finish(s, true);
	s->feed->hub->on_ready(s);
}

void
hub_replay_read(struct hub_stream *s)
{
	struct hub_replay *replay = s->replay;
	struct hub_log *log = s->feed->hub->log;

	if (replay->busy)
		return;
	replay->page.reader.select = &s->feed->select;
	replay->page.reader.user = replay->seek.reader.user;
	replay->page.count_max = replay->left;
	replay->page.on_done = on_page;
	replay->busy = true;
	log->ops->read(log, &replay->page);
}

void
hub_replay_end_with(struct hub_stream *s, struct hub_event *bye)
{
	hub_event_unref(s->replay->bye);
	s->replay->bye = bye;
	s->replay->ends = true;
}
