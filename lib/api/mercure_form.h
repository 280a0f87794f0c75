/*
 * api/mercure_form.h - a message written as a form of the Mercure protocol.
 *
 *   topic=T&topic=U&data=D&id=I&type=E&retry=MS
 *
 * The first topic is the event's, the others go into its extra.also.  Of what
 * may stand there once, the first counts; unknown fields are ignored.
 *
 * Spec: draft-dunglas-mercure-07 and -08, "Publication".
 */
#ifndef API_MERCURE_FORM_H
#define API_MERCURE_FORM_H

#include "base/buf.h"
#include "base/err.h"
#include "hub/event.h"

/* Owns what the slices of .message point into. */
struct mercure_form {
	struct hub_message message;
	struct buf text, topic, also;
};

/* -1 with an enum api_code in err->code, and words.  Clear it after either. */
int mercure_form_parse(
    struct mercure_form *form, struct slice body, struct err *err);

void mercure_form_clear(struct mercure_form *form);

#endif
