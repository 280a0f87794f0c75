#include "http/accept.h"

#include "http/token.h"

#define Q_MAX 1000

/* How well a range fits a type: the one that says most decides. */
enum fit {
	FIT_NONE,
	FIT_ANY,   /* * / * */
	FIT_MAJOR, /* text / * */
	FIT_EXACT,
};

bool
http_type_is(struct slice content_type, const char *type)
{
	struct slice name, parameters;

	slice_cut(content_type, ';', &name, &parameters);
	return http_equals(slice_trim(name), type);
}

static enum fit
fit_of(struct slice range, const char *type)
{
	struct slice major, minor;

	slice_cut(range, '/', &major, &minor);
	if (http_equals(range, type))
		return FIT_EXACT;
	if (!slice_is(minor, "*"))
		return FIT_NONE;
	if (slice_is(major, "*"))
		return FIT_ANY;
	return http_begins(type, major) && type[major.len] == '/' ? FIT_MAJOR
								  : FIT_NONE;
}

/* Returns "0.25" as 250, -1 if it is malformed or over 1. */
static int
parse_q(struct slice s)
{
	int q, scale = Q_MAX / 10;

	if (s.len == 0 || s.len > 5 || (s.ptr[0] != '0' && s.ptr[0] != '1') ||
	    (s.len > 1 && s.ptr[1] != '.'))
		return -1;
	q = (s.ptr[0] - '0') * Q_MAX;
	for (size_t i = 2; i < s.len; i++, scale /= 10) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return -1;
		q += (s.ptr[i] - '0') * scale;
	}
	return q > Q_MAX ? -1 : q;
}

/* Parts an item into its range and its q; false if that is malformed. */
static bool
split_item(struct slice item, struct slice *range, int *q)
{
	struct slice parameter, name, value;

	*q = Q_MAX;
	if (!http_part_next(&item, ';', range))
		return false;
	while (http_part_next(&item, ';', &parameter)) {
		slice_cut(parameter, '=', &name, &value);
		if (http_equals(slice_trim(name), "q"))
			*q = parse_q(slice_trim(value));
	}
	return *q >= 0;
}

/* Returns how much a client likes type, 0 for not at all. */
static int
q_of(struct slice accept, const char *type)
{
	enum fit best = FIT_NONE;
	struct slice item, range;
	int best_q = 0, q;

	while (http_list_next(&accept, &item)) {
		enum fit fit;

		if (!split_item(item, &range, &q))
			continue;
		fit = fit_of(range, type);
		if (fit > best) {
			best = fit;
			best_q = q;
		}
	}
	return best_q;
}

int
http_accept_choose(struct slice accept, const char *const *types, size_t count)
{
	int best = -1, best_q = 0;

	if (slice_trim(accept).len == 0 && count > 0)
		return 0;
	for (size_t i = 0; i < count; i++) {
		int q = q_of(accept, types[i]);

		if (q > best_q) {
			best_q = q;
			best = (int)i;
		}
	}
	return best;
}
