/*
 * api/cursor.h - where a follower wants to start, from its request.
 *
 * First found wins: the header Last-Event-ID; the parameters last_event_id,
 * lastEventId, lastEventID, Last-Event-ID, last-event-id, evs_last_event_id
 * (ids); since (an id, unix seconds, RFC 3339, a duration back from now, or
 * one of all, earliest, latest).
 */
#ifndef API_CURSOR_H
#define API_CURSOR_H

#include "base/buf.h"
#include "http/request.h"
#include "hub/hub.h"

/*
 * Fills start's kind, id and time.  text holds what start->id points to.
 * False if the cursor is badly encoded or too long.
 */
bool api_cursor_read(const struct http_request *req, int64_t wall_ms,
    struct buf *text, struct hub_start *start);

#endif
