/*
 * ssed/options.h - what ssed can be told, in one table.
 */
#ifndef SSED_OPTIONS_H
#define SSED_OPTIONS_H

#include "ssed/sections.h"

enum ssed_stdin {
	SSED_STDIN_AUTO,
	SSED_STDIN_OFF,
	SSED_STDIN_LINES,
	SSED_STDIN_NDJSON,
	SSED_STDIN_SSE,
};

enum ssed_slow { SSED_SLOW_CLOSE, SSED_SLOW_SKIP };
/* What a --log that is a file begins with. */
#define SSED_LOG_SQLITE "sqlite:"

enum ssed_durability { SSED_DURABLE_FULL, SSED_DURABLE_NORMAL };
enum ssed_console { SSED_CONSOLE_ON, SSED_CONSOLE_OFF };

enum ssed_on_eof { SSED_EOF_KEEP, SSED_EOF_EXIT };

struct ssed_options {
	struct opt_list listen;
	const char *port_file;
	bool open;
	struct opt_list cors, headers;
	const char *static_dir;
	int input;   /* enum ssed_stdin */
	int on_eof;  /* enum ssed_on_eof */
	int console; /* enum ssed_console */
	const char *topic;
	const char *log; /* "memory", "sqlite:PATH": ssed/hublog.h */
	int durability;  /* enum ssed_durability */
	int64_t keep, keep_bytes, keep_age_ms;
	int64_t streams_max, heartbeat_ms, retry_ms, peer_timeout_ms;
	int64_t streams_per_ip, streams_per_user, max_age_ms; /* 0: any */
	struct opt_list proxies;
	int slow; /* enum ssed_slow */
	int64_t lag_bytes, drain_ms;
	const char *batch; /* "N,T": api/batches.h */
	int64_t threads;   /* 0: as many as there are processors */
	int log_level, log_format;
	bool access_log;
	const char *config;
	bool check, print_config, help, version;
	const char *users, *topics; /* registries; NULL: none */
	struct ssed_sections sections;
	struct opt table[64];
};

/* Fills in the defaults and the table.  set refers to o from here on. */
void ssed_options_init(struct ssed_options *o, struct opt_set *set);

#endif
