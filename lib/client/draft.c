#include "client/draft.h"

#include <stdio.h>

#include "base/json.h"
#include "client/url.h"

/* Every member ends in a comma; data, the last, does not. */
static bool
add_text(struct buf *b, const char *name, struct slice value)
{
	return value.len == 0 ||
	       (buf_add(b, slice_of(name)) && json_add_string(b, value) &&
		   buf_add_char(b, ','));
}

static bool
add_to(struct buf *b, const struct opt_list *to)
{
	if (to == NULL || to->count == 0)
		return true;
	if (!buf_add(b, slice_of("\"to\":[")))
		return false;
	for (size_t i = 0; i < to->count; i++) {
		if (i > 0 && !buf_add_char(b, ','))
			return false;
		if (!json_add_string(b, slice_of(to->items[i])))
			return false;
	}
	return buf_add(b, slice_of("],"));
}

static bool
add_rest(struct buf *b, const struct draft *d)
{
	if (d->ttl_ms > 0 &&
	    !buf_addf(b, "\"ttl\":\"%lldms\",", (long long)d->ttl_ms))
		return false;
	if (d->retry_ms > 0 &&
	    !buf_addf(b, "\"retry\":%lld,", (long long)d->retry_ms))
		return false;
	return !d->retain || buf_add(b, slice_of("\"retain\":true,"));
}

bool
draft_add_json(struct buf *b, const struct draft *d)
{
	size_t before = b->len;

	if (buf_add_char(b, '{') && add_text(b, "\"topic\":", d->topic) &&
	    add_text(b, "\"event\":", d->type) &&
	    add_text(b, "\"id\":", d->id) && add_to(b, d->to) &&
	    add_rest(b, d) && buf_add(b, slice_of("\"data\":")) &&
	    json_add_string(b, d->data) && buf_add_char(b, '}'))
		return true;
	b->len = before;
	return false;
}

/* A mark before each: what begins the query, or parts it. */
static bool
add_param(struct buf *b, char *mark, const char *name, struct slice value)
{
	bool fits = buf_add_char(b, *mark) && buf_add(b, slice_of(name)) &&
		    buf_add_char(b, '=') && url_add_escaped(b, value, "");

	*mark = '&';
	return fits;
}

static bool
add_query(struct buf *b, const struct draft *d)
{
	char text[32], mark = '?';
	bool fits = add_param(b, &mark, "id", d->id);

	if (d->type.len > 0)
		fits = fits && add_param(b, &mark, "event", d->type);
	for (size_t i = 0; d->to != NULL && i < d->to->count; i++)
		fits = fits &&
		       add_param(b, &mark, "to", slice_of(d->to->items[i]));
	snprintf(text, sizeof(text), "%lldms", (long long)d->ttl_ms);
	if (d->ttl_ms > 0)
		fits = fits && add_param(b, &mark, "ttl", slice_of(text));
	snprintf(text, sizeof(text), "%lld", (long long)d->retry_ms);
	if (d->retry_ms > 0)
		fits = fits && add_param(b, &mark, "retry", slice_of(text));
	if (d->retain)
		fits = fits && add_param(b, &mark, "retain", slice_of("1"));
	return fits;
}

bool
draft_add_target(struct buf *b, const struct draft *d)
{
	size_t before = b->len;
	struct slice topic = d->topic.len > 0 ? d->topic : slice_of("main");

	if (buf_add(b, slice_of("/events/")) &&
	    url_add_escaped(b, topic, "/") && add_query(b, d))
		return true;
	b->len = before;
	return false;
}
