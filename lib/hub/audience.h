/*
 * hub/audience.h - users, sets of them, and who may see an event.
 *
 * Pure.  A user is 1 to 255 bytes of UTF-8 without control characters.  A set
 * is the names of at most HUB_TO_MAX users, sorted, each ended by LF: so
 * equal sets are equal texts.
 *
 * What is said to users alone stands in the log under a topic of the hub's
 * own, their inbox, which no pattern matches: "$inbox/USER", or "$inbox" for
 * several.
 */
#ifndef HUB_AUDIENCE_H
#define HUB_AUDIENCE_H

#include <stdbool.h>

#include "base/buf.h"
#include "hub/event.h"
#include "hub/select.h"

#define HUB_USER_BYTES_MAX 255
#define HUB_TO_MAX 64
#define HUB_TO_BYTES_MAX ((size_t)HUB_TO_MAX * (HUB_USER_BYTES_MAX + 1))
#define HUB_INBOX_BYTES_MAX (HUB_USER_BYTES_MAX + 8)

/* Who reads: its selection, and its user.  Borrowed. */
struct hub_reader {
	const struct hub_select *select;
	struct slice user; /* empty: not known */
};

bool hub_user_is_valid(struct slice user);

/* Puts a valid user into set; false if it is full. */
bool hub_to_add(struct buf *set, struct slice user);

bool hub_to_has(struct slice set, struct slice user);

/* Returns how many users set names. */
size_t hub_to_count(struct slice set);

/* Takes the first user off set; false if there is none. */
bool hub_to_next(struct slice *set, struct slice *user);

/*
 * Appends set to a JSON object as an array of that name; nothing if it is
 * empty.  False if it did not fit.
 */
bool hub_to_add_json(struct buf *b, const char *name, struct slice set);

/* Returns the name of the inbox of a set; it points into text. */
struct slice hub_inbox_of(struct slice set, char text[HUB_INBOX_BYTES_MAX]);

/* Returns whether sel matches that topic, or one that extra adds to it. */
bool hub_select_takes(const struct hub_select *sel, struct slice topic,
    const struct hub_extra *extra);

/*
 * Returns whether an event with that topic and extra (NULL: none) is for r,
 * by what it is sent to: its topic, its users, or both.
 */
bool hub_reader_is_sent(const struct hub_reader *r, struct slice topic,
    const struct hub_extra *extra);

/*
 * Returns whether r is to have it: r wants its type, and it is sent to r, or
 * copied to r's user.
 */
bool hub_reader_wants(const struct hub_reader *r, struct slice topic,
    struct slice type, const struct hub_extra *extra);

#endif
