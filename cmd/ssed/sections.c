#include "ssed/sections.h"

#include "api/registry.h"
#include "hub/audience.h"
#include "hub/pattern.h"
#include "ssed/bounds.h"

enum kind { KIND_TOPIC, KIND_USER };

static bool
is_pattern(const char *value)
{
	return value[0] != '$' && hub_pattern_is_valid(slice_of(value));
}

static bool
is_user(const char *value)
{
	return hub_user_is_valid(slice_of(value));
}

static void
init_tables(struct ssed_sections *s)
{
	/* clang-format off */
	const struct opt topic_rows[] = {
		{ "keep", 0, OPT_COUNT, &s->topic.keep, 0, SSED_KEEP_MAX,
		    .text = "newest events kept of each topic" },
		{ "keep-bytes", 0, OPT_SIZE, &s->topic.keep_bytes, 0,
		    SSED_KEEP_BYTES_MAX,
		    .text = "room for a topic's events" },
		{ "keep-age", 0, OPT_DURATION, &s->topic.keep_age_ms, 0,
		    SSED_KEEP_AGE_MS_MAX,
		    .text = "how long events are kept" },
		{ 0 },
	};
	const struct opt user_rows[] = {
		{ "max-streams", 0, OPT_COUNT, &s->user.streams_max, 0,
		    SSED_STREAMS_MAX,
		    .text = "streams the user may have open at once" },
		{ 0 },
	};
	/* clang-format on */

	memcpy(s->topic_table, topic_rows, sizeof(topic_rows));
	memcpy(s->user_table, user_rows, sizeof(user_rows));
}

struct opt_section *
ssed_sections_init(struct ssed_sections *s)
{
	static const struct ssed_topic_rule topic = { NULL, -1, -1, -1 };
	static const struct ssed_user_rule user = { NULL, -1 };

	init_tables(s);
	s->kinds[KIND_TOPIC] = (struct opt_section){
		.kind = "topic",
		.check = is_pattern,
		.want = "is not a topic or pattern",
		.keys = { .table = s->topic_table },
		.item = &s->topic,
		.blank = &topic,
		.item_bytes = sizeof(topic),
	};
	s->kinds[KIND_USER] = (struct opt_section){
		.kind = "user",
		.check = is_user,
		.want = "is not 1 to 255 bytes of UTF-8",
		.keys = { .table = s->user_table },
		.item = &s->user,
		.blank = &user,
		.item_bytes = sizeof(user),
	};
	s->kinds[2] = (struct opt_section){ 0 };
	return s->kinds;
}

const struct ssed_topic_rule *
ssed_topic_rules(const struct ssed_sections *s, size_t *count)
{
	*count = s->kinds[KIND_TOPIC].count;
	return (const void *)s->kinds[KIND_TOPIC].items;
}

const struct ssed_user_rule *
ssed_user_rules(const struct ssed_sections *s, size_t *count)
{
	*count = s->kinds[KIND_USER].count;
	return (const void *)s->kinds[KIND_USER].items;
}
