/* skip_fixture.h - a hub whose slow streams skip, and dice. */
#ifndef SKIP_FIXTURE_H
#define SKIP_FIXTURE_H

#include "hub_fixture.h"

#define LAG_BYTES 4096

static uint32_t draw_state;

static inline uint32_t
draw(uint32_t below)
{
	draw_state = draw_state * 1103515245 + 12345;
	return (draw_state >> 8) % below;
}

static int published_count;
static uint64_t gap_count;

static inline void
fixture_skip(struct fixture *fx)
{
	const struct hub_options options = {
		.retry_ms = 3000,
		.lag_bytes = LAG_BYTES,
		.slow_skips = true,
		.streams_max = 100,
		.topics_max = 100,
	};
	static const struct hub_keep keep = { .count = 1000 };

	*fx = (struct fixture){ .wall_ms = 1000 };
	fx->hub = hub_new(&options, memory_log_new(&keep), fixture_on_ready);
}

/* Returns the number behind key in line, 0 if it is empty, -1 without key. */
static inline int
number_of(const char *line, const char *key)
{
	const char *at = strstr(line, key);

	return at != NULL ? atoi(at + strlen(key)) : -1;
}

#endif
