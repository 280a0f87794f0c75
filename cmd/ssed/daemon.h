/*
 * ssed/daemon.h - the parts of the hub, wired: loop, server, api, hub, log.
 */
#ifndef SSED_DAEMON_H
#define SSED_DAEMON_H

#include "api/api.h"
#include "api/ingest.h"
#include "net/input.h"
#include "net/server.h"
#include "ssed/options.h"

struct daemon {
	const struct ssed_options *options;
	struct net_loop loop;
	struct net_server server;
	struct hub *hub;
	struct api api;
	struct net_input input;
	struct api_ingest ingest;
	struct event sigterm, sigint;
	struct wheel_timer drain;
	uint64_t slow_told; /* slow streams that the log speaks of */
	int signal;         /* that told it to stop; 0: none did */
	bool draining;
};

/* -1 with words if ssed could not serve as the options say. */
int daemon_check(const struct ssed_options *options, struct err *err);

/*
 * Serves until it is told to stop, and has drained.  0, or -1 with words if
 * it could not start.  A signal that told it to stop is raised again.
 */
int daemon_serve(const struct ssed_options *options, struct err *err);

#endif
