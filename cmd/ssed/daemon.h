/*
 * ssed/daemon.h - the parts of the hub, wired: loop, server, api, hub, log.
 */
#ifndef SSED_DAEMON_H
#define SSED_DAEMON_H

#include "api/api.h"
#include "api/ingest.h"
#include "net/input.h"
#include "net/server.h"
#include "ssed/config.h"
#include "ssed/limits.h"
#include "ssed/measure.h"

struct daemon {
	struct ssed_config *first;          /* main's, and of the start */
	struct ssed_config *config;         /* in force: that, or owned */
	const struct ssed_options *options; /* of config */
	struct net_loop loop;
	struct net_server server;
	struct hub *hub;
	struct hub_log *log; /* the hub's */
	struct api api;
	struct net_input input;
	struct api_ingest ingest;
	struct event sigterm, sigint, sighup;
	struct event answers;              /* of the log: ssed/hublog.h */
	struct wheel_timer drain, telling; /* ssed/drain.c */
	int64_t drain_start_ms;
	int64_t start_wall_ms;
	struct measure_fds fds;
	struct limits_told told;
	int signal; /* that told it to stop; 0: none did */
	bool draining;
	bool input_over;   /* its last events are not all taken yet */
	bool has_terminal; /* that messages go to */
};

/* -1 with words if ssed could not serve as the options say. */
int daemon_check(const struct ssed_options *options, struct err *err);

/*
 * Serves until it is told to stop, and has drained.  0, or -1 with words if
 * it could not start.  A signal that told it to stop is raised again.
 */
int daemon_serve(struct ssed_config *config, struct err *err);

/* Fills in what a hub is to know of the options. */
void daemon_hub_options(
    const struct ssed_options *o, struct hub_options *options);

#endif
