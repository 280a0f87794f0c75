/*
 * client/fetch_head.h - what is kept of the head of an answer.
 */
#ifndef CLIENT_FETCH_HEAD_H
#define CLIENT_FETCH_HEAD_H

#include "client/fetch.h"

void fetch_head_forget(struct fetch *f);

/* Keeps what matters of a line, which is not the last one. */
void fetch_head_line(struct fetch *f, struct slice line);

/* The head is there: fills status and retry_after_ms. */
void fetch_head_end(struct fetch *f);

#endif
