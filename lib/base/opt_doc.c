#include "base/opt_doc.h"

#include "base/opt_doc_inner.h"

#define COLUMNS 79
#define LABEL_MAX 30 /* wider ones have a line of their own */

bool
opt_doc_choices(const struct opt *row, const char *separator, struct buf *b)
{
	bool fits = true;

	for (size_t i = 0; fits && row->choices[i] != NULL; i++)
		fits = buf_addf(
		    b, "%s%s", i > 0 ? separator : "", row->choices[i]);
	return fits;
}

bool
opt_doc_arg(const struct opt *row, struct buf *b)
{
	if (row->kind == OPT_CHOICE)
		return opt_doc_choices(row, "|", b);
	return buf_add(b, slice_of(row->arg != NULL ? row->arg : "VALUE"));
}

bool
opt_doc_escape(
    const char *text, const char *special, const char *before, struct buf *b)
{
	bool fits = true;

	for (; fits && *text != '\0'; text++) {
		if (strchr(special, *text) != NULL)
			fits = buf_add(b, slice_of(before));
		fits = fits && buf_add_char(b, *text);
	}
	return fits;
}

bool
opt_doc_quote(struct slice text, struct buf *b)
{
	bool fits = buf_add_char(b, '\'');

	for (size_t i = 0; fits && i < text.len; i++)
		fits = text.ptr[i] == '\'' ? buf_add(b, slice_of("'\\''"))
					   : buf_add_char(b, text.ptr[i]);
	return fits && buf_add_char(b, '\'');
}

/* Appends "  -l, --listen=ADDR". */
static bool
add_label(const struct opt *row, struct buf *b)
{
	bool fits = row->letter != 0
			? buf_addf(b, "  -%c, --%s", row->letter, row->name)
			: buf_addf(b, "      --%s", row->name);

	if (row->kind == OPT_FLAG)
		return fits;
	if (row->alone != NULL)
		return fits && buf_add(b, slice_of("[=")) &&
		       opt_doc_arg(row, b) && buf_add_char(b, ']');
	return fits && buf_add_char(b, '=') && opt_doc_arg(row, b);
}

/* Returns how many bytes the label of a row takes. */
static size_t
label_len(const struct opt *row)
{
	struct buf label = BUF(1024);
	size_t len = add_label(row, &label) ? label.len : SIZE_MAX;

	buf_clear(&label);
	return len;
}

/* Returns where the texts begin: behind the widest label that is not odd. */
static size_t
text_column(const struct opt_set *set)
{
	size_t widest = 0;

	for (const struct opt *row = set->table; !opt_is_end(row); row++) {
		size_t len = row->kind != OPT_GROUP ? label_len(row) : 0;

		if (len > widest && len <= LABEL_MAX)
			widest = len;
	}
	return widest + 2;
}

/* Goes on from column at to column to, on the next line if it is past. */
static bool
add_gap(size_t at, size_t to, struct buf *b)
{
	if (at + 2 > to)
		return buf_addf(b, "\n%*s", (int)to, "");
	return buf_addf(b, "%*s", (int)(to - at), "");
}

/* Appends text from column indent on, broken between words. */
static bool
add_wrapped(const char *text, size_t indent, struct buf *b)
{
	struct slice word, rest = slice_of(text);
	size_t at = indent;
	bool fits = true;

	while (fits && rest.len > 0) {
		slice_cut(rest, ' ', &word, &rest);
		if (at > indent && at + 1 + word.len > COLUMNS) {
			fits = buf_addf(b, "\n%*s", (int)indent, "");
			at = indent;
		} else if (at > indent) {
			fits = buf_add_char(b, ' ');
			at++;
		}
		fits = fits && buf_add(b, word);
		at += word.len;
	}
	return fits && buf_add_char(b, '\n');
}

/* Appends the usage; each of its lines is a way to call the program. */
static bool
add_usage(const struct opt_set *set, struct buf *b)
{
	struct slice line, rest = slice_of(set->usage);
	const char *before = "Usage:";
	bool fits = true;

	do {
		slice_cut(rest, '\n', &line, &rest);
		fits = buf_addf(b, "%-6s %s %.*s\n", before, set->program,
		    SLICE_ARGS(line));
		before = "";
	} while (fits && rest.len > 0);
	return fits && buf_addf(b, "%s\n", set->summary);
}

static bool
add_row(const struct opt *row, size_t column, struct buf *b)
{
	if (row->kind == OPT_GROUP)
		return buf_addf(b, "\n%s:\n", row->text);
	return add_label(row, b) && add_gap(label_len(row), column, b) &&
	       add_wrapped(row->text, column, b);
}

bool
opt_doc_help(const struct opt_set *set, struct buf *b)
{
	size_t column = text_column(set);
	bool fits = add_usage(set, b);

	if (set->table->kind != OPT_GROUP)
		fits = fits && buf_add_char(b, '\n');
	for (const struct opt *row = set->table; fits && !opt_is_end(row);
	     row++)
		fits = add_row(row, column, b);
	if (set->examples != NULL)
		fits = fits && buf_addf(b, "\n%s", set->examples);
	if (fits && b->len > 0 && b->ptr[b->len - 1] != '\n')
		fits = buf_add_char(b, '\n');
	return fits;
}
