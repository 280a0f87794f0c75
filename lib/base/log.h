/*
 * base/log.h - the program's log: one line an event, on standard error.
 *
 *   text  2026-11-21T06:45:12.345Z info net listening addr=127.0.0.1:8080
 *   json  {"time":"…","level":"info","part":"net","message":"…","addr":"…"}
 *
 * Values are escaped, so that nothing a client sent can forge a line.  A
 * line is at most 2,048 bytes; longer values are cut and end in "...".
 * Called at the edges only (net, log, cmd): pure layers do not log.
 * Never given tokens or payloads.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };
enum log_format { LOG_TEXT, LOG_JSON };

/* One key=value.  key == NULL ends a row of them. */
struct log_field {
	const char *key;
	bool is_num;
	int64_t num;
	struct slice text;
};

#define LOG_NUM(k, v)                                                          \
	{                                                                      \
		.key = (k), .is_num = true, .num = (int64_t)(v)                \
	}
#define LOG_STR(k, v)                                                          \
	{                                                                      \
		.key = (k), .text = slice_of(v)                                \
	}
#define LOG_SLICE(k, v)                                                        \
	{                                                                      \
		.key = (k), .text = (v)                                        \
	}

/* Sets what is written, and how, from now on: at first LOG_INFO, LOG_TEXT. */
void log_setup(enum log_level level, enum log_format format);

bool log_wants(enum log_level level);

/* fields end with a row whose key is NULL; fields may be NULL. */
void log_write(enum log_level level, const char *part, const char *message,
    const struct log_field *fields);

#define LOG_FIELDS(...) ((const struct log_field[]){ __VA_ARGS__, { 0 } })

#endif
