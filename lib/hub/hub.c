#include "hub/hub.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "hub/batch.h"
#include "hub/deliver.h"
#include "hub/failure.h"
#include "hub/feed.h"
#include "hub/listing.h"
#include "hub/pattern.h"
#include "hub/repeat.h"
#include "hub/restore.h"
#include "hub/state.h"
#include "hub/topic.h"
#include "hub/user.h"
#include "sse/write.h"

/* Somebody published to all its topics. */
static void
reopen(struct hub *hub, const struct hub_event *ev)
{
	struct slice also = ev->extra != NULL ? ev->extra->also : slice_empty();
	struct slice name;

	hub_closed_drop(&hub->closed, ev->topic);
	while (hub_to_next(&also, &name))
		hub_closed_drop(&hub->closed, name);
}

static void
on_taken(struct hub_log_sink *sink, struct hub_publish *p)
{
	struct hub *hub = (struct hub *)sink;

	if (p->outcome == HUB_TAKEN) {
		hub->stats.taken++;
		buf_reset(&hub->newest_id);
		buf_add(&hub->newest_id, p->event->id);
		reopen(hub, p->event);
		p->delivered = hub_deliver(hub, p->event);
	} else if (p->outcome == HUB_DUPLICATE) {
		hub->stats.duplicates++;
	} else {
		hub->stats.refused++;
	}
	if (p->outcome == HUB_FAILED)
		hub_failure_tell(&p->err, "keep it");
	hub_prompts_end(&hub->prompts, p);
	p->on_done(p);
	hub_repeat_all(hub);
}

struct hub *
hub_new(const struct hub_options *options, struct hub_log *log,
    void (*on_ready)(struct hub_stream *s))
{
	struct hub *hub = mem_new(sizeof(*hub));

	hub->options = *options;
	hub->log = log;
	hub->on_ready = on_ready;
	hub->sink.on_taken = on_taken;
	log->sink = &hub->sink;
	hub_streams_init(&hub->streams, options->streams_max);
	hub_users_init(&hub->users, options->streams_max);
	hub_feeds_init(&hub->feeds, HUB_FEEDS_MAX(options->streams_max));
	hub_closed_init(&hub->closed);
	/*
	 * Names that streams follow always fit beside the cached routes, old
	 * and new ones of the one that is being changed, too.
	 */
	hub_topics_init(&hub->topics,
	    options->topics_max + (options->streams_max + 1 +
				      HUB_REPLAYS_MAX(options->streams_max)) *
				      HUB_PATTERNS_MAX);
	hub_prompts_init(&hub->prompts, log);
	hub_prompts_restore(&hub->prompts);
	list_init(&hub->unfollowed);
	list_init(&hub->wild);
	list_init(&hub->dirty);
	list_init(&hub->collecting);
	list_init(&hub->listed);
	hub->routes_version = 1;
	for (int i = 0; i < HUB_FORMAT_COUNT; i++)
		hub->heartbeats[i] = hub_format_beat((enum hub_format)i);
	buf_init(&hub->newest_id, HUB_ID_BYTES_MAX);
	buf_add(&hub->newest_id, log->newest_id);
	return hub;
}

void
hub_free(struct hub *hub)
{
	if (hub == NULL)
		return;
	hub->is_closing = true;
	hub->log->ops->close(hub->log);
	hub_listings_end(hub);
	hub_prompts_clear(&hub->prompts);
	hub_topic_clear_all(hub);
	map_clear(&hub->feeds);
	map_clear(&hub->users);
	hub_closed_clear(&hub->closed);
	map_clear(&hub->streams);
	for (int i = 0; i < HUB_FORMAT_COUNT; i++)
		hub_event_unref(hub->heartbeats[i]);
	buf_clear(&hub->newest_id);
	free(hub);
}

/* Returns whether each of the further topics may be published to. */
static bool
are_public(struct slice also)
{
	struct slice name;

	while (hub_to_next(&also, &name))
		if (!hub_topic_is_public(name))
			return false;
	return true;
}

enum hub_outcome
hub_message_check(const struct hub_message *m)
{
	bool is_inbox = m->topic.len == 0 && m->extra.to.len > 0;

	if (!is_inbox && !hub_topic_is_public(m->topic))
		return HUB_BAD_TOPIC;
	if (!are_public(m->extra.also))
		return HUB_BAD_TOPIC;
	if (!hub_id_is_valid(m->id))
		return HUB_BAD_ID;
	if (m->type.len > 0 &&
	    (!hub_type_is_valid(m->type) || slice_starts(m->type, "ssed.")))
		return HUB_BAD_TYPE;
	if (m->data.len > HUB_DATA_BYTES_MAX)
		return HUB_TOO_BIG;
	return utf8_is_valid(m->data) ? HUB_TAKEN : HUB_BAD_DATA;
}

