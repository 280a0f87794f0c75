/* api/prompt.c - POST /H: asks people for a confirm. */
#include "api/prompt.h"

#include <jansson.h>

#include "api/endpoints.h"
#include "api/message.h"
#include "api/problem.h"
#include "api/prompt_wait.h"
#include "api/publish.h"
#include "base/num.h"
#include "http/url.h"
#include "hub/prompt.h"

#define WAIT_TEXT_MAX 32

/* An H that says nothing shows its id. */
static int
complete(json_t *object, struct err *err)
{
	json_t *id = json_object_get(object, "id");
	json_t *data;

	if (!json_is_object(object))
		return err_set(err, API_BAD_JSON, "a JSON object is wanted");
	json_object_set_new(object, "event", json_string("H"));
	if (json_object_get(object, "data") != NULL)
		return 0;
	data = json_object();
	if (json_string_length(id) > 0)
		json_object_set(data, "id", id);
	json_object_set_new(object, "data", data);
	return 0;
}

static int
read_quorum(struct hub_extra *extra, const json_t *value, struct err *err)
{
	size_t asked = hub_to_count(extra->to);
	json_int_t quorum = json_integer_value(value);

	if (value == NULL || json_is_null(value))
		return 0;
	if (quorum < 1 || quorum > HUB_QUORUM_MAX)
		return err_set(err, API_BAD_FIELD,
		    "'quorum' must be a whole number, 1 to %d", HUB_QUORUM_MAX);
	if (asked > 0 && (size_t)quorum > asked)
		return err_set(err, API_BAD_FIELD,
		    "'quorum' is more than the %zu users of 'to'", asked);
	extra->quorum = (unsigned)quorum;
	return 0;
}

static int
read_prompt(struct api_message *m, json_t *object, struct err *err)
{
	struct hub_extra *extra = &m->message.extra;

	if (complete(object, err) != 0 || api_message_read(m, object, err) != 0)
		return -1;
	if (extra->ttl_ms > HUB_PROMPT_TTL_MAX_MS)
		err_set(err, API_BAD_FIELD, "'ttl' of an H is at most 30 days");
	else if (read_quorum(extra, json_object_get(object, "quorum"), err) ==
		 0)
		return 0;
	api_message_clear(m);
	return -1;
}

/* Reads how long the client waits; 0: not at all. */
static int
read_wait(struct slice query, int64_t *wait_ms, struct err *err)
{
	struct buf text = BUF(WAIT_TEXT_MAX);
	struct slice raw;
	bool ok;

	*wait_ms = 0;
	if (!http_query_find_raw(query, "wait", &raw))
		return 0;
	ok = http_url_decode(&text, raw, true) &&
	     num_parse_duration(buf_slice(&text), wait_ms) && *wait_ms > 0 &&
	     *wait_ms <= API_WAIT_MAX_MS;
	buf_clear(&text);
	if (ok)
		return 0;
	return err_set(err, API_BAD_FIELD,
	    "wait is a duration such as 30s, more than 0 and at most 1h");
}

static int
ask(struct api *api, struct http_exchange *x, json_t *object, struct err *err)
{
	struct api_message m;
	struct api_extra who;
	int64_t wait_ms;

	if (read_prompt(&m, object, err) != 0)
		return -1;
	api_extra_init(&who);
	if (read_wait(x->req->query, &wait_ms, err) != 0 ||
	    api_extra_read_user(&who, x->req, err) != 0) {
		api_problem(api, x, (enum api_code)err->code, err->text);
	} else {
		m.message.extra.from = who.extra.from;
		if (wait_ms > 0)
			api_prompt_wait(api, x, &m.message, wait_ms);
		else
			api_publish(api, x, &m.message);
	}
	api_extra_clear(&who);
	api_message_clear(&m);
	return 0;
}

void
api_ask(struct api *api, const struct api_call *call)
{
	struct http_exchange *x = call->x;
	struct err err;
	json_t *object = api_message_load(x->body, &err);

	if (object == NULL || ask(api, x, object, &err) != 0)
		api_problem(api, x, (enum api_code)err.code, err.text);
	json_decref(object);
}
