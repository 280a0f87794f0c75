#include "client/delay.h"

#include <stdio.h>

static int64_t
clamp(int64_t value, int64_t min, int64_t max)
{
	if (value < min)
		return min;
	return value > max ? max : value;
}

int64_t
delay_ms(const struct delay_options *options, const struct delay_state *state,
    uint32_t chance)
{
	int64_t asked =
	    state->retry_ms >= 0 ? state->retry_ms : options->first_ms;
	int64_t base = clamp(asked, DELAY_MS_MIN, DELAY_MS_MAX);
	int64_t max = clamp(options->max_ms, base, DELAY_MS_MAX);
	int64_t delay = base;

	for (uint64_t i = 1; i < state->failures && delay < max; i++)
		delay *= 2;
	delay = clamp(delay, base, max);
	delay = clamp(state->retry_after_ms, delay, DELAY_MS_MAX);
	return delay + (int64_t)((uint64_t)delay * chance / UINT32_MAX / 10);
}

void
delay_tell(char text[DELAY_TEXT_MAX], const char *why, int64_t ms)
{
	if (ms < 0)
		snprintf(text, DELAY_TEXT_MAX, "%s", why);
	else
		snprintf(text, DELAY_TEXT_MAX, "%s; again in %lld.%lld s", why,
		    (long long)ms / 1000, (long long)ms % 1000 / 100);
}
