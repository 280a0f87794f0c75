#include "hub/stats.h"

#include "hub/state.h"

const struct hub_stats *
hub_get_stats(const struct hub *hub)
{
	return &hub->stats;
}

void
hub_get_size(const struct hub *hub, struct hub_size *size)
{
	*size = (struct hub_size){
		.streams = hub->streams.count,
		.streams_max = hub->options.streams_max,
		.users = hub->users.count,
		.blocked = hub->blocked_count,
		.lag_bytes = hub->lag_now > hub->lag_before ? hub->lag_now
							    : hub->lag_before,
		.lag_bytes_max = hub->options.lag_bytes,
	};
	if (hub->log->ops->measure != NULL)
		hub->log->ops->measure(hub->log, &size->log);
}
