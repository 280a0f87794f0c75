#include "base/num.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct unit {
	const char *name;
	int64_t factor;
};

static const struct unit size_units[] = {
	{ "", 1 },
	{ "k", INT64_C(1) << 10 },
	{ "K", INT64_C(1) << 10 },
	{ "M", INT64_C(1) << 20 },
	{ "G", INT64_C(1) << 30 },
};

static const struct unit duration_units[] = {
	{ "", 1000 },
	{ "ms", 1 },
	{ "s", 1000 },
	{ "m", INT64_C(60) * 1000 },
	{ "h", INT64_C(60) * 60 * 1000 },
	{ "d", INT64_C(24) * 60 * 60 * 1000 },
};

/* Takes the digits off the front of *s; false if none, or too many. */
static bool
take_digits(struct slice *s, int64_t *value)
{
	size_t n = 0;

	*value = 0;
	for (; n < s->len && s->ptr[n] >= '0' && s->ptr[n] <= '9'; n++) {
		int digit = s->ptr[n] - '0';

		if (__builtin_mul_overflow(*value, 10, value) ||
		    __builtin_add_overflow(*value, digit, value))
			return false;
	}
	*s = slice_drop(*s, n);
	return n > 0;
}

static const struct unit *
unit_of(const struct unit *units, size_t count, struct slice name)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(name, units[i].name))
			return &units[i];
	return NULL;
}

bool
num_parse(struct slice s, int64_t *value)
{
	return take_digits(&s, value) && s.len == 0;
}

bool
num_parse_size(struct slice s, int64_t *bytes)
{
	const struct unit *unit;

	if (!take_digits(&s, bytes))
		return false;
	unit = unit_of(size_units, COUNT(size_units), s);
	return unit != NULL &&
	       !__builtin_mul_overflow(*bytes, unit->factor, bytes);
}

bool
num_parse_duration(struct slice s, int64_t *ms)
{
	int64_t whole, part = 0, scale = 1;
	const struct unit *unit;

	if (!take_digits(&s, &whole))
		return false;
	if (s.len > 0 && s.ptr[0] == '.') {
		size_t before = s.len - 1;

		s = slice_drop(s, 1);
		if (before > 9 || !take_digits(&s, &part))
			return false;
		for (size_t n = before - s.len; n > 0; n--)
			scale *= 10;
	}
	unit = unit_of(duration_units, COUNT(duration_units), s);
	if (unit == NULL || __builtin_mul_overflow(whole, unit->factor, ms))
		return false;
	return !__builtin_add_overflow(*ms, part * unit->factor / scale, ms);
}
