/*
 * api/stream_change.c - PATCH and POST /streams/SID: what a stream follows
 * from now on, and what is for it alone.
 */
#include <jansson.h>

#include "api/compact.h"
#include "api/endpoints.h"
#include "api/follow.h"
#include "api/gate.h"
#include "api/message.h"
#include "api/problem.h"
#include "api/publish.h"
#include "api/raw.h"
#include "api/streams.h"
#include "hub/manage.h"

/* The patterns of a request; they point into its JSON. */
struct wanted {
	struct slice add[HUB_PATTERNS_MAX], remove[HUB_PATTERNS_MAX];
	struct hub_change change;
};

static int
read_patterns(const json_t *object, const char *name,
    struct slice patterns[HUB_PATTERNS_MAX], size_t *count, struct err *err)
{
	const json_t *array = json_object_get(object, name);

	*count = json_array_size(array);
	if (array == NULL || json_is_null(array))
		return 0;
	if (!json_is_array(array))
		return err_set(
		    err, API_BAD_FIELD, "'%s' must be an array", name);
	if (*count > HUB_PATTERNS_MAX)
		return err_set(err, API_BAD_TOPIC, "'%s' has at most %d topics",
		    name, HUB_PATTERNS_MAX);
	for (size_t i = 0; i < *count; i++) {
		const json_t *item = json_array_get(array, i);

		if (!json_is_string(item))
			return err_set(err, API_BAD_FIELD,
			    "'%s' must hold topics, which are strings", name);
		patterns[i] = api_string_of(item);
	}
	return 0;
}

static int
read_wanted(struct wanted *w, const json_t *object, struct err *err)
{
	if (!json_is_object(object))
		return err_set(err, API_BAD_JSON, "a JSON object is wanted");
	w->change.add = w->add;
	w->change.remove = w->remove;
	if (read_patterns(object, "add", w->add, &w->change.add_count, err) !=
		0 ||
	    read_patterns(
		object, "remove", w->remove, &w->change.remove_count, err) != 0)
		return -1;
	if (w->change.add_count + w->change.remove_count > 0)
		return 0;
	return err_set(
	    err, API_BAD_FIELD, "neither 'add' nor 'remove' names a topic");
}

static int
change(struct api *api, struct hub_stream *s, const json_t *object,
    struct err *err)
{
	enum hub_select_status status;
	struct wanted w = { .change = { .add_count = 0 } };

	if (read_wanted(&w, object, err) != 0 ||
	    api_gate_check_topics(api->gate, w.add, w.change.add_count, err) !=
		0)
		return -1;
	status = hub_stream_change(s, &w.change);
	if (status == HUB_SELECT_OK)
		return 0;
	return err_set(err, API_BAD_TOPIC, "%s", api_patterns_refusal(status));
}

void
api_stream_change(struct api *api, const struct api_call *call)
{
	struct hub_stream *s = api_find_stream(api, call);
	struct json_t *tree;
	struct err err;

	if (s == NULL)
		return;
	tree = api_message_load(call->x->body, &err);
	if (tree == NULL || change(api, s, tree, &err) != 0)
		api_problem(api, call->x, (enum api_code)err.code, err.text);
	else
		api_stream_show(api, call);
	json_decref(tree);
}

static void
answer_told(struct api *api, const struct api_call *call)
{
	buf_reset(&api->body);
	/* Its name was found, so it is plain ASCII. */
	buf_addf(&api->body, "{\"sid\":\"%.*s\",\"delivered\":1}\n",
	    SLICE_ARGS(call->rest));
	api_respond_json(api, call->x);
}

static void
tell(struct api *api, const struct api_call *call, struct hub_stream *s,
    const struct hub_message *m)
{
	struct hub_publish p = { .outcome = hub_stream_tell(s, m) };
	enum api_code code;
	const char *why;

	if (p.outcome == HUB_TAKEN) {
		answer_told(api, call);
		return;
	}
	code = api_publish_refusal(&p, &why);
	api_problem(api, call->x, code, why);
}

void
api_stream_tell(struct api *api, const struct api_call *call)
{
	struct hub_stream *s = api_find_stream(api, call);
	struct api_raw raw;
	struct err err;

	if (s == NULL)
		return;
	if (api_raw_read(&raw, call->x, &err) == 0)
		tell(api, call, s, &raw.message);
	else
		api_problem(api, call->x, (enum api_code)err.code, err.text);
	api_raw_clear(&raw);
}
