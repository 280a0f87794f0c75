#include "api/entry.h"

#include <jansson.h>

#include "api/compact.h"
#include "api/problem.h"
#include "base/when.h"
#include "hub/hub.h"
#include "hub/pattern.h"
#include "hub/prompt.h"

static int
refuse(struct err *err, const char *name, const char *want)
{
	return err_set(err, API_BAD_FIELD, "'%s' must be %s", name, want);
}

static int
take_time(const json_t *value, const char *name, int64_t *ms, struct err *err)
{
	if (json_is_integer(value))
		*ms = json_integer_value(value);
	else if (!json_is_string(value) ||
		 !when_parse(api_string_of(value), ms))
		*ms = 0;
	if (*ms > 0)
		return 0;
	return refuse(err, name, "a time as 2026-11-21T06:45:12.123Z");
}

static int
take_user(
    const json_t *value, const char *name, struct slice *user, struct err *err)
{
	*user = api_string_of(value);
	if (json_is_string(value) && hub_user_is_valid(*user))
		return 0;
	return refuse(err, name, "a user");
}

static int
take_bool(const json_t *value, const char *name, bool *is, struct err *err)
{
	if (!json_is_boolean(value))
		return refuse(err, name, "true or false");
	*is = json_is_true(value);
	return 0;
}

static int
read_time(struct api_entry *e, const json_t *value, struct err *err)
{
	return take_time(value, "time", &e->time_ms, err);
}

static int
read_expires(struct api_entry *e, const json_t *value, struct err *err)
{
	return take_time(value, "expires", &e->expires_ms, err);
}

static int
read_from(struct api_entry *e, const json_t *value, struct err *err)
{
	return take_user(value, "from", &e->m.message.extra.from, err);
}

static int
read_copy(struct api_entry *e, const json_t *value, struct err *err)
{
	return take_user(value, "copy", &e->m.message.extra.copy, err);
}

/* A set of topics is made as one of users; what they are, is asked later. */
static int
read_also(struct api_entry *e, const json_t *value, struct err *err)
{
	size_t count = json_array_size(value);

	for (size_t i = 0; i < count; i++) {
		const json_t *topic = json_array_get(value, i);

		if (!json_is_string(topic) ||
		    !hub_topic_is_public(api_string_of(topic)) ||
		    !hub_to_add(&e->also, api_string_of(topic)))
			return refuse(err, "also", "an array of topics");
	}
	e->m.message.extra.also = buf_slice(&e->also);
	return count > 0 ? 0 : refuse(err, "also", "an array of topics");
}

static int
read_quorum(struct api_entry *e, const json_t *value, struct err *err)
{
	json_int_t quorum = json_integer_value(value);

	if (quorum < 1 || quorum > HUB_QUORUM_MAX)
		return refuse(err, "quorum", "a whole number, 1 to 64");
	e->m.message.extra.quorum = (unsigned)quorum;
	return 0;
}

static int
read_hold(struct api_entry *e, const json_t *value, struct err *err)
{
	return take_bool(value, "hold", &e->m.message.extra.hold, err);
}

static int
read_ok(struct api_entry *e, const json_t *value, struct err *err)
{
	bool is_ok = true;
	int status = take_bool(value, "ok", &is_ok, err);

	e->m.message.extra.denies = !is_ok;
	return status;
}

static int
read_removed(struct api_entry *e, const json_t *value, struct err *err)
{
	return take_bool(value, "removed", &e->removed, err);
}

static int
read_members(struct api_entry *e, const json_t *object, struct err *err)
{
	static const struct {
		const char *name;
		int (*read)(
		    struct api_entry *e, const json_t *value, struct err *err);
	} members[] = {
		{ "time", read_time },
		{ "expires", read_expires },
		{ "from", read_from },
		{ "copy", read_copy },
		{ "also", read_also },
		{ "quorum", read_quorum },
		{ "hold", read_hold },
		{ "ok", read_ok },
		{ "removed", read_removed },
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const json_t *value = json_object_get(object, members[i].name);

		if (value == NULL || json_is_null(value))
			continue;
		if (members[i].read(e, value, err) != 0)
			return -1;
	}
	return 0;
}

/* A ttl is from the time on that the event says it has. */
static void
set_times(struct api_entry *e, int64_t wall_ms)
{
	int64_t ttl_ms = e->m.message.extra.ttl_ms;

	/* The log's time would not come back from where a wrong one took it. */
	if (e->time_ms == 0 || e->time_ms > wall_ms)
		e->time_ms = wall_ms;
	if (e->expires_ms == 0 && ttl_ms > 0)
		e->expires_ms = e->time_ms + ttl_ms;
	if (e->expires_ms > e->time_ms + API_TTL_MAX_MS)
		e->expires_ms = e->time_ms + API_TTL_MAX_MS;
}

/* Returns whether the message could have been published, or it is an inbox's.
 */
static int
check(struct api_entry *e, struct err *err)
{
	struct hub_message *m = &e->m.message;
	struct slice inbox = hub_inbox_of(m->extra.to, e->inbox);
	enum hub_outcome outcome;

	if (m->extra.to.len > 0 && slice_equals(m->topic, inbox))
		m->topic = slice_empty();
	outcome = hub_message_check(m);
	if (m->topic.len == 0)
		m->topic = inbox;
	if (outcome == HUB_TAKEN)
		return 0;
	return err_set(err, API_BAD_FIELD, "%s",
	    outcome == HUB_BAD_TOPIC  ? "its topic is not one"
	    : outcome == HUB_BAD_ID   ? "its id is not one"
	    : outcome == HUB_BAD_TYPE ? "its event type is not one"
	    : outcome == HUB_TOO_BIG  ? "its data is over 1048576 bytes"
				      : "it is not UTF-8");
}

int
api_entry_parse(
    struct api_entry *e, struct slice text, int64_t wall_ms, struct err *err)
{
	*e = (struct api_entry){ .also = BUF(HUB_TO_BYTES_MAX) };
	if (api_message_parse(&e->m, text, err) != 0)
		return -1;
	if (read_members(e, e->m.json, err) == 0 && check(e, err) == 0) {
		set_times(e, wall_ms);
		return 0;
	}
	api_entry_clear(e);
	return -1;
}

void
api_entry_clear(struct api_entry *e)
{
	api_message_clear(&e->m);
	buf_clear(&e->also);
}
