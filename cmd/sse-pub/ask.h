/*
 * sse-pub/ask.h - what asking and answering have in common.
 */
#ifndef SSE_PUB_ASK_H
#define SSE_PUB_ASK_H

#include "client/call.h"
#include "client/input.h"
#include "client/question.h"
#include "client/receipt.h"
#include "sse-pub/pub.h"

/* Of what is asked or said, as JSON. */
#define ASK_BODY_BYTES_MAX (((size_t)6 * (64 << 20)) + (1 << 20))
#define ASK_PATH_BYTES_MAX ((size_t)8192)

/* A GET without a body, else a POST. */
struct pub_request {
	const char *path; /* "/H"; NULL: the names were too long for one */
	struct slice body;
	struct receipt_of of; /* who is sent something tells by a receipt */
};

/* Tries until it is answered with 2xx.  -1 with words and a status. */
int pub_request(struct pub *p, const struct pub_request *r, struct buf *answer,
    struct err *err);

/* The same, and what is answered must be a receipt, which becomes a line. */
int pub_send(struct pub *p, const struct pub_request *r,
    struct receipt *receipt, struct buf *line, struct err *err);

/* Asks, and waits for what people say: 0 confirmed, else words and status. */
int pub_ask_wait(struct pub *p, const struct question *q, const char *user,
    struct slice body, struct err *err);

#endif
