/* A line for a log: what is made of it could have been published. */
#include <stdint.h>
#include <stdlib.h>

#include "api/entry.h"
#include "hub/hub.h"
#include "hub/pattern.h"
#include "hub/prompt.h"

#define NOW_MS INT64_C(1795243512123)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
check_users(struct slice set)
{
	struct slice user;
	size_t count = 0;

	for (; hub_to_next(&set, &user); count++)
		must(hub_user_is_valid(user) && !hub_to_has(set, user));
	must(count <= HUB_TO_MAX);
}

static void
check(const struct api_entry *e)
{
	const struct hub_message *m = &e->m.message;
	struct hub_message public = *m;
	struct slice also = m->extra.also, topic;

	if (slice_starts(m->topic, "$inbox") && m->extra.to.len > 0)
	public.topic = slice_empty();
	must(hub_message_check(&public) == HUB_TAKEN);
	must(m->topic.len > 0);
	must(e->time_ms > 0 && e->time_ms <= NOW_MS);
	must(e->expires_ms >= 0);
	must(e->expires_ms <= e->time_ms + API_TTL_MAX_MS);
	must(m->extra.quorum <= HUB_QUORUM_MAX);
	must(m->extra.from.len == 0 || hub_user_is_valid(m->extra.from));
	must(m->extra.copy.len == 0 || hub_user_is_valid(m->extra.copy));
	check_users(m->extra.to);
	while (hub_to_next(&also, &topic))
		must(hub_topic_is_public(topic));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct slice line = { (const char *)data, size };
	struct api_entry e;
	struct err err;

	if (api_entry_parse(&e, line, NOW_MS, &err) != 0)
		return 0;
	check(&e);
	api_entry_clear(&e);
	return 0;
}
