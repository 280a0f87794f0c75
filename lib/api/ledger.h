/*
 * api/ledger.h - an event, and what became of a prompt, as JSON.
 *
 * {"id":"42","topic":"main","type":"H","data":"...","time":"...",
 *  "to":["ann"],"expires":"...",
 *  "ledger":{"state":"open","quorum":2,
 *   "answers":[{"user":"ann","ok":true,"time":"...","data":"..."}]}}
 *
 * Times are RFC 3339.  An answer's data is what its C said, as JSON.
 */
#ifndef API_LEDGER_H
#define API_LEDGER_H

#include "base/buf.h"
#include "hub/format.h"
#include "hub/prompt.h"

#define API_LEDGER_BYTES_MAX                                                   \
	((size_t)HUB_ANSWERS_MAX *                                             \
	    (6 * (HUB_ANSWER_BYTES_MAX + HUB_USER_BYTES_MAX) + 128))
/* With the names of users. */
#define API_MESSAGE_BYTES_MAX                                                  \
	(HUB_FORMAT_BYTES_MAX + API_LEDGER_BYTES_MAX + 6 * HUB_TO_BYTES_MAX +  \
	    (24 << 10))

/* Appends the object that stands behind "ledger". */
void api_ledger_add(struct buf *b, const struct hub_prompt *prompt);

/*
 * Appends the whole.  Either may be NULL, but not both: not every event is a
 * prompt, and a prompt may be known when its event is forgotten.
 */
void api_ledger_add_message(
    struct buf *b, const struct hub_event *ev, const struct hub_prompt *prompt);

#endif
