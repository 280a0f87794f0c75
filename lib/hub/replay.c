#include "hub/replay.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "hub/feed.h"
#include "hub/state.h"

#define GAP_BYTES_MAX ((size_t)16 * 256)
#define PAGES_A_TURN 16

static const char *const gap_reasons[] = {
	[HUB_GAP_NONE] = "",
	[HUB_GAP_UNKNOWN] = "unknown",
	[HUB_GAP_EXPIRED] = "expired",
	[HUB_GAP_SLOW] = "slow",
};

static void
replay_free(struct hub_replay *replay)
{
	free(replay->id);
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
	list_del(&replay->rest);
	if (!replay->busy)
		replay_free(replay);
}

static void
push_gap(struct hub_stream *s, enum hub_gap gap, struct slice requested,
    struct slice resumed_after, int64_t missed)
{
	struct buf b = BUF(GAP_BYTES_MAX);

	buf_add(&b, slice_of("event: ssed.gap\ndata: {\"requested\":"));
	json_add_string(&b, requested);
	buf_add(&b, slice_of(",\"resumed_after\":"));
	json_add_string(&b, resumed_after);
	buf_addf(&b, ",\"reason\":\"%s\"", gap_reasons[gap]);
	if (missed >= 0)
		buf_addf(&b, ",\"missed\":%" PRId64, missed);
	buf_add(&b, slice_of("}\n\n"));
	hub_stream_push(s, hub_event_raw(buf_slice(&b)));
	buf_clear(&b);
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
	if (seek->gap != HUB_GAP_NONE)
		push_gap(replay->stream, seek->gap, seek->id,
		    seek->resumed_after, seek->missed);
	replay->page.after_pos = seek->after_pos;
	replay->page.mark = seek->mark;
	replay->stream->feed->hub->on_ready(replay->stream);
}

void
hub_replay_start(struct hub_stream *s, const struct hub_start *start)
{
	struct hub_replay *replay = mem_new(sizeof(*replay));
	struct hub_log *log = s->feed->hub->log;

	s->replay = replay;
	list_init(&replay->rest);
	replay->stream = s;
	replay->busy = true;
	replay->id = mem_copy(start->id);
	replay->seek = (struct hub_seek){
		.select = &s->feed->select,
		.kind = start->kind,
		.id = { replay->id, start->id.len },
		.time_ms = start->time_ms,
		.on_done = on_seek,
	};
	log->ops->seek(log, &replay->seek);
}

/* The page was read: its events wait, and at the log's end s goes live. */
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
	for (size_t i = 0; i < page->count; i++)
		hub_stream_push(s, hub_event_ref(page->events[i]));
	if (page->at_end) {
		hub_replay_stop(s);
		if (!hub_stream_finish(s))
			hub_feed_join(s->feed, s);
	}
	s->feed->hub->on_ready(s);
}

/* Returns whether it may read a page: one stream holds up no turn. */
static bool
has_share(struct hub *hub, struct hub_replay *replay)
{
	if (replay->turn != hub->turn) {
		replay->turn = hub->turn;
		replay->page_count = 0;
	}
	if (replay->page_count++ < PAGES_A_TURN)
		return true;
	list_del(&replay->rest);
	list_add(&hub->resting, &replay->rest);
	return false;
}

void
hub_replay_read(struct hub_stream *s)
{
	struct hub *hub = s->feed->hub;
	struct hub_replay *replay;

	while ((replay = s->replay) != NULL && !replay->busy &&
	       s->pending_count == 0 && has_share(hub, replay)) {
		replay->page.select = &s->feed->select;
		replay->page.on_done = on_page;
		replay->page.count = 0;
		replay->page.at_end = false;
		replay->busy = true;
		hub->log->ops->read(hub->log, &replay->page);
	}
}
