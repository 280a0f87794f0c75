/* Completions for zsh: a row becomes a spec of _arguments (zshcompsys). */
#include "base/opt_doc_inner.h"

/* Appends ":ADDR:" and what may stand there. */
static bool
add_action(const struct opt *row, struct buf *b)
{
	struct buf arg = BUF(1024);
	bool fits = opt_doc_arg(row, &arg) && buf_add_char(&arg, '\0') &&
		    buf_add(b, slice_of(row->alone != NULL ? "::" : ":")) &&
		    opt_doc_escape(arg.ptr, ":\\", "\\", b) &&
		    buf_add_char(b, ':');

	buf_clear(&arg);
	if (row->kind == OPT_CHOICE)
		return fits && buf_add_char(b, '(') &&
		       opt_doc_choices(row, " ", b) && buf_add_char(b, ')');
	return fits && buf_add(b, slice_of(row->is_file ? "_files" : " "));
}

/* Appends "[text]:ADDR:action" as one quoted word. */
static bool
add_rest(const struct opt *row, struct buf *b)
{
	struct buf rest = BUF(4096);
	bool fits = buf_add_char(&rest, '[') &&
		    opt_doc_escape(row->text, "[]:\\", "\\", &rest) &&
		    buf_add_char(&rest, ']');

	if (row->kind != OPT_FLAG)
		fits = fits && add_action(row, &rest);
	fits = fits && opt_doc_quote(buf_slice(&rest), b);
	buf_clear(&rest);
	return fits;
}

/* Appends "'(-l --listen)'{-l+,--listen=}" or "--listen=". */
static bool
add_names(const struct opt *row, struct buf *b)
{
	bool is_flag = row->kind == OPT_FLAG;
	const char *value = row->alone != NULL ? "=-" : "=";
	const char *equals = is_flag ? "" : value;
	const char *letter_value = row->alone != NULL ? "-" : "+";

	if (row->kind == OPT_LIST && !buf_add(b, slice_of("'*'")))
		return false;
	if (row->letter == 0)
		return buf_addf(b, "--%s%s", row->name, equals);
	if (row->kind != OPT_LIST &&
	    !buf_addf(b, "'(-%c --%s)'", row->letter, row->name))
		return false;
	return buf_addf(b, "{-%c%s,--%s%s}", row->letter,
	    is_flag ? "" : letter_value, row->name, equals);
}

/*
 * A message in place of _urls would keep zsh from offering options, and so
 * would no word about operands behind the first one.
 */
static bool
add_operands(const struct opt_set *set, struct buf *b)
{
	const char *type = set->arg_type, *words = set->arg_words;
	bool files = type != NULL && strcmp(type, "file") == 0;

	if (type == NULL)
		return buf_add_char(b, '\n');
	if (words != NULL && files)
		return buf_addf(b,
		    " \\\n\t'*: :_alternative \"words:word:(%s)\" "
		    "\"files:file:_files\"'\n",
		    words);
	if (files)
		return buf_addf(b, " \\\n\t'*:FILE:_files'\n");
	if (type[0] == '\0')
		return buf_addf(
		    b, " \\\n\t'*: :(%s)'\n", words != NULL ? words : "");
	return buf_addf(b, " \\\n\t'*:URL:_urls'\n");
}

bool
opt_doc_zsh(const struct opt_set *set, struct buf *b)
{
	bool fits = buf_addf(b,
	    "#compdef %s\n"
	    "# zsh completion for %s, made from its option table.\n\n"
	    "_arguments -s -S",
	    set->program, set->program);

	for (const struct opt *row = set->table; fits && !opt_is_end(row);
	     row++)
		if (row->kind != OPT_GROUP)
			fits = buf_add(b, slice_of(" \\\n\t")) &&
			       add_names(row, b) && add_rest(row, b);
	return fits && add_operands(set, b);
}
