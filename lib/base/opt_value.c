#include "base/opt_inner.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/num.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define QUOTE_MAX 64

struct unit {
	const char *name;
	int64_t factor;
};

/* The largest first. */
static const struct unit size_units[] = {
	{ "G", INT64_C(1) << 30 },
	{ "M", INT64_C(1) << 20 },
	{ "k", INT64_C(1) << 10 },
	{ "", 1 },
};

static const struct unit duration_units[] = {
	{ "h", INT64_C(60) * 60 * 1000 },
	{ "m", INT64_C(60) * 1000 },
	{ "s", 1000 },
	{ "ms", 1 },
};

static const struct {
	const char *name;
	bool value;
} flags[] = {
	{ "on", true },
	{ "off", false },
	{ "true", true },
	{ "false", false },
	{ "yes", true },
	{ "no", false },
	{ "1", true },
	{ "0", false },
};

const char *
opt_quote(struct opt_quote *q, struct slice s)
{
	bool cut = s.len > QUOTE_MAX;
	size_t n = cut ? QUOTE_MAX : s.len;

	/* Not in the midst of a character. */
	while (cut && n > 0 && ((unsigned char)s.ptr[n] & 0xC0) == 0x80)
		n--;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		q->text[i] = (char)(c < 0x20 || c == 0x7F ? '?' : c);
	}
	memcpy(q->text + n, cut ? "..." : "", cut ? 4 : 1);
	return q->text;
}

const char *
opt_quote_num(struct opt_quote *q, enum opt_kind kind, int64_t value)
{
	const struct unit *unit = size_units;

	if (value == 0 || (kind != OPT_SIZE && kind != OPT_DURATION)) {
		snprintf(q->text, sizeof(q->text), "%" PRId64, value);
		return q->text;
	}
	if (kind == OPT_DURATION)
		unit = duration_units;
	while (value % unit->factor != 0)
		unit++;
	snprintf(q->text, sizeof(q->text), "%" PRId64 "%s",
	    value / unit->factor, unit->name);
	return q->text;
}

static int
parse_flag(const char *text, int64_t *num, struct err *err)
{
	struct opt_quote q;

	for (size_t i = 0; i < COUNT(flags); i++)
		if (strcmp(text, flags[i].name) == 0) {
			*num = flags[i].value;
			return 0;
		}
	return err_set(err, OPT_USAGE, "'%s' is neither on nor off",
	    opt_quote(&q, slice_of(text)));
}

static int
parse_choice(
    const struct opt *row, const char *text, int64_t *num, struct err *err)
{
	char names[160] = "";
	size_t len = 0;
	struct opt_quote q;

	for (size_t i = 0; row->choices[i] != NULL; i++)
		if (strcmp(text, row->choices[i]) == 0) {
			*num = (int64_t)i;
			return 0;
		}
	for (size_t i = 0; row->choices[i] != NULL && len < sizeof(names); i++)
		len += (size_t)snprintf(names + len, sizeof(names) - len,
		    "%s%s", i > 0 ? ", " : "", row->choices[i]);
	return err_set(err, OPT_USAGE, "'%s' is not one of %s",
	    opt_quote(&q, slice_of(text)), names);
}

static bool
parse_num(enum opt_kind kind, struct slice text, int64_t *num)
{
	if (kind == OPT_SIZE)
		return num_parse_size(text, num);
	if (kind == OPT_DURATION)
		return num_parse_duration(text, num);
	return num_parse(text, num);
}

static const char *
kind_words(enum opt_kind kind)
{
	if (kind == OPT_SIZE)
		return "a size (such as 4096, 64k or 1M)";
	if (kind == OPT_DURATION)
		return "a duration (such as 500ms, 15s or 10m)";
	return "a number";
}

static int
parse_in_range(
    const struct opt *row, const char *text, int64_t *num, struct err *err)
{
	struct opt_quote min, max;

	if (!parse_num(row->kind, slice_of(text), num))
		return err_set(err, OPT_USAGE, "'%s' is not %s",
		    opt_quote(&min, slice_of(text)), kind_words(row->kind));
	if (*num >= row->min && (row->max == 0 || *num <= row->max))
		return 0;
	opt_quote_num(&min, row->kind, row->min);
	if (row->max == 0)
		return err_set(err, OPT_USAGE, "must be at least %s", min.text);
	return err_set(err, OPT_USAGE, "must be %s to %s", min.text,
	    opt_quote_num(&max, row->kind, row->max));
}

int
opt_value_parse(
    const struct opt *row, const char *text, int64_t *num, struct err *err)
{
	struct opt_quote q;

	switch (row->kind) {
	case OPT_FLAG:
		return parse_flag(text, num, err);
	case OPT_CHOICE:
		return parse_choice(row, text, num, err);
	case OPT_COUNT:
	case OPT_SIZE:
	case OPT_DURATION:
		return parse_in_range(row, text, num, err);
	case OPT_TEXT:
	case OPT_LIST:
	case OPT_GROUP:
		break;
	}
	if (row->check == NULL || row->check(text))
		return 0;
	return err_set(err, OPT_USAGE, "'%s' %s", opt_quote(&q, slice_of(text)),
	    row->want);
}
