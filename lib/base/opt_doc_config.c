/* The options as a file that base/conf.h reads back. */
#include "base/opt_doc_inner.h"
#include "base/opt_section.h"

/* A value that is not set, or that no line can hold, stands in a comment. */
static bool
add_text(const struct opt *row, const char *text, struct buf *b)
{
	if (text == NULL)
		return buf_addf(b, "# %s =\n", row->name);
	if (strchr(text, '\n') != NULL)
		return buf_addf(b, "# %s = (holds a line break)\n", row->name);
	return buf_addf(b, "%s = %s\n", row->name, text);
}

static bool
add_list(const struct opt *row, struct buf *b)
{
	const struct opt_list *list = row->value;
	bool fits = true;

	if (list->count == 0)
		return add_text(row, NULL, b);
	for (size_t i = 0; fits && i < list->count; i++)
		fits = add_text(row, list->items[i], b);
	return fits;
}

static bool
add_row(const struct opt *row, struct buf *b)
{
	struct opt_quote q;

	switch (row->kind) {
	case OPT_GROUP:
		return buf_addf(
		    b, "%s# %s\n", b->len > 0 ? "\n" : "", row->text);
	case OPT_FLAG:
		return add_text(
		    row, *(const bool *)row->value ? "on" : "off", b);
	case OPT_CHOICE:
		return add_text(row, row->choices[*(const int *)row->value], b);
	case OPT_TEXT:
		return add_text(row, *(const char *const *)row->value, b);
	case OPT_LIST:
		return add_list(row, b);
	case OPT_COUNT:
	case OPT_SIZE:
	case OPT_DURATION:
		break;
	}
	/* In a section a key may be left out, and the number says so. */
	if (*(const int64_t *)row->value < row->min)
		return add_text(row, NULL, b);
	return add_text(
	    row, opt_quote_num(&q, row->kind, *(const int64_t *)row->value), b);
}

/* Returns whether a file may hold any of the rows under this heading. */
static bool
has_keys(const struct opt *heading)
{
	const struct opt *row = heading + 1;

	for (; !opt_is_end(row) && row->kind != OPT_GROUP; row++)
		if (!row->argv_only)
			return true;
	return false;
}

bool
opt_doc_rows(const struct opt_set *set, struct buf *b)
{
	bool fits = true;

	for (const struct opt *row = set->table; fits && !opt_is_end(row);
	     row++) {
		if (row->kind == OPT_GROUP ? !has_keys(row) : row->argv_only)
			continue;
		fits = add_row(row, b);
	}
	return fits;
}

bool
opt_doc_config(const struct opt_set *set, struct buf *b)
{
	return opt_doc_rows(set, b) && opt_section_print(set, b);
}
