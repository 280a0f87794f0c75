/* api/confirm.c - POST /C: somebody's yes or no to an H. */
#include <jansson.h>
#include <stdlib.h>

#include "api/compact.h"
#include "api/endpoints.h"
#include "api/message.h"
#include "api/problem.h"
#include "api/prompt.h"
#include "api/publish.h"
#include "base/json_member.h"
#include "base/mem.h"
#include "hub/prompt.h"

/* One C underway. */
struct confirming {
	struct hub_publish p;
	struct api *api;
	struct http_exchange *x; /* NULL: gone */
	bool as_text;
	char *re;
};

static void
answer(struct confirming *c)
{
	const struct hub_publish *p = &c->p;
	const struct hub_prompt *prompt =
	    hub_prompts_find(hub_get_prompts(c->api->hub), slice_of(c->re));
	struct buf *b = &c->api->body;

	buf_reset(b);
	buf_add_char(b, '{');
	api_publish_add_receipt(b, p);
	json_member_string(b, "re", slice_of(c->re));
	if (prompt != NULL)
		json_member_string(
		    b, "state", slice_of(hub_prompt_state_name(prompt)));
	buf_add(b, slice_of("}\n"));
	api_respond_json(c->api, c->x);
}

static void
on_done(struct hub_publish *p)
{
	struct confirming *c = LIST_ITEM(p, struct confirming, p);

	if (c->x != NULL) {
		if (p->outcome == HUB_TAKEN || p->outcome == HUB_DUPLICATE)
			answer(c);
		else
			api_publish_refuse(c->api, c->x, p, c->as_text);
	}
	free(c->re);
	free(c);
}

static void
publish(struct api *api, struct http_exchange *x, const struct hub_message *m)
{
	struct confirming *c = mem_new(sizeof(*c));

	c->api = api;
	c->as_text = api_problem_is_text(x->req);
	c->re = mem_copy(m->extra.re);
	c->p.message = *m;
	c->p.wall_ms = api->wall_ms();
	c->p.on_done = on_done;
	http_hold(x, &c->x, NULL);
	hub_publish(api->hub, &c->p);
}

/* Returns how long data is, as it was said. */
static size_t
data_size(const json_t *data)
{
	struct buf text = BUF(API_COMPACT_BYTES_MAX);
	size_t size = API_COMPACT_BYTES_MAX;

	if (data == NULL || json_is_string(data))
		return json_string_length(data);
	if (api_compact_add(&text, data))
		size = text.len;
	buf_clear(&text);
	return size;
}

static int
check(const json_t *object, struct err *err)
{
	const json_t *ok = json_object_get(object, "ok");
	const json_t *data = json_object_get(object, "data");

	if (!json_is_object(object))
		return err_set(err, API_BAD_JSON, "a JSON object is wanted");
	if (json_string_length(json_object_get(object, "id")) == 0)
		return err_set(err, API_BAD_FIELD,
		    "'id' must be a string: the id of the H that is answered");
	if (ok != NULL && !json_is_boolean(ok) && !json_is_null(ok))
		return err_set(
		    err, API_BAD_FIELD, "'ok' must be true or false");
	if (data_size(data) > API_CONFIRM_BYTES_MAX)
		return err_set(err, API_TOO_LARGE,
		    "'data' of a C is at most %d bytes", API_CONFIRM_BYTES_MAX);
	return 0;
}

/* Returns what the C says, so that whoever gets it knows which H is meant. */
static char *
make_data(const json_t *object, struct slice user)
{
	json_t *said = json_object();
	json_t *id = json_object_get(object, "id");
	json_t *data = json_object_get(object, "data");
	bool denies = json_is_false(json_object_get(object, "ok"));
	struct buf text = BUF(2 * API_COMPACT_BYTES_MAX);

	json_object_set(said, "id", id);
	json_object_set_new(said, "ok", json_boolean(!denies));
	if (user.len > 0)
		json_object_set_new(
		    said, "user", json_stringn(user.ptr, user.len));
	if (data != NULL)
		json_object_set(said, "data", data);
	if (!api_compact_add(&text, said) || !buf_add_char(&text, '\0'))
		mem_fail();
	json_decref(said);
	return text.ptr;
}

static void
confirm(struct api *api, struct http_exchange *x, const json_t *object,
    struct slice user)
{
	const json_t *id = json_object_get(object, "id");
	char *data = make_data(object, user);
	struct hub_message m = {
		.id = slice_empty(),
		.topic = slice_empty(),
		.type = slice_of("C"),
		.data = slice_of(data),
		.retry_ms = -1,
		.extra = {
		    .re = api_string_of(id),
		    .from = user,
		    .denies = json_is_false(json_object_get(object, "ok")),
		},
	};

	publish(api, x, &m);
	free(data);
}

void
api_confirm(struct api *api, const struct api_call *call)
{
	struct http_exchange *x = call->x;
	struct api_extra who;
	struct err err;
	json_t *object = api_message_load(x->body, &err);

	api_extra_init(&who);
	if (object == NULL || check(object, &err) != 0 ||
	    api_extra_read_user(&who, x->req, &err) != 0)
		api_problem(api, x, (enum api_code)err.code, err.text);
	else
		confirm(api, x, object, who.extra.from);
	api_extra_clear(&who);
	json_decref(object);
}
