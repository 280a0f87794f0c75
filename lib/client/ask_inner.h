/*
 * client/ask_inner.h - what the files of client/ask.h share.
 *
 * For lib/client/ask*.c alone.
 */
#ifndef CLIENT_ASK_INNER_H
#define CLIENT_ASK_INNER_H

#include "client/ask.h"

/* Asks the hub; a call that is underway ends. */
void ask_call(struct ask *a, enum ask_doing doing, int64_t now_ms);

/* Opens the stream of the answers, at what came after that id. */
void ask_stream_open(struct ask *a, struct slice last_id);

/* Opens it once more, at what came after the question. */
void ask_stream_reopen(struct ask *a);

/* Follows it; returns when to do so again, at the latest. */
int64_t ask_stream_turn(struct ask *a, int64_t now_ms);

/* Sends the question; the stream is open, or can be only behind it. */
void ask_post(struct ask *a, int64_t now_ms);

/* It ends as a->err says, once what was asked is taken back. */
void ask_leave(struct ask *a, int64_t now_ms);

/* The same, and why says how. */
void ask_fail(struct ask *a, const struct err *why, int64_t now_ms);

/* The call was answered, or will not be: goes on from there. */
void ask_take(struct ask *a, int64_t now_ms);

#endif
