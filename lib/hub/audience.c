#include "hub/audience.h"

#include "base/json_member.h"
#include "base/utf8.h"

#define INBOX "$inbox"

bool
hub_user_is_valid(struct slice user)
{
	return user.len > 0 && user.len <= HUB_USER_BYTES_MAX &&
	       !utf8_has_control(user) && utf8_is_valid(user);
}

bool
hub_to_next(struct slice *set, struct slice *user)
{
	if (set->len == 0)
		return false;
	slice_cut(*set, '\n', user, set);
	return true;
}

bool
hub_to_has(struct slice set, struct slice user)
{
	struct slice one;

	while (hub_to_next(&set, &one))
		if (slice_equals(one, user))
			return true;
	return false;
}

size_t
hub_to_count(struct slice set)
{
	struct slice one;
	size_t count = 0;

	while (hub_to_next(&set, &one))
		count++;
	return count;
}

bool
hub_to_add(struct buf *set, struct slice user)
{
	struct slice rest = buf_slice(set), one;
	size_t at = 0, count = 0, behind;
	char *to;

	while (hub_to_next(&rest, &one)) {
		int order = slice_compare(one, user);

		if (order == 0)
			return true;
		if (order < 0)
			at = set->len - rest.len;
		count++;
	}
	if (count == HUB_TO_MAX)
		return false;
	behind = set->len - at;
	if (buf_reserve(set, user.len + 1) == NULL)
		return false;
	to = set->ptr + at;
	memmove(to + user.len + 1, to, behind);
	memcpy(to, user.ptr, user.len);
	to[user.len] = '\n';
	set->len += user.len + 1;
	return true;
}

bool
hub_to_add_json(struct buf *b, const char *name, struct slice set)
{
	struct slice one;
	bool fits;

	if (set.len == 0)
		return true;
	fits = json_member(b, name) && buf_add_char(b, '[');
	while (fits && hub_to_next(&set, &one))
		fits = json_item_string(b, one);
	return fits && buf_add_char(b, ']');
}

struct slice
hub_inbox_of(struct slice set, char text[HUB_INBOX_BYTES_MAX])
{
	const size_t prefix = sizeof(INBOX) - 1;
	struct slice user = slice_empty();

	memcpy(text, INBOX "/", prefix + 1);
	hub_to_next(&set, &user);
	if (set.len > 0)
		return (struct slice){ text, prefix };
	memcpy(text + prefix + 1, user.ptr, user.len);
	return (struct slice){ text, prefix + 1 + user.len };
}

bool
hub_select_takes(const struct hub_select *sel, struct slice topic,
    const struct hub_extra *extra)
{
	struct slice also = extra != NULL ? extra->also : slice_empty(), name;

	if (hub_select_matches(sel, topic))
		return true;
	while (hub_to_next(&also, &name))
		if (hub_select_matches(sel, name))
			return true;
	return false;
}

bool
hub_reader_is_sent(const struct hub_reader *r, struct slice topic,
    const struct hub_extra *extra)
{
	if (extra == NULL || extra->to.len == 0)
		return hub_select_takes(r->select, topic, extra);
	if (r->user.len == 0 || !hub_to_has(extra->to, r->user))
		return false;
	return slice_starts(topic, INBOX) ||
	       hub_select_takes(r->select, topic, extra);
}

bool
hub_reader_wants(const struct hub_reader *r, struct slice topic,
    struct slice type, const struct hub_extra *extra)
{
	bool is_copied = extra != NULL && extra->copy.len > 0 &&
			 slice_equals(extra->copy, r->user);

	return hub_select_has_type(r->select, type) &&
	       (is_copied || hub_reader_is_sent(r, topic, extra));
}
