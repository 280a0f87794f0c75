#include "hub/pattern.h"

#include "base/utf8.h"
#include "hub/event.h"

static bool
is_wildcard(struct slice segment)
{
	return slice_is(segment, "*") || slice_is(segment, "**");
}

/* Returns whether s is a name; wild says whether wildcards are allowed. */
static bool
is_name(struct slice s, bool wild)
{
	struct slice segment, rest = s;

	if (s.len == 0 || s.len > HUB_TOPIC_BYTES_MAX || !utf8_is_valid(s) ||
	    utf8_has_control(s))
		return false;
	if (s.ptr[s.len - 1] == '/')
		return false;
	while (rest.len > 0) {
		slice_cut(rest, '/', &segment, &rest);
		if (segment.len == 0)
			return false;
		if (is_wildcard(segment) && !wild)
			return false;
		if (slice_is(segment, "**") && rest.len > 0)
			return false;
	}
	return true;
}

bool
hub_topic_is_valid(struct slice topic)
{
	return is_name(topic, false);
}

bool
hub_topic_is_public(struct slice topic)
{
	return hub_topic_is_valid(topic) && topic.ptr[0] != '$';
}

bool
hub_pattern_is_valid(struct slice pattern)
{
	return is_name(pattern, true);
}

bool
hub_pattern_is_wild(struct slice pattern)
{
	struct slice segment;

	while (pattern.len > 0) {
		slice_cut(pattern, '/', &segment, &pattern);
		if (is_wildcard(segment))
			return true;
	}
	return false;
}

bool
hub_pattern_matches(struct slice pattern, struct slice topic)
{
	struct slice want, segment;
	bool own = topic.len > 0 && topic.ptr[0] == '$';

	while (pattern.len > 0 && topic.len > 0) {
		slice_cut(pattern, '/', &want, &pattern);
		slice_cut(topic, '/', &segment, &topic);
		if (is_wildcard(want) && own)
			return false;
		if (slice_is(want, "**"))
			return true;
		if (!slice_is(want, "*") && !slice_equals(want, segment))
			return false;
		own = false;
	}
	return pattern.len == 0 && topic.len == 0;
}

bool
hub_pattern_meets(struct slice a, struct slice b)
{
	struct slice x, y;
	/* One of them begins with a segment that is the hub's own. */
	bool own = a.ptr[0] == '$' || b.ptr[0] == '$';

	while (a.len > 0 && b.len > 0) {
		slice_cut(a, '/', &x, &a);
		slice_cut(b, '/', &y, &b);
		if (own && (is_wildcard(x) || is_wildcard(y)))
			return false;
		if (slice_is(x, "**") || slice_is(y, "**"))
			return true;
		if (!slice_is(x, "*") && !slice_is(y, "*") &&
		    !slice_equals(x, y))
			return false;
		own = false;
	}
	return a.len == 0 && b.len == 0;
}
