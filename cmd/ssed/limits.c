#include "ssed/limits.h"

#include "base/log.h"
#include "hub/stats.h"

void
limits_set(struct api *api, const struct ssed_options *o)
{
	struct api_admit *a = &api->admit;

	_Static_assert(HTTP_TRUST_MAX >= OPT_LIST_MAX, "proxies would be lost");
	a->address_max = o->streams_per_ip;
	for (size_t i = 0; i < o->proxies.count; i++)
		http_trust_add(&a->trust, slice_of(o->proxies.items[i]));
}

void
limits_tune(struct api *api, const struct ssed_options *o)
{
	api->max_age_ms = o->max_age_ms;
	api->user_max = o->streams_per_user;
}

static void
tell_refused(struct limits_told *told, const struct api *api)
{
	uint64_t new[API_BUSY_REASONS], sum = 0;

	for (int i = 0; i < API_BUSY_REASONS; i++) {
		new[i] = api->refused[i] - told->refused[i];
		told->refused[i] = api->refused[i];
		/* Who comes while the hub drains is no sign of a limit. */
		sum += i != API_BUSY_DRAIN ? new[i] : 0;
	}
	if (sum == 0)
		return;
	log_write(LOG_WARN, "ssed", "streams were refused",
	    LOG_FIELDS(LOG_NUM("total", new[API_BUSY_TOTAL]),
		LOG_NUM("address", new[API_BUSY_ADDRESS]),
		LOG_NUM("user", new[API_BUSY_USER])));
}

void
limits_tell(struct limits_told *told, const struct api *api,
    const struct ssed_options *o)
{
	const struct hub_stats *now = hub_get_stats(api->hub);

	if (now->slow != told->stats.slow)
		log_write(LOG_WARN, "ssed", "slow streams were ended",
		    LOG_FIELDS(LOG_NUM("streams", now->slow - told->stats.slow),
			LOG_NUM("lag_bytes", o->lag_bytes)));
	if (now->skipped != told->stats.skipped)
		log_write(LOG_WARN, "ssed", "slow streams were moved ahead",
		    LOG_FIELDS(
			LOG_NUM("gaps", now->skipped - told->stats.skipped),
			LOG_NUM("missed", now->missed - told->stats.missed),
			LOG_NUM("lag_bytes", o->lag_bytes)));
	told->stats = *now;
	tell_refused(told, api);
}
