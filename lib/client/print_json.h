/*
 * client/print_json.h - what is printed as a line of JSON, or in its colors.
 */
#ifndef CLIENT_PRINT_JSON_H
#define CLIENT_PRINT_JSON_H

#include "client/print.h"

/* Append to out, maybe only a part; false if it did not fit. */
bool print_json_event(
    const struct print *p, const struct sse_event *ev, struct buf *out);
bool print_json_comment(
    const struct print *p, struct slice text, struct buf *out);

#endif
