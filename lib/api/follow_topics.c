/* api/follow_topics.c - the ways to say which topics to follow. */
#include "api/endpoints.h"
#include "api/follow.h"
#include "http/url.h"

#define PARAM_BYTES_MAX 8192

void
api_follow_topic(struct api *api, const struct api_call *call)
{
	api_follow(api, call->x, &call->rest, 1);
}

void
api_follow_all(struct api *api, const struct api_call *call)
{
	const struct slice all = slice_of("**");

	api_follow(api, call->x, &all, 1);
}

/* The topics a request names, decoded behind one another in text. */
struct named {
	struct buf text;
	struct slice items[HUB_PATTERNS_MAX + 1];
	size_t count;
};

/* Points at the piece of text that starts at from. */
static void
add_named(struct named *named, size_t from, size_t len)
{
	if (named->count <= HUB_PATTERNS_MAX)
		named->items[named->count++] =
		    (struct slice){ named->text.ptr + from, len };
}

void
api_follow_topics(struct api *api, const struct api_call *call)
{
	struct slice query = call->x->req->query, name, value;
	struct named named = { .text = BUF(PARAM_BYTES_MAX) };

	/* Decoded text is never longer, so the pieces do not move. */
	buf_reserve(&named.text, query.len);
	while (http_query_next(&query, &name, &value)) {
		size_t from = named.text.len;

		if (!slice_is(name, "topic"))
			continue;
		if (!http_url_decode(&named.text, value, true)) {
			named.count = 0;
			break;
		}
		add_named(&named, from, named.text.len - from);
	}
	api_follow(api, call->x, named.items, named.count);
	buf_clear(&named.text);
}

void
api_follow_article(struct api *api, const struct api_call *call)
{
	struct named named = { .text = BUF(PARAM_BYTES_MAX) };
	struct slice rest, topic;

	if (http_query_find(call->x->req->query, "topics", &named.text))
		rest = buf_slice(&named.text);
	else
		rest = slice_empty();
	while (rest.len > 0) {
		slice_cut(rest, '|', &topic, &rest);
		add_named(
		    &named, (size_t)(topic.ptr - named.text.ptr), topic.len);
	}
	api_follow(api, call->x, named.items, named.count);
	buf_clear(&named.text);
}
