/*
 * api/message.h - a message written as a JSON object.
 *
 *   {"topic":"news","data":…,"event"?:…,"id"?:…,"retry"?:ms}
 *
 * and what api/extra.h has.  String data is the data; other JSON becomes
 * compact JSON text.  Unknown members are ignored.  Neither topic nor to:
 * "main".
 */
#ifndef API_MESSAGE_H
#define API_MESSAGE_H

#include "api/extra.h"
#include "base/err.h"
#include "hub/event.h"

struct json_t; /* jansson's */

/* Owns what the slices of .message point into. */
struct api_message {
	struct hub_message message;
	bool
	    is_main; /* it names no topic, nor users: put there what you like */
	struct api_extra extra;
	struct json_t *json; /* the tree; NULL: the caller's */
	char *text;          /* data that was not a string */
};

/*
 * -1 with an enum api_code in err->code, and words.  text must outlive m; of
 * an object that is api/plain.h's there is no tree.
 */
int api_message_parse(
    struct api_message *m, struct slice text, struct err *err);

/* The same of JSON that is read already, which must outlive m. */
int api_message_read(
    struct api_message *m, const struct json_t *object, struct err *err);

/* Returns JSON as messages are written in, to json_decref(); NULL as above. */
struct json_t *api_message_load(struct slice text, struct err *err);

void api_message_clear(struct api_message *m);

#endif
