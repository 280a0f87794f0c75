/*
 * api/message.h - a message written as a JSON object.
 *
 *   {"topic":"news","data":…,"event"?:…,"id"?:…,"retry"?:ms}
 *
 * String data is the data; other JSON becomes compact JSON text.  Unknown
 * members are ignored; those that this hub cannot honour (to, re, ttl,
 * retain) are refused.  No topic: "main".
 */
#ifndef API_MESSAGE_H
#define API_MESSAGE_H

#include "base/err.h"
#include "hub/event.h"

/* Owns what the slices of .message point into. */
struct api_message {
	struct hub_message message;
	bool names_topic; /* else it is "main", or whatever the caller likes */
	void *json;       /* the tree */
	char *text;       /* data that was not a string */
};

/* -1 with an enum api_code in err->code, and words. */
int api_message_parse(
    struct api_message *m, struct slice text, struct err *err);

void api_message_clear(struct api_message *m);

#endif
