#include "hub/tune.h"

#include "hub/state.h"

void
hub_tune(struct hub *hub, const struct hub_options *options)
{
	size_t topics_max = hub->options.topics_max;

	hub->options = *options;
	hub->options.topics_max = topics_max;
	hub->streams.max = options->streams_max;
	/* What the streams that are open need is never taken from them. */
	if (options->streams_max <= hub->users.max)
		return;
	hub->topics.max +=
	    (options->streams_max - hub->users.max) * HUB_PATTERNS_MAX;
	hub->users.max = options->streams_max;
	hub->feeds.max = HUB_FEEDS_MAX(options->streams_max);
}

void
hub_set_gates(struct hub *hub, const struct hub_gates *gates)
{
	hub->gates = *gates;
}
