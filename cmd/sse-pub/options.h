/*
 * sse-pub/options.h - what sse-pub can be told, in one table.
 */
#ifndef SSE_PUB_OPTIONS_H
#define SSE_PUB_OPTIONS_H

#include "base/opt.h"
#include "client/request_options.h"

struct pub_options {
	const char *url, *type, *id;
	const char *topic; /* NULL: none was given */
	const char *text, *file;
	bool all, lines, ndjson, empty, run;
	struct opt_list to;
	int64_t ttl_ms, retry_hint_ms;
	bool retain, stop_on_error, fail_if_nobody;
	int64_t wait_ms, quorum; /* of an H; 0: not said */
	const char *as;          /* who asks or answers */
	bool deny;
	const char *spool;
	int64_t spool_max;
	bool flush;
	int64_t timeout_ms, connect_timeout_ms;
	struct opt_list headers;
	struct request_options request;
	const char *unix_socket;
	bool insecure, quiet, verbose, help, version;
	struct opt_operands operands;
	struct opt table[64];
};

/* Fills in the defaults and the table.  set refers to o from here on. */
void pub_options_init(struct pub_options *o, struct opt_set *set);

#endif
