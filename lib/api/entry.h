/*
 * api/entry.h - an event of a log, written as a JSON object.
 *
 * What a publish says (api/message.h), and what only a log knows: "time",
 * "expires" (RFC 3339, or unix milliseconds), "from", "copy", "also", "hold",
 * "quorum", "ok" and "removed", as log/sqlite/dump.h writes them.  The topic of
 * an inbox may be said or not.  Without a time it is that of now.
 */
#ifndef API_ENTRY_H
#define API_ENTRY_H

#include "api/message.h"
#include "hub/audience.h"

/* Owns what the slices of m.message point into. */
struct api_entry {
	struct api_message m;
	int64_t time_ms;    /* never later than now */
	int64_t expires_ms; /* 0: never */
	bool removed;
	struct buf also;
	char inbox[HUB_INBOX_BYTES_MAX];
};

/* -1 with an enum api_code in err->code, and words. */
int api_entry_parse(
    struct api_entry *e, struct slice text, int64_t wall_ms, struct err *err);

void api_entry_clear(struct api_entry *e);

#endif
