#include "api/publish.h"

#include <stdlib.h>

#include "base/json_member.h"
#include "base/mem.h"

/* One publish of a client that may be gone when the log has taken it. */
struct publishing {
	struct hub_publish p;
	struct api *api;
	struct http_exchange *x; /* NULL: gone */
	api_receipt *receipt;
};

static const struct {
	enum api_code code;
	const char *detail;
} refusals[] = {
	[HUB_CONFLICT] = { API_ID_TAKEN,
	    "that id was published before, with other content, or to another "
	    "topic" },
	[HUB_BAD_ID] = { API_BAD_ID, "an id is at most 255 bytes of UTF-8 "
				     "without control characters, and "
				     "no space at its start or end" },
	[HUB_BAD_TOPIC] = { API_BAD_TOPIC,
	    "a topic is 1 to 255 bytes of UTF-8: segments parted by '/', none "
	    "empty, none '*' or '**', no control character; '$' at its start "
	    "is the hub's own" },
	[HUB_BAD_TYPE] = { API_BAD_TYPE,
	    "an event type is at most 255 bytes of UTF-8 without NUL, CR or "
	    "LF; 'ssed.' at its start is the hub's own" },
	[HUB_BAD_DATA] = { API_BAD_UTF8,
	    "data must be UTF-8; as application/octet-stream it is mended" },
	[HUB_TOO_BIG] = { API_TOO_LARGE, "data is at most 1048576 bytes" },
	[HUB_NO_PROMPT] = { API_NO_PROMPT,
	    "no question (H) of that id is known here, or it is forgotten" },
	[HUB_PROMPT_OVER] = { API_PROMPT_OVER,
	    "that prompt expired, or was removed" },
	[HUB_NOT_ASKED] = { API_NOT_ASKED, "that prompt is for other users" },
	[HUB_PROMPTS_FULL] = { API_BUSY,
	    "too many prompts are open, or answers to this one underway" },
	[HUB_FAILED] = { API_NOT_KEPT, "the log could not keep it" },
	[HUB_BEHIND] = { API_BUSY,
	    "too many events wait for the disk already" },
	[HUB_UNKNOWN_USER] = { API_UNKNOWN_USER,
	    "a user that it is for is not registered" },
	[HUB_UNKNOWN_TOPIC] = { API_UNKNOWN_TOPIC,
	    "the topic is none of those that are registered here" },
};

void
api_publish_add_receipt(struct buf *b, const struct hub_publish *p)
{
	/* That of a C is not known while the one before it is underway. */
	json_member_some(b, "id", p->id);
	json_member_string(b, "topic", p->topic);
	json_member_number(b, "delivered", (int64_t)p->delivered);
	if (p->outcome == HUB_DUPLICATE)
		json_member_bool(b, "duplicate", true);
}

static void
answer_receipt(
    struct api *api, struct http_exchange *x, const struct hub_publish *p)
{
	buf_reset(&api->body);
	buf_add_char(&api->body, '{');
	api_publish_add_receipt(&api->body, p);
	buf_add(&api->body, slice_of("}\n"));
	api_respond_json(api, x);
}

/* Who says nothing of an H does not know how to. */
static const char *
detail_of(const struct hub_publish *p)
{
	if (p->outcome == HUB_NO_PROMPT && p->message.extra.re.len == 0)
		return "a C names the question (H) that it answers as 're'";
	return refusals[p->outcome].detail;
}

enum api_code
api_publish_refusal(const struct hub_publish *p, const char **why)
{
	*why = p->err.text[0] != '\0' ? p->err.text : detail_of(p);
	return refusals[p->outcome].code;
}

void
api_publish_refuse(struct api *api, struct http_exchange *x,
    const struct hub_publish *p, bool as_text)
{
	struct api_problem problem = { .as_text = as_text };

	problem.code = api_publish_refusal(p, &problem.detail);
	if (problem.code == API_BUSY)
		problem.fields = slice_of("Retry-After: 5\r\n");
	if (p->outcome == HUB_BEHIND)
		problem.fields = slice_of("Retry-After: 1\r\n");
	api_problem_answer(api, x, &problem);
}

static void
on_done(struct hub_publish *p)
{
	struct publishing *pub = LIST_ITEM(p, struct publishing, p);
	struct http_exchange *x = pub->x;

	if (x != NULL) {
		if (p->outcome == HUB_TAKEN || p->outcome == HUB_DUPLICATE)
			pub->receipt(pub->api, x, p);
		else
			api_publish_refuse(
			    pub->api, x, p, api_problem_is_text(x->req));
	}
	free(pub);
}

void
api_publish_with(struct api *api, struct http_exchange *x,
    const struct hub_message *m, api_receipt *receipt)
{
	struct publishing *pub = mem_new(sizeof(*pub));

	pub->api = api;
	pub->receipt = receipt;
	pub->p.message = *m;
	pub->p.wall_ms = api->wall_ms();
	pub->p.on_done = on_done;
	http_hold(x, &pub->x, NULL);
	hub_publish(api->hub, &pub->p);
}

void
api_publish(
    struct api *api, struct http_exchange *x, const struct hub_message *m)
{
	api_publish_with(api, x, m, answer_receipt);
}
