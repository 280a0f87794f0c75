/* What is different between two readings of the same table. */
#include "base/opt_inner.h"

static bool
is_same_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

static bool
is_same_list(const struct opt_list *a, const struct opt_list *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	return true;
}

/* Returns how large a value is. */
static size_t
value_bytes(enum opt_kind kind)
{
	switch (kind) {
	case OPT_FLAG:
		return sizeof(bool);
	case OPT_CHOICE:
		return sizeof(int);
	case OPT_TEXT:
		return sizeof(const char *);
	case OPT_LIST:
		return sizeof(struct opt_list);
	case OPT_COUNT:
	case OPT_SIZE:
	case OPT_DURATION:
		return sizeof(int64_t);
	case OPT_GROUP:
		break;
	}
	return 0;
}

static bool
is_same(const struct opt *a, const struct opt *b)
{
	if (a->kind == OPT_TEXT)
		return is_same_text(*(const char *const *)a->value,
		    *(const char *const *)b->value);
	if (a->kind == OPT_LIST)
		return is_same_list(a->value, b->value);
	return a->kind == OPT_GROUP ||
	       memcmp(a->value, b->value, value_bytes(a->kind)) == 0;
}

const struct opt *
opt_next_change(const struct opt_set *was, const struct opt_set *is, size_t *at)
{
	while (!opt_is_end(&is->table[*at])) {
		size_t i = (*at)++;

		if (!is_same(&was->table[i], &is->table[i]))
			return &is->table[i];
	}
	return NULL;
}

void
opt_keep_fixed(struct opt_set *set, const struct opt_set *other)
{
	for (size_t i = 0; !opt_is_end(&set->table[i]); i++) {
		const struct opt *row = &set->table[i];

		if (row->kind != OPT_GROUP && !row->reload)
			memcpy(row->value, other->table[i].value,
			    value_bytes(row->kind));
	}
}
