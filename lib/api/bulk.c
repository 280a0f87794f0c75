#include "api/bulk.h"

#include <jansson.h>
#include <stdlib.h>

#include "api/batch.h"
#include "api/follow.h"
#include "api/message.h"
#include "api/prompt_wait.h"
#include "base/mem.h"
#include "http/accept.h"

/* What a turn publishes: of bytes, where an event is some by itself. */
#define TURN_BYTES ((size_t)64 << 10)
#define EVENT_BYTES 64

/* A body that is being read. */
struct bulk {
	struct list link; /* in api->bulks, if it takes more than a turn */
	struct api_batch *batch;
	bool is_lines;
	struct slice rest; /* what is not read yet */
	char *kept;        /* the body, once the request is over */
	json_t *array;     /* what the body is, unless it is lines */
	size_t number;     /* of the line or element read last */
};

/* Returns s from the first byte on that is no white space of JSON. */
static struct slice
skip_space(struct slice s)
{
	while (s.len > 0 && slice_has(slice_of(" \t\r\n"), s.ptr[0]))
		s = slice_drop(s, 1);
	return s;
}

/* Which line it is, is said beside: not what the parser counts in it. */
static void
drop_line(struct err *err)
{
	static const char prefix[] = "line 1, ";
	size_t len = sizeof(prefix) - 1;

	if (slice_starts(slice_of(err->text), prefix))
		memmove(
		    err->text, err->text + len, strlen(err->text + len) + 1);
}

static void
take_line(struct bulk *bulk, struct slice line)
{
	struct api_message m;
	struct err err;

	if (api_message_parse(&m, line, &err) != 0) {
		drop_line(&err);
		api_batch_refuse(bulk->batch, bulk->number, &err);
		return;
	}
	api_batch_publish(bulk->batch, bulk->number, &m.message);
	api_message_clear(&m);
}

/* Returns whether these were the last lines. */
static bool
step_lines(struct bulk *bulk)
{
	struct slice line;
	size_t done = 0;

	while (bulk->rest.len > 0 && done < TURN_BYTES) {
		slice_cut(bulk->rest, '\n', &line, &bulk->rest);
		bulk->number++;
		done += line.len + 1;
		if (skip_space(line).len == 0)
			continue;
		done += EVENT_BYTES;
		take_line(bulk, line);
	}
	return bulk->rest.len == 0;
}

/* Returns how many bytes of data that was. */
static size_t
take_element(struct bulk *bulk, const json_t *element)
{
	struct api_message m;
	struct err err;
	size_t n;

	if (api_message_read(&m, element, &err) != 0) {
		api_batch_refuse(bulk->batch, bulk->number, &err);
		return 0;
	}
	n = m.message.data.len;
	api_batch_publish(bulk->batch, bulk->number, &m.message);
	api_message_clear(&m);
	return n;
}

/* Returns whether these were the last elements. */
static bool
step_array(struct bulk *bulk)
{
	size_t count = json_array_size(bulk->array);
	size_t done = 0;

	while (bulk->number < count && done < TURN_BYTES) {
		json_t *element = json_array_get(bulk->array, bulk->number);

		bulk->number++;
		done += EVENT_BYTES + take_element(bulk, element);
	}
	return bulk->number == count;
}

/* The whole text is read before the first event is taken; false: no JSON. */
static bool
load_array(struct bulk *bulk)
{
	struct err err;

	bulk->array = api_message_load(bulk->rest, &err);
	free(bulk->kept);
	bulk->kept = NULL;
	bulk->rest = slice_empty();
	if (bulk->array != NULL)
		return true;
	api_batch_fail(bulk->batch, &err);
	bulk->batch = NULL;
	return false;
}

/* Publishes a turn's worth; returns whether that was the last. */
static bool
step(struct bulk *bulk)
{
	if (bulk->is_lines)
		return step_lines(bulk);
	if (bulk->array == NULL && !load_array(bulk))
		return true;
	return step_array(bulk);
}

/* It is read, or given up: what is underway still comes to an answer. */
static void
end(struct bulk *bulk)
{
	if (bulk->batch != NULL)
		api_batch_end(bulk->batch);
	json_decref(bulk->array);
	free(bulk->kept);
	free(bulk);
}

static bool
is_lines(const struct http_exchange *x)
{
	struct slice type = http_request_field(x->req, "content-type");

	return http_type_is(type, "application/x-ndjson") ||
	       http_type_is(type, "application/ndjson") ||
	       http_type_is(type, "application/jsonl");
}

bool
api_bulk_is_meant(const struct http_exchange *x)
{
	struct slice body = skip_space(x->body);

	return is_lines(x) || (body.len > 0 && body.ptr[0] == '[');
}

void
api_bulk_publish(struct api *api, struct http_exchange *x, struct slice from)
{
	struct bulk *bulk = mem_new(sizeof(*bulk));

	bulk->batch = api_batch_new(api, x, from);
	bulk->is_lines = is_lines(x);
	bulk->rest = x->body;
	if (list_is_empty(&api->bulks) && !hub_is_behind(api->hub) &&
	    step(bulk)) {
		end(bulk);
		return;
	}
	if (bulk->rest.len > 0) {
		bulk->kept = mem_copy(bulk->rest);
		bulk->rest.ptr = bulk->kept;
	}
	list_add(&api->bulks, &bulk->link);
}

bool
api_turn(struct api *api)
{
	struct list *first = list_first(&api->bulks);
	bool entered = api_follow_turn(api);
	bool is_due = api_prompt_turn(api) || entered;
	struct bulk *bulk;

	/* Then its answers make for the next turn. */
	if (first == NULL || hub_is_behind(api->hub))
		return is_due;
	bulk = LIST_ITEM(first, struct bulk, link);
	if (step(bulk)) {
		list_del(&bulk->link);
		end(bulk);
	}
	return true;
}

void
api_bulk_clear(struct api *api)
{
	struct list *link;

	while ((link = list_take(&api->bulks)) != NULL)
		end(LIST_ITEM(link, struct bulk, link));
}
