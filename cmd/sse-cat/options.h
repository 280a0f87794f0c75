/*
 * sse-cat/options.h - what sse-cat can be told, in one table.
 */
#ifndef SSE_CAT_OPTIONS_H
#define SSE_CAT_OPTIONS_H

#include "base/opt.h"
#include "client/request_options.h"

enum cat_color { CAT_COLOR_AUTO, CAT_COLOR_ALWAYS, CAT_COLOR_NEVER };
enum cat_exec_fail { CAT_EXEC_GO, CAT_EXEC_STOP };

struct cat_options {
	int format; /* enum print_format */
	bool raw, json_data, null_ends, tells_time, comments;
	int color; /* enum cat_color */
	struct opt_list events, excluded;
	int64_t count, max_time_ms;
	const char *until, *until_event;
	const char *exec;
	int exec_fail;       /* enum cat_exec_fail */
	int64_t retry_count; /* -1: for ever */
	int64_t retry_delay_ms, retry_max_ms, connect_timeout_ms;
	int64_t idle_timeout_ms;
	bool strict, fail_on_gap, then_get;
	const char *last_event_id, *since, *state;
	struct opt_list headers;
	const char *data, *method, *unix_socket;
	bool insecure;
	struct request_options request;
	int64_t event_bytes_max;
	bool silent, verbose, help, version;
	struct opt table[64];
};

/* Fills in the defaults and the table.  set refers to o from here on. */
void cat_options_init(struct cat_options *o, struct opt_set *set);

#endif
