#include "hub/replay.h"

#include <stdlib.h>

#include "base/mem.h"
#include "hub/end.h"
#include "hub/feed.h"
#include "hub/gap.h"
#include "hub/state.h"
#include "hub/stream_give.h"

static void
replay_free(struct hub_replay *replay)
{
	replay->feed->hub->replay_count--;
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

/* What the hub says of itself is not kept. */
bool
hub_replay_has_kept(const struct hub_stream *s)
{
	const struct hub_select *sel = &s->feed->select;

	if (s->feed->hub->log->kept_count == 0)
		return false;
	for (size_t i = 0; i < sel->count; i++)
		if (!slice_starts(sel->patterns[i], "$ssed/"))
			return true;
	return false;
}

/* The place is known from which on events are wanted. */
static void
set_place(struct hub_replay *replay)
{
	const struct hub_seek *seek = &replay->seek;
	struct hub_page *page = &replay->page;

	page->mark = seek->mark;
	page->start_pos = seek->after_pos;
	/* Whatever came while the log was seeking is wanted, too. */
	if ((seek->kind == HUB_CURSOR_LATEST ||
		seek->kind == HUB_CURSOR_NEWEST) &&
	    replay->opened_pos < page->start_pos)
		page->start_pos = replay->opened_pos;
	page->resumes = seek->kind == HUB_CURSOR_ID && seek->after_pos > 0;
	page->after_pos = page->start_pos;
	page->source = HUB_PAGE_EVENTS;
	if (!hub_replay_has_kept(replay->stream))
		return;
	page->source = HUB_PAGE_KEPT;
	page->after_pos = 0;
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
	if (seek->failed) {
		hub_stream_fail(replay->stream);
		return;
	}
	tell_start(replay);
	if (seek->gap != HUB_GAP_NONE)
		push_gap(replay->stream, seek->gap, seek->id,
		    seek->resumed_after, seek->missed);
	set_place(replay);
	hub_replay_read(replay->stream);
}

void
hub_replay_start(struct hub_stream *s, const struct hub_start *start)
{
	struct hub_replay *replay = mem_new(sizeof(*replay));
	struct hub_log *log = s->feed->hub->log;

	s->feed->hub->replay_count++;
	s->replay = replay;
	replay->stream = s;
	replay->feed = s->feed;
	hub_feed_ref(s->feed);
	replay->busy = true;
	replay->id = mem_copy(start->id);
	replay->user = mem_copy(start->user);
	replay->opened_pos = log->newest_pos;
	replay->left = start->count_max;
	replay->ends = start->poll;
	replay->behind = start->behind;
	replay->seek = (struct hub_seek){
		.reader = {
		    .select = &s->feed->select,
		    .user = { replay->user, start->user.len },
		},
		.wall_ms = start->wall_ms,
		.kind = start->kind,
		.id = { replay->id, start->id.len },
		.time_ms = start->time_ms,
		.newest = start->newest,
		.on_done = on_seek,
	};
	log->ops->seek(log, &replay->seek);
}

bool
hub_stream_has_place(const struct hub_stream *s)
{
	return s->replay == NULL || s->replay->behind == NULL;
}

/*
 * The last that s got was kept, its id maybe long gone by, and is the cursor
 * with which its follower would come back.  A block without data moves that
 * on, and is no event (the WHATWG's "event stream interpretation").
 */
static void
push_cursor(struct hub_stream *s)
{
	struct slice newest = buf_slice(&s->feed->hub->newest_id);
	struct buf b = BUF(HUB_ID_BYTES_MAX + 16);

	if (s->feed->select.format != HUB_FORMAT_STREAM || newest.len == 0)
		return;
	buf_add(&b, slice_of("id: "));
	buf_add(&b, newest);
	buf_add(&b, slice_of("\n\n"));
	hub_stream_push(s, hub_event_raw(buf_slice(&b)));
	buf_clear(&b);
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

/* Gives s what the page brought. */
static void
take_page(struct hub_stream *s, struct hub_page *page)
{
	if (page->missed != 0)
		push_gap(s, HUB_GAP_SLOW, slice_empty(), page->resumed_after,
		    page->missed);
	if (page->large != NULL)
		hub_stream_push(s, hub_event_ref(page->large));
	else if (page->frames.len > 0)
		hub_stream_push(s, hub_event_raw(page->frames));
	if (page->count > 0)
		s->replay->is_back = page->source == HUB_PAGE_KEPT;
}

/* The log has no more behind the page. */
static void
end_pages(struct hub_stream *s)
{
	struct hub_page *page = &s->replay->page;

	if (page->source == HUB_PAGE_EVENTS) {
		if (s->replay->is_back)
			push_cursor(s);
		finish(s, true);
		return;
	}
	page->source = HUB_PAGE_EVENTS;
	page->after_pos = page->start_pos;
	/* What was kept goes out first, if there was some. */
	if (page->count == 0)
		hub_replay_read(s);
}

/* The page is of what s followed when it was asked for: not of what it does. */
static bool
is_of_before(const struct hub_replay *replay)
{
	return replay->feed != replay->stream->feed;
}

static void
read_again(struct hub_replay *replay)
{
	replay->page.after_pos = replay->from_pos;
	replay->page.mark = replay->from_mark;
	hub_replay_read(replay->stream);
}

/* The page was read: it waits to be sent. */
static void
on_page(struct hub_page *page)
{
	struct hub_replay *replay = LIST_ITEM(page, struct hub_replay, page);
	struct hub_stream *s = replay->stream;
	struct hub *hub;

	if (s == NULL) {
		replay_free(replay);
		return;
	}
	hub = s->feed->hub;
	replay->busy = false;
	if (page->failed) {
		hub_stream_fail(s);
		return;
	}
	if (is_of_before(replay)) {
		read_again(replay);
		return;
	}
	take_page(s, page);
	if (is_last(replay))
		finish(s, false);
	else if (page->at_end)
		end_pages(s);
	hub->on_ready(s);
}

void
hub_replay_move(struct hub_stream *s)
{
	struct hub_replay *replay = s->replay;
	struct hub_feed *old;

	/* What the log has, it goes on to read. */
	if (replay == NULL || replay->busy)
		return;
	old = replay->feed;
	replay->feed = s->feed;
	hub_feed_ref(s->feed);
	hub_feed_unref(old);
}

void
hub_replay_read(struct hub_stream *s)
{
	struct hub_replay *replay = s->replay;
	struct hub_log *log = s->feed->hub->log;

	if (replay->busy)
		return;
	hub_replay_move(s);
	replay->page.reader.select = &s->feed->select;
	replay->page.reader.user = replay->seek.reader.user;
	replay->page.count_max = replay->left;
	replay->page.on_done = on_page;
	replay->from_pos = replay->page.after_pos;
	replay->from_mark = replay->page.mark;
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
