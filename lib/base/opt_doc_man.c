/* The option list of the man page, in mdoc(7). */
#include "base/opt_doc_inner.h"

#define COLUMNS 72 /* of a line of text */

/* Appends a word with what roff would read as its own taken the sting. */
static bool
add_word(struct slice word, struct buf *b)
{
	bool fits = true;

	for (size_t i = 0; fits && i < word.len; i++)
		fits = word.ptr[i] == '\\' ? buf_add(b, slice_of("\\e"))
					   : buf_add_char(b, word.ptr[i]);
	return fits;
}

/* Appends text in lines; none may start as a request of roff does. */
static bool
add_text(const char *text, struct buf *b)
{
	struct slice word, rest = slice_of(text);
	size_t at = 0;
	bool fits = true;

	while (fits && rest.len > 0) {
		bool starts;

		slice_cut(rest, ' ', &word, &rest);
		starts = at == 0 || at + 1 + word.len > COLUMNS;
		if (at > 0)
			fits = buf_add_char(b, starts ? '\n' : ' ');
		if (starts && word.len > 0 && strchr(".'", word.ptr[0]) != NULL)
			fits = fits && buf_add(b, slice_of("\\&"));
		fits = fits && add_word(word, b);
		at = starts ? word.len : at + 1 + word.len;
	}
	return fits && buf_add_char(b, '\n');
}

/* Appends " Ar ADDR"; what holds a space is quoted to stay one argument. */
static bool
add_arg(const struct opt *row, struct buf *b)
{
	struct buf arg = BUF(1024);
	const char *quote;
	bool fits;

	fits = opt_doc_arg(row, &arg);
	quote = slice_has(buf_slice(&arg), ' ') ? "\"" : "";
	if (row->alone != NULL)
		fits = fits && buf_add(b, slice_of(" Ns Op ="));
	fits = fits &&
	       buf_addf(b, "%s Ar %s%.*s%s", row->alone != NULL ? " Ns" : "",
		   quote, SLICE_ARGS(buf_slice(&arg)), quote);
	buf_clear(&arg);
	return fits;
}

/* Appends ".It Fl l , Fl -listen Ar ADDR" and the text. */
static bool
add_item(const struct opt *row, struct buf *b)
{
	bool fits = buf_add(b, slice_of(".It"));

	if (row->letter != 0)
		fits = fits && buf_addf(b, " Fl %c ,", row->letter);
	fits = fits && buf_addf(b, " Fl -%s", row->name);
	if (row->kind != OPT_FLAG)
		fits = fits && add_arg(row, b);
	return fits && buf_add_char(b, '\n') && add_text(row->text, b);
}

/* Appends the items from row on up to the next heading. */
static bool
add_list(const struct opt *row, struct buf *b)
{
	bool fits = buf_add(b, slice_of(".Bl -tag -width Ds\n"));

	for (; fits && !opt_is_end(row) && row->kind != OPT_GROUP; row++)
		fits = add_item(row, b);
	return fits && buf_add(b, slice_of(".El\n"));
}

bool
opt_doc_man(const struct opt_set *set, struct buf *b)
{
	bool fits = true, is_first = true;

	for (const struct opt *row = set->table; fits && !opt_is_end(row);
	     row++) {
		if (row->kind == OPT_GROUP)
			fits = buf_addf(b, ".Ss %s\n", row->text);
		else if (is_first)
			fits = add_list(row, b);
		is_first = row->kind == OPT_GROUP;
	}
	return fits;
}
