#include "client/draft.h"

#include <stdio.h>

#include "base/json.h"
#include "base/json_member.h"
#include "client/url.h"

const char *const draft_names[DRAFT_COUNT] = { "topic", "event", "id", "to",
	"ttl", "retry", "retain" };

static struct slice
text_of(const struct draft *d, size_t member)
{
	return member == DRAFT_TOPIC ? d->topic
	       : member == DRAFT_ID  ? d->id
				     : d->type;
}

bool
draft_has(const struct draft *d, size_t member)
{
	switch (member) {
	case DRAFT_TO:
		return d->to != NULL && d->to->count > 0;
	case DRAFT_TTL:
		return d->ttl_ms > 0;
	case DRAFT_RETRY:
		return d->retry_ms > 0;
	case DRAFT_RETAIN:
		return d->retain;
	default:
		return text_of(d, member).len > 0;
	}
}

static bool
add_to(struct buf *b, const struct opt_list *to)
{
	bool fits = buf_add_char(b, '[');

	for (size_t i = 0; i < to->count && fits; i++)
		fits = json_item_string(b, slice_of(to->items[i]));
	return fits && buf_add_char(b, ']');
}

bool
draft_add_value(struct buf *b, const struct draft *d, size_t member)
{
	switch (member) {
	case DRAFT_TO:
		return add_to(b, d->to);
	case DRAFT_TTL:
		return buf_addf(b, "\"%lldms\"", (long long)d->ttl_ms);
	case DRAFT_RETRY:
		return buf_addf(b, "%lld", (long long)d->retry_ms);
	case DRAFT_RETAIN:
		return buf_add(b, slice_of("true"));
	default:
		return json_add_string(b, text_of(d, member));
	}
}

bool
draft_add_json(struct buf *b, const struct draft *d)
{
	size_t before = b->len;
	bool fits = buf_add_char(b, '{');

	for (size_t i = 0; i < DRAFT_COUNT && fits; i++)
		fits = !draft_has(d, i) || (json_member(b, draft_names[i]) &&
					       draft_add_value(b, d, i));
	fits = fits && json_member_string(b, "data", d->data) &&
	       buf_add_char(b, '}');
	if (!fits)
		b->len = before;
	return fits;
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

bool
draft_target_id(struct slice target, struct slice *id)
{
	struct slice query, field, key;

	slice_cut(target, '?', &field, &query);
	while (query.len > 0) {
		slice_cut(query, '&', &field, &query);
		slice_cut(field, '=', &key, id);
		if (slice_is(key, "id"))
			return true;
	}
	*id = slice_empty();
	return false;
}

bool
draft_add_target_id(struct buf *b, struct slice target)
{
	struct slice id;

	return draft_target_id(target, &id) && url_add_unescaped(b, id);
}
