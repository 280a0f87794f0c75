/*
 * Requests, a line each: H or C and its JSON, G or D and an id, with a query
 * behind a tab.  Each is answered once, in JSON, and the ledger stays whole.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#include "api/bulk.h"
#include "api/endpoints.h"
#include "hub/prompt.h"
#include "log/memory/memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUESTS_MAX 16

static struct client {
	struct http_exchange x;
	int answers;
} clients[REQUESTS_MAX];

static int64_t now_ms;

static int64_t
wall_ms(void)
{
	return now_ms;
}

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
on_respond(struct http_exchange *x, const struct http_response *resp)
{
	struct client *c = LIST_ITEM(x, struct client, x);
	json_t *tree;

	must(++c->answers == 1);
	must(x->holder == NULL);
	must(resp->status >= 200 && resp->status < 600);
	if (resp->status == 204)
		return;
	tree = json_loadb(resp->body.ptr, resp->body.len, JSON_ALLOW_NUL, NULL);
	must(json_is_object(tree));
	json_decref(tree);
}

static void
ask(struct api *api, struct client *c, struct slice line)
{
	static const struct http_exchange_ops ops = { .respond = on_respond };
	struct http_request req = { .method = HTTP_POST };
	struct api_call call = { .x = &c->x };
	struct slice body;
	char kind = 'H';

	if (line.len > 0)
		kind = line.ptr[0];
	slice_cut(slice_drop(line, line.len > 0), '\t', &body, &req.query);
	*c = (struct client){ .x = { .ops = &ops, .req = &req } };
	c->x.body = call.rest = body;
	now_ms += 100;
	if (kind == 'C')
		api_confirm(api, &call);
	else if (kind == 'G')
		api_show_message(api, &call);
	else if (kind == 'D')
		api_remove_message(api, &call);
	else
		api_ask(api, &call);
	c->x.req = NULL;
}

/* What is closed has a reason, and nobody has answered twice. */
static void
check(const struct hub_prompts *t)
{
	const struct hub_prompt *prompt;

	for (size_t at = 0; (prompt = map_next(&t->by_id, &at)) != NULL;) {
		must(prompt->underway_count == 0);
		must(prompt->answer_count ==
		     prompt->yes_count + prompt->no_count);
		must(prompt->state != HUB_PROMPT_CONFIRMED ||
		     prompt->yes_count == prompt->quorum);
		must(
		    prompt->state != HUB_PROMPT_DENIED || prompt->no_count > 0);
		must(prompt->state == HUB_PROMPT_OPEN ||
		     list_is_empty(&prompt->waits));
	}
}

static void
on_ready(struct hub_stream *s)
{
	(void)s;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct hub_options options = { .streams_max = 1,
		.topics_max = 1 };
	const struct hub_keep keep = { .count = 4 };
	struct slice in = { (const char *)data, size }, line;
	struct wheel wheel;
	struct api api;
	size_t count = 0;

	now_ms = 1000;
	wheel_init(&wheel, 0);
	api_init(&api, hub_new(&options, memory_log_new(&keep), on_ready), 1,
	    wall_ms);
	api.wheel = &wheel;
	for (; in.len > 0 && count < REQUESTS_MAX; count++) {
		slice_cut(in, '\n', &line, &in);
		ask(&api, &clients[count], line);
		api_turn(&api);
		check(hub_get_prompts(api.hub));
	}
	api.draining = true;
	api_turn(&api);
	for (size_t i = 0; i < count; i++)
		must(clients[i].answers == 1);
	must(api.wait_count == 0);
	api_clear(&api);
	hub_free(api.hub);
	return 0;
}
