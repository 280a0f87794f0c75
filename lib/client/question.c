#include "client/question.h"

#include "base/json_member.h"
#include "base/utf8.h"
#include "client/url.h"

/* Names and texts that are typed may be anything. */
static bool
add_text(struct buf *b, const char *name, struct slice text)
{
	return utf8_is_valid(text) && json_member_string(b, name, text);
}

static bool
add_users(struct buf *b, const struct opt_list *to)
{
	bool fits;

	if (to == NULL || to->count == 0)
		return true;
	fits = json_member(b, "to") && buf_add_char(b, '[');
	for (size_t i = 0; fits && i < to->count; i++) {
		struct slice user = slice_of(to->items[i]);

		fits = utf8_is_valid(user) && json_item_string(b, user);
	}
	return fits && buf_add_char(b, ']');
}

/* Begins the object. */
static bool
add_id(struct buf *b, const char *id)
{
	return buf_add_char(b, '{') && add_text(b, "id", slice_of(id));
}

bool
question_add_json(struct buf *b, const struct question *q)
{
	bool fits = add_id(b, q->id);

	if (q->has_data)
		fits = fits && add_text(b, "data", q->data);
	if (q->topic != NULL)
		fits = fits && add_text(b, "topic", slice_of(q->topic));
	fits = fits && add_users(b, q->to);
	if (q->ttl_ms > 0)
		fits = fits &&
		       buf_addf(b, ",\"ttl\":\"%lldms\"", (long long)q->ttl_ms);
	if (q->quorum > 0)
		fits = fits && json_member_number(b, "quorum", q->quorum);
	return fits && buf_add_char(b, '}');
}

bool
reply_add_json(struct buf *b, const struct reply *r)
{
	bool fits = add_id(b, r->id) && json_member_bool(b, "ok", !r->denies);

	if (r->has_data)
		fits = fits && add_text(b, "data", r->data);
	return fits && buf_add_char(b, '}');
}

bool
question_add_path(
    struct buf *b, const char *path, const char *name, const char *user)
{
	bool fits = buf_add(b, slice_of(path));

	if (name != NULL)
		fits = fits && url_add_escaped(b, slice_of(name), "");
	if (user != NULL)
		fits = fits && buf_add(b, slice_of("?user=")) &&
		       url_add_escaped(b, slice_of(user), "");
	return fits && buf_add_char(b, '\0');
}

bool
question_add_stream(struct buf *b, const char *topic, const char *user)
{
	return buf_add(b, slice_of("/events?topic=")) &&
	       url_add_escaped(b, slice_of(topic), "") &&
	       buf_add(b, slice_of("&type=C&heartbeat=15&user=")) &&
	       url_add_escaped(b, slice_of(user), "") && buf_add_char(b, '\0');
}