static bool
is_known(const struct hub_gate *gate, struct slice name)
{
	return gate == NULL || gate->knows(gate, name);
}

/* Returns HUB_TAKEN if what m names is known, or what is not. */
static enum hub_outcome
ask_gates(const struct hub_gates *gates, const struct hub_message *m)
{
	struct slice to = m->extra.to, user;
	struct slice also = m->extra.also, topic;

	if (m->topic.len > 0 && !is_known(gates->topics, m->topic))
		return HUB_UNKNOWN_TOPIC;
	while (hub_to_next(&also, &topic))
		if (!is_known(gates->topics, topic))
			return HUB_UNKNOWN_TOPIC;
	while (hub_to_next(&to, &user))
		if (!is_known(gates->users, user))
			return HUB_UNKNOWN_USER;
	return HUB_TAKEN;
}

/* p does not get as far as the log. */
static void
refuse(struct hub *hub, struct hub_publish *p)
{
	if (p->outcome == HUB_DUPLICATE)
		hub->stats.duplicates++;
	else
		hub->stats.refused++;
	hub_prompts_end(&hub->prompts, p);
	p->on_done(p);
}

bool
hub_is_behind(const struct hub *hub)
{
	return hub_log_is_behind(hub->log);
}

/* Returns HUB_TAKEN if the log is there, and not too far behind. */
static enum hub_outcome
ask_log(const struct hub *hub, struct hub_publish *p)
{
	if (hub->is_closing) {
		err_set(&p->err, 1, "the hub goes down");
		return HUB_FAILED;
	}
	if (hub->log->waiting_bytes > HUB_WAITING_BYTES_MAX)
		return HUB_BEHIND;
	return HUB_TAKEN;
}

void
hub_publish(struct hub *hub, struct hub_publish *p)
{
	char inbox[HUB_INBOX_BYTES_MAX];

	p->delivered = 0;
	p->event = NULL;
	p->id = p->topic = slice_empty();
	p->outcome = hub_prompts_begin(&hub->prompts, p);
	if (p->outcome == HUB_WAITS)
		return;
	if (p->outcome == HUB_TAKEN)
		p->outcome = hub_message_check(&p->message);
	if (p->outcome == HUB_TAKEN)
		p->outcome = ask_gates(&hub->gates, &p->message);
	if (p->outcome == HUB_TAKEN)
		p->outcome = ask_log(hub, p);
	if (p->outcome != HUB_TAKEN) {
		refuse(hub, p);
		return;
	}
	if (p->message.topic.len == 0)
		p->message.topic = hub_inbox_of(p->message.extra.to, inbox);
	hub->log->ops->append(hub->log, p);
}

void
hub_wake(struct hub *hub, int64_t now_ms)
{
	hub_collect_due(hub, now_ms);
	for (struct list *link = hub->dirty.next; link != &hub->dirty;
	     link = link->next)
		hub_feed_wake(LIST_ITEM(link, struct hub_feed, dirty));
}

bool
hub_settle(struct hub *hub)
{
	struct list flushed;
	struct list *link;

	/* What has more goes back to those that are dirty. */
	list_init(&flushed);
	while ((link = list_take(&hub->dirty)) != NULL)
		list_add(&flushed, link);
	while ((link = list_first(&flushed)) != NULL)
		hub_feed_settle(LIST_ITEM(link, struct hub_feed, dirty));
	return hub_listing_turn(hub) || !list_is_empty(&hub->dirty);
}

void
hub_tick(struct hub *hub, int64_t wall_ms)
{
	int64_t minute = wall_ms / 60000;

	hub_prompts_tick(&hub->prompts, wall_ms);
	hub->log->ops->tick(hub->log, wall_ms);
	if (minute == hub->lag_minute)
		return;
	hub->lag_minute = minute;
	hub->lag_before = hub->lag_now;
	hub->lag_now = 0;
}

const struct hub_prompts *
hub_get_prompts(const struct hub *hub)
{
	return &hub->prompts;
}

size_t
hub_stream_count(const struct hub *hub)
{
	return hub->streams.count;
}
