/*
 * client/ledger.h - what a hub knows of a question: who said what, and
 * whether that is enough.
 *
 * Pure.  Reads the answer to GET /messages/ID, see PROMPTS in ssed(8), which
 * may be anything.  Each answer of a user is told once, as a line of JSON:
 * {"id":"42","ok":true,"user":"ann","time":"...","data":...}.
 */
#ifndef CLIENT_LEDGER_H
#define CLIENT_LEDGER_H

#include "base/buf.h"

#define LEDGER_ANSWERS_MAX 64 /* of a question; of more, none is told */

struct json_t; /* jansson's */

enum ledger_state {
	LEDGER_BAD,  /* it is no ledger of that question */
	LEDGER_NONE, /* an event that nobody is asked by, not any more */
	LEDGER_OPEN,
	LEDGER_CONFIRMED,
	LEDGER_DENIED,
	LEDGER_EXPIRED,
};

struct ledger {
	struct json_t *told; /* the users whose answers were */
};

void ledger_init(struct ledger *l);
void ledger_clear(struct ledger *l);

/* Everything is to be told again: the hub asks anew. */
void ledger_forget(struct ledger *l);

/*
 * Reads text, and appends a line for each answer that was not told; those
 * that do not fit are left for the next time.
 */
enum ledger_state ledger_read(
    struct ledger *l, const char *id, struct slice text, struct buf *lines);

/* Returns whether in text, read as by ledger_read(), user said ok. */
bool ledger_has(const char *id, struct slice text, const char *user, bool ok);

/* Returns whether data, that of a C, may belong to that question. */
bool ledger_is_answer(const char *id, struct slice data);

#endif
