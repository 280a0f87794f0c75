/*
 * hub/manage.h - to find streams and change what they follow, to close
 * topics.
 */
#ifndef HUB_MANAGE_H
#define HUB_MANAGE_H

#include "hub/hub.h"

/* Returns the stream that clients know by that name, NULL if none is open. */
struct hub_stream *hub_stream_find(const struct hub *hub, struct slice sid);

/*
 * Returns the next of all streams, or of a user's, NULL after the last.
 * Start with *at 0; no stream may come or go meanwhile.
 */
struct hub_stream *hub_stream_next(const struct hub *hub, size_t *at);

/* Patterns to follow, or not to follow, from now on. */
struct hub_change {
	const struct slice *add, *remove;
	size_t add_count, remove_count;
};

/* Changes nothing if it cannot.  What is removed and not there is no error. */
enum hub_select_status hub_stream_change(
    struct hub_stream *s, const struct hub_change *change);

/*
 * Gives one stream an event of its own, which no log keeps: m's topic and id
 * may be empty.  Returns why not, or HUB_TAKEN.
 */
enum hub_outcome hub_stream_tell(
    struct hub_stream *s, const struct hub_message *m);

/*
 * Ends the streams that follow nothing but that topic, and takes it from
 * those that follow others, too; those that match it by a wildcard stay.
 * Returns how many followed it.  Until somebody publishes to it again, or too
 * many others have been closed since, it is closed.
 */
size_t hub_topic_close(struct hub *hub, struct slice name);

/* It is not closed any more. */
void hub_topic_reopen(struct hub *hub, struct slice name);

/* Returns whether all that sel selects are topics that are closed. */
bool hub_select_is_closed(const struct hub *hub, const struct hub_select *sel);

/* Asks for topics, those that are followed by name among them. */
void hub_ask_topics(struct hub *hub, struct hub_topic_query *q);

/* Asks for an event, or to forget some: see hub/log.h. */
void hub_find(struct hub *hub, struct hub_find *f);
void hub_remove(struct hub *hub, struct hub_removal *r);

#endif
