#include "api/extra.h"

#include <jansson.h>

#include "api/compact.h"
#include "api/problem.h"
#include "base/num.h"
#include "http/url.h"

void
api_extra_init(struct api_extra *e)
{
	*e = (struct api_extra){
		.to = BUF(HUB_TO_BYTES_MAX),
		.from = BUF(HUB_USER_BYTES_MAX),
		.re = BUF(HUB_ID_BYTES_MAX),
	};
}

void
api_extra_clear(struct api_extra *e)
{
	buf_clear(&e->to);
	buf_clear(&e->from);
	buf_clear(&e->re);
	e->extra = (struct hub_extra){ .ttl_ms = 0 };
}

static int
add_user(struct api_extra *e, struct slice user, struct err *err)
{
	if (!hub_user_is_valid(user))
		return err_set(err, API_BAD_FIELD, API_BAD_USER);
	if (!hub_to_add(&e->to, user))
		return err_set(err, API_BAD_FIELD,
		    "'to' names at most %d users", HUB_TO_MAX);
	e->extra.to = buf_slice(&e->to);
	return 0;
}

static int
set_ttl(struct api_extra *e, int64_t ttl_ms, struct err *err)
{
	if (ttl_ms < 1 || ttl_ms > API_TTL_MAX_MS)
		return err_set(err, API_BAD_FIELD,
		    "'ttl' is more than 0 and at most 3650 days");
	e->extra.ttl_ms = ttl_ms;
	return 0;
}

static int
read_ttl(struct api_extra *e, struct slice text, struct err *err)
{
	int64_t ttl_ms;

	if (!num_parse_duration(text, &ttl_ms))
		return err_set(err, API_BAD_FIELD,
		    "'ttl' is seconds, or a duration such as 10m");
	return set_ttl(e, ttl_ms, err);
}

static int
read_retain(struct api_extra *e, struct slice text, struct err *err)
{
	e->extra.retain =
	    text.len == 0 || slice_is(text, "1") || slice_is(text, "true");
	if (e->extra.retain || slice_is(text, "0") || slice_is(text, "false"))
		return 0;
	return err_set(err, API_BAD_FIELD, "'retain' is 1 or 0");
}

static int
read_re(struct api_extra *e, struct slice id, struct err *err)
{
	buf_reset(&e->re);
	if (!buf_add(&e->re, id))
		return err_set(
		    err, API_BAD_ID, "'re' is an id, of at most 255 bytes");
	e->extra.re = buf_slice(&e->re);
	return 0;
}

static int
json_to(struct api_extra *e, const json_t *value, struct err *err)
{
	size_t count = json_array_size(value);

	if (json_is_string(value))
		return add_user(e, api_string_of(value), err);
	for (size_t i = 0; i < count; i++) {
		const json_t *user = json_array_get(value, i);

		if (!json_is_string(user))
			break;
		if (add_user(e, api_string_of(user), err) != 0)
			return -1;
	}
	if (json_is_array(value) && e->to.len > 0)
		return 0;
	return err_set(err, API_BAD_FIELD,
	    "'to' must be a user, or an array of users that is not empty");
}

static int
json_ttl(struct api_extra *e, const json_t *value, struct err *err)
{
	double seconds = json_number_value(value);

	if (json_is_string(value))
		return read_ttl(e, api_string_of(value), err);
	if (!json_is_number(value))
		return read_ttl(e, slice_empty(), err);
	/* What is too much stays too much, whatever a conversion would do. */
	if (!(seconds >= 0 && seconds <= (double)API_TTL_MAX_MS / 1000))
		seconds = 0;
	return set_ttl(e, (int64_t)(seconds * 1000), err);
}

static int
json_retain(struct api_extra *e, const json_t *value, struct err *err)
{
	if (!json_is_boolean(value))
		return err_set(
		    err, API_BAD_FIELD, "'retain' must be true or false");
	e->extra.retain = json_is_true(value);
	return 0;
}

static int
json_re(struct api_extra *e, const json_t *value, struct err *err)
{
	if (!json_is_string(value))
		return err_set(err, API_BAD_FIELD, "'re' must be a string");
	return read_re(e, api_string_of(value), err);
}

int
api_extra_read_json(
    struct api_extra *e, const struct json_t *object, struct err *err)
{
	static const struct {
		const char *name;
		int (*read)(
		    struct api_extra *e, const json_t *value, struct err *err);
	} members[] = {
		{ "to", json_to },
		{ "ttl", json_ttl },
		{ "retain", json_retain },
		{ "re", json_re },
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

/* The ways to say it in a request; the query wins over the header. */
static const struct {
	const char *name, *field;
	int (*read)(struct api_extra *e, struct slice text, struct err *err);
} params[] = {
	{ "to", "ssed-to", add_user },
	{ "ttl", "ssed-ttl", read_ttl },
	{ "retain", "ssed-retain", read_retain },
	{ "re", "ssed-re", read_re },
};

#define PARAM_COUNT (sizeof(params) / sizeof(params[0]))
#define VALUE_BYTES_MAX 1024

static int
read_param(struct api_extra *e, size_t which, struct slice raw, struct err *err)
{
	struct buf text = BUF(VALUE_BYTES_MAX);
	int status;

	if (http_url_decode(&text, raw, true))
		status = params[which].read(e, buf_slice(&text), err);
	else
		status = err_set(err, API_BAD_FIELD,
		    "%s is too long or badly encoded", params[which].name);
	buf_clear(&text);
	return status;
}

int
api_extra_read_request(
    struct api_extra *e, const struct http_request *req, struct err *err)
{
	bool is_said[PARAM_COUNT] = { false };
	struct slice query = req->query, name, raw;
	int status = api_extra_read_user(e, req, err);

	while (status == 0 && http_query_next(&query, &name, &raw))
		for (size_t i = 0; i < PARAM_COUNT && status == 0; i++)
			if (slice_is(name, params[i].name)) {
				is_said[i] = true;
				status = read_param(e, i, raw, err);
			}
	for (size_t i = 0; i < PARAM_COUNT && status == 0; i++)
		if (!is_said[i] && http_request_has(req, params[i].field))
			status = params[i].read(
			    e, http_request_field(req, params[i].field), err);
	return status;
}

int
api_extra_read_user(
    struct api_extra *e, const struct http_request *req, struct err *err)
{
	struct slice raw;

	if (!http_query_find_raw(req->query, "user", &raw))
		return 0;
	if (!http_url_decode(&e->from, raw, true) ||
	    !hub_user_is_valid(buf_slice(&e->from)))
		return err_set(err, API_BAD_FIELD, API_BAD_USER);
	e->extra.from = buf_slice(&e->from);
	return 0;
}
