#include "api/ledger.h"

#include <jansson.h>
#include <stdlib.h>

#include "api/compact.h"
#include "base/json_member.h"
#include "base/json_value.h"
#include "hub/audience.h"

static void
add_json(struct buf *b, const json_t *value)
{
	size_t len = b->len;

	/* What is nested too deep would make all of it hard to read. */
	if (api_compact_add(b, value) &&
	    json_is_valid(slice_drop(buf_slice(b), len)))
		return;
	b->len = len;
	buf_add(b, slice_of("null"));
}

/* Data of POST /C is in an envelope; that of another C is all there is. */
static void
add_data(struct buf *b, const struct hub_answer *a, const char *id)
{
	json_t *envelope =
	    json_loadb(a->data.ptr, a->data.len, JSON_ALLOW_NUL, NULL);
	const char *re = json_string_value(json_object_get(envelope, "id"));
	bool is_ours = re != NULL && strcmp(re, id) == 0;
	const json_t *data = json_object_get(envelope, "data");

	if (is_ours && data != NULL) {
		json_member(b, "data");
		add_json(b, data);
	} else if (!is_ours) {
		json_member_some(b, "data", a->data);
	}
	json_decref(envelope);
}

static void
add_answer(struct buf *b, const struct hub_answer *a, const char *id)
{
	buf_add_char(b, '{');
	json_member_string(b, "user", a->user);
	json_member_bool(b, "ok", a->ok);
	json_member_time(b, "time", a->time_ms);
	add_data(b, a, id);
	buf_add_char(b, '}');
}

void
api_ledger_add(struct buf *b, const struct hub_prompt *prompt)
{
	const struct list *link;
	bool parted = false;

	buf_addf(b, "{\"state\":\"%s\",\"quorum\":%u,\"answers\":[",
	    hub_prompt_state_name(prompt), prompt->quorum);
	for (link = prompt->answers.next; link != &prompt->answers;
	     link = link->next) {
		const struct hub_answer *a =
		    LIST_ITEM(link, struct hub_answer, link);

		if (a->id == NULL)
			continue;
		if (parted)
			buf_add_char(b, ',');
		add_answer(b, a, prompt->id);
		parted = true;
	}
	buf_add(b, slice_of("]}"));
}

/* The hint stands in the frame alone, before the data. */
static void
add_retry(struct buf *b, const struct hub_event *ev)
{
	static const char name[] = "retry: ";
	struct slice rest = ev->frame, line;

	while (rest.len > 0) {
		slice_cut(rest, '\n', &line, &rest);
		if (slice_starts(line, "data:"))
			return;
		if (!slice_starts(line, name))
			continue;
		buf_add(b, slice_of(",\"retry\":"));
		buf_add(b, slice_drop(line, sizeof(name) - 1));
		return;
	}
}

static void
add_extra(struct buf *b, const struct hub_extra *extra, int64_t time_ms)
{
	json_member_some(b, "from", extra->from);
	hub_to_add_json(b, "to", extra->to);
	json_member_some(b, "re", extra->re);
	if (extra->ttl_ms > 0)
		json_member_time(b, "expires", time_ms + extra->ttl_ms);
}

static void
add_event(struct buf *b, const struct hub_event *ev)
{
	json_member_string(b, "id", ev->id);
	json_member_some(b, "topic", ev->topic);
	json_member_some(b, "type", hub_type_of(ev->type));
	json_member_string(b, "data", ev->data);
	json_member_time(b, "time", ev->time_ms);
	if (ev->extra != NULL)
		add_extra(b, ev->extra, ev->time_ms);
	add_retry(b, ev);
}

static void
add_prompt(struct buf *b, const struct hub_prompt *prompt)
{
	const struct hub_extra extra = {
		.to = prompt->to,
		.from = prompt->from,
		.re = slice_empty(),
		.ttl_ms = prompt->ttl_ms,
	};

	json_member_string(b, "id", slice_of(prompt->id));
	json_member_some(b, "topic", prompt->topic);
	json_member_string(b, "type", slice_of("H"));
	json_member_time(b, "time", prompt->time_ms);
	add_extra(b, &extra, prompt->time_ms);
}

void
api_ledger_add_message(
    struct buf *b, const struct hub_event *ev, const struct hub_prompt *prompt)
{
	buf_add_char(b, '{');
	if (ev != NULL)
		add_event(b, ev);
	else
		add_prompt(b, prompt);
	if (prompt != NULL) {
		json_member(b, "ledger");
		api_ledger_add(b, prompt);
	}
	buf_add(b, slice_of("}\n"));
}
