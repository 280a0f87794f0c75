#include "api/mercure_part.h"

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* A name of a variable: letters and digits, and, but in front, more. */
static bool
is_variable(struct slice s, const char *more)
{
	if (s.len == 0 || !is_letter(s.ptr[0]))
		return false;
	for (size_t i = 1; i < s.len; i++)
		if (!is_letter(s.ptr[i]) &&
		    (s.ptr[i] < '0' || s.ptr[i] > '9') &&
		    (s.ptr[i] == '\0' || strchr(more, s.ptr[i]) == NULL))
			return false;
	return true;
}

enum mercure_part
mercure_part_of_template(struct slice *name)
{
	struct slice before, inner;
	bool is_star;

	slice_cut(*name, '{', &before, &inner);
	if (before.len == name->len)
		return slice_has(*name, '}') ? MERCURE_PART_BAD
					     : MERCURE_PART_NAME;
	if (inner.len < 2 || inner.ptr[inner.len - 1] != '}' ||
	    slice_has(before, '}'))
		return MERCURE_PART_BAD;
	inner.len--;
	if (before.len == 0 && is_variable(inner, "."))
		return MERCURE_PART_ONE;
	if (before.len == 0 && inner.ptr[0] == '+')
		return is_variable(slice_drop(inner, 1), ".")
			   ? MERCURE_PART_REST
			   : MERCURE_PART_BAD;
	if (before.len == 0 || inner.ptr[0] != '/')
		return MERCURE_PART_BAD;
	is_star = inner.ptr[inner.len - 1] == '*';
	inner = slice_drop(inner, 1);
	inner.len -= is_star;
	*name = before;
	if (!is_variable(inner, "."))
		return MERCURE_PART_BAD;
	return is_star ? MERCURE_PART_OPEN : MERCURE_PART_OPTIONAL;
}

enum mercure_part
mercure_part_of_url(struct slice s)
{
	if (slice_is(s, "*"))
		return MERCURE_PART_REST;
	if (s.ptr[0] == ':' && is_variable(slice_drop(s, 1), "$"))
		return MERCURE_PART_ONE;
	for (size_t i = 0; i < s.len; i++) {
		struct slice behind = slice_drop(s, i + 1);

		if (s.ptr[i] == '\0' || strchr("*(){}?+\\#", s.ptr[i]) != NULL)
			return MERCURE_PART_BAD;
		/* Behind a ':' is a name, unless it is a port's number. */
		if (s.ptr[i] == ':' && behind.len > 0 &&
		    (behind.ptr[0] < '0' || behind.ptr[0] > '9'))
			return MERCURE_PART_BAD;
	}
	return MERCURE_PART_NAME;
}

bool
mercure_is_url_pattern(struct slice s)
{
	struct slice scheme, rest;

	if (s.len > 1 && s.ptr[0] == '/' && s.ptr[1] != '/')
		return true;
	slice_cut(s, ':', &scheme, &rest);
	if (!is_variable(scheme, "+-.") || !slice_starts(rest, "//") ||
	    slice_starts(rest, "///"))
		return false;
	return slice_has(slice_drop(rest, 2), '/');
}
