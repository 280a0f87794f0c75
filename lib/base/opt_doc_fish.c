/* Completions for fish: a row becomes a call of complete(1). */
#include "base/opt_doc_inner.h"

/* fish knows \' and \\ within single quotes, and nothing else. */
static bool
add_quoted(const char *text, struct buf *b)
{
	return buf_add_char(b, '\'') && opt_doc_escape(text, "'\\", "\\", b) &&
	       buf_add_char(b, '\'');
}

/* Appends what may be the value: -x is one, but not a file. */
static bool
add_value(const struct opt *row, struct buf *b)
{
	if (row->kind == OPT_FLAG || row->alone != NULL)
		return true;
	if (row->kind == OPT_CHOICE)
		return buf_add(b, slice_of(" -x -a '")) &&
		       opt_doc_choices(row, " ", b) && buf_add_char(b, '\'');
	return buf_add(b, slice_of(row->is_file ? " -r -F" : " -x"));
}

static bool
add_row(const struct opt_set *set, const struct opt *row, struct buf *b)
{
	bool fits = buf_addf(b, "complete -c %s", set->program);

	if (row->letter != 0)
		fits = fits && buf_addf(b, " -s %c", row->letter);
	return fits && buf_addf(b, " -l %s", row->name) && add_value(row, b) &&
	       buf_add(b, slice_of(" -d ")) && add_quoted(row->text, b) &&
	       buf_add_char(b, '\n');
}

bool
opt_doc_fish(const struct opt_set *set, struct buf *b)
{
	bool takes_files =
	    set->arg_type != NULL && strcmp(set->arg_type, "file") == 0;
	bool fits = buf_addf(b,
	    "# fish completion for %s, made from its option table.\n\n",
	    set->program);

	if (!takes_files)
		fits = fits && buf_addf(b, "complete -c %s -f\n", set->program);
	if (set->arg_words != NULL)
		fits = fits && buf_addf(b, "complete -c %s -a '%s'\n",
				   set->program, set->arg_words);
	for (const struct opt *row = set->table; fits && !opt_is_end(row);
	     row++)
		if (row->kind != OPT_GROUP)
			fits = add_row(set, row, b);
	return fits;
}
