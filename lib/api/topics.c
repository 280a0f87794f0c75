/* api/topics.c - /topics: what there is, and the end of one. */
#include <stdlib.h>

#include "api/endpoints.h"
#include "api/problem.h"
#include "base/json_member.h"
#include "base/mem.h"
#include "hub/manage.h"
#include "hub/pattern.h"

#define LIST_MAX 10000
#define LIST_BYTES ((size_t)4 << 20)
#define ITEM_BYTES_MAX                                                         \
	((size_t)6 * (HUB_TOPIC_BYTES_MAX + HUB_ID_BYTES_MAX) + 256)

/* One question underway; its client may leave before the answer. */
struct asking {
	struct hub_topic_query query;
	struct hub_removal removal;
	struct api *api;
	struct http_exchange *x; /* NULL: gone */
	bool as_text;
	struct buf list;
	size_t count, listed;
	size_t ended; /* streams that the topic had */
	char *name;   /* of the one topic that is meant */
};

static struct asking *
ask(struct api *api, const struct api_call *call)
{
	struct asking *a = mem_new(sizeof(*a));

	a->api = api;
	a->as_text = api_problem_is_text(call->x->req);
	a->name = mem_copy(call->rest);
	a->query.name = a->removal.topic =
	    (struct slice){ a->name, call->rest.len };
	a->removal.id = slice_empty();
	buf_init(&a->list, LIST_BYTES + ITEM_BYTES_MAX);
	http_hold(call->x, &a->x, NULL);
	return a;
}

static void
asking_free(struct asking *a)
{
	buf_clear(&a->list);
	free(a->name);
	free(a);
}

static void
add_topic(struct buf *b, const struct hub_topic_info *info)
{
	buf_add_char(b, '{');
	json_member_string(b, "topic", info->name);
	json_member_number(b, "followers", (int64_t)info->followers);
	json_member_number(b, "count", info->count);
	if (info->last_id.len > 0) {
		json_member_string(b, "last", info->last_id);
		json_member_time(b, "time", info->last_time_ms);
	}
	buf_add_char(b, '}');
}

static bool
on_topic(struct hub_topic_query *q, const struct hub_topic_info *info)
{
	struct asking *a = LIST_ITEM(q, struct asking, query);

	/* Nobody waits for it any more. */
	if (a->x == NULL)
		return false;
	a->count++;
	if (a->listed == LIST_MAX || a->list.len >= LIST_BYTES ||
	    info->is_uncounted)
		return true;
	if (a->listed++ > 0)
		buf_add_char(&a->list, ',');
	add_topic(&a->list, info);
	return true;
}

/* Returns whether there is anybody to tell, and something. */
static bool
is_to_tell(struct asking *a)
{
	if (a->x != NULL && a->query.failed)
		api_problem_unread(a->api, a->x, a->as_text);
	return a->x != NULL;
}

static void
on_list(struct hub_topic_query *q)
{
	struct asking *a = LIST_ITEM(q, struct asking, query);
	struct buf *b = &a->api->body;

	if (is_to_tell(a)) {
		buf_reset(b);
		buf_add(b, slice_of("{\"topics\":["));
		buf_add(b, buf_slice(&a->list));
		buf_addf(b, "],\"count\":%zu", a->count);
		if (a->listed < a->count)
			buf_add(b, slice_of(",\"more\":true"));
		buf_add(b, slice_of("}\n"));
		api_respond_json(a->api, a->x);
	}
	asking_free(a);
}

void
api_topics_list(struct api *api, const struct api_call *call)
{
	struct asking *a = ask(api, call);

	a->query.on_topic = on_topic;
	a->query.on_done = on_list;
	hub_ask_topics(api->hub, &a->query);
}

static void
on_one(struct hub_topic_query *q)
{
	struct asking *a = LIST_ITEM(q, struct asking, query);
	struct buf *b = &a->api->body;

	if (is_to_tell(a)) {
		buf_reset(b);
		buf_add(b, buf_slice(&a->list));
		buf_add_char(b, '\n');
		if (a->count > 0)
			api_respond_json(a->api, a->x);
		else
			api_problem(a->api, a->x, API_NOT_FOUND,
			    "the topic has neither events nor followers by "
			    "name");
	}
	asking_free(a);
}

/* Refuses what is no topic, or not for others. */
static bool
is_topic(struct api *api, const struct api_call *call)
{
	if (hub_topic_is_valid(call->rest) && call->rest.ptr[0] != '$')
		return true;
	api_problem(
	    api, call->x, API_BAD_TOPIC, "that is not the name of a topic");
	return false;
}

void
api_topic_show(struct api *api, const struct api_call *call)
{
	struct asking *a;

	if (!is_topic(api, call))
		return;
	a = ask(api, call);
	a->query.on_topic = on_topic;
	a->query.on_done = on_one;
	hub_ask_topics(api->hub, &a->query);
}

static void
on_removed(struct hub_removal *r)
{
	struct asking *a = LIST_ITEM(r, struct asking, removal);
	struct buf *b = &a->api->body;
	bool is_known = r->count != 0 || a->ended > 0;

	/* What never was is not closed either, nor what is still there. */
	if (!is_known || r->count < 0)
		hub_topic_reopen(a->api->hub, r->topic);
	if (a->x == NULL) {
		asking_free(a);
		return;
	}
	if (r->count < 0) {
		api_problem(a->api, a->x, API_NOT_KEPT,
		    r->err.text[0] != '\0' ? r->err.text
					   : "the log could not forget it");
	} else if (!is_known) {
		api_problem(a->api, a->x, API_NOT_FOUND,
		    "the topic has neither events nor followers by name");
	} else {
		buf_reset(b);
		buf_add_char(b, '{');
		json_member_string(b, "topic", r->topic);
		json_member_number(b, "ended", (int64_t)a->ended);
		json_member_number(b, "dropped", r->count);
		buf_add(b, slice_of("}\n"));
		api_respond_json(a->api, a->x);
	}
	asking_free(a);
}

void
api_topic_close(struct api *api, const struct api_call *call)
{
	struct asking *a;

	if (!is_topic(api, call))
		return;
	a = ask(api, call);
	a->ended = hub_topic_close(api->hub, a->removal.topic);
	a->removal.on_done = on_removed;
	hub_remove(api->hub, &a->removal);
}
