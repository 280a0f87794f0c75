/*
 * client/spool_text.h - what stands in the files of a spool.
 *
 * Pure.  A part is lines, each a JSON object for POST /publish.  An event that
 * goes alone has a line "LENGTH TARGET" and then its data, of that length.  A
 * kill, or a loss of power, may cut either; what was cut never counted as kept.
 */
#ifndef CLIENT_SPOOL_TEXT_H
#define CLIENT_SPOOL_TEXT_H

#include <stdint.h>

#include "base/buf.h"

enum spool_text {
	SPOOL_TEXT_GOOD,
	SPOOL_TEXT_BAD, /* this is not what we write */
	SPOOL_TEXT_CUT, /* its end is missing */
};

/*
 * Takes the next line from the front of text; it is there without its end,
 * if it is bad, too.  What is cut stays.
 */
enum spool_text spool_text_line(struct slice *text, struct slice *line);

/* Parts what goes alone; data ends in LF. */
enum spool_text spool_text_alone(
    struct slice text, struct slice *target, struct slice *data);

/* Returns n where the id of a good line is "own_id-n", else 0. */
int64_t spool_text_number(struct slice line, const char *own_id);

/* Returns n where id is "own_id-n", else 0. */
int64_t spool_text_id_number(struct slice id, const char *own_id);

/* Appends the id of a line; nothing if it has none. */
void spool_text_id(struct slice line, struct buf *id);

#endif
