/*
 * Completions for bash, without the bash-completion library, which may not
 * be there.  bash cuts words at '=': "--log=m" arrives as "--log" "=" "m".
 */
#include "base/opt_doc_inner.h"

static const char find_what[] =
    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} opt='' eq='' pre='' i\n"
    "\tlocal -a words=(\"${COMP_WORDS[@]:1:COMP_CWORD-1}\")\n"
    "\n"
    "\tCOMPREPLY=()\n"
    "\tif [[ $cur == = ]]; then\n"
    "\t\tcur='' eq=1 opt=${COMP_WORDS[COMP_CWORD-1]}\n"
    "\telif ((COMP_CWORD > 2)) && [[ ${COMP_WORDS[COMP_CWORD-1]} == = ]];"
    " then\n"
    "\t\teq=1 opt=${COMP_WORDS[COMP_CWORD-2]}\n"
    "\telif [[ $cur == --*=* ]]; then\n"
    "\t\topt=${cur%%=*} eq=1 pre=$opt= cur=${cur#*=}\n"
    "\telif ((COMP_CWORD > 1)); then\n"
    "\t\topt=${COMP_WORDS[COMP_CWORD-1]}\n"
    "\tfi\n"
    "\tfor i in \"${words[@]}\"; do\n"
    "\t\t[[ $i == -- ]] && opt=-- eq=''\n"
    "\tdone\n"
    "\tcase $opt in\n";

static const char offer_files[] =
    "mapfile -t COMPREPLY < <(compgen -P \"$pre\" -f -- \"$cur\")\n";

/* Appends "\t-l | --listen)\n". */
static bool
add_pattern(const struct opt *row, struct buf *b)
{
	if (row->letter != 0)
		return buf_addf(b, "\t-%c | --%s)\n", row->letter, row->name);
	return buf_addf(b, "\t--%s)\n", row->name);
}

static bool
add_files(const char *tabs, struct buf *b)
{
	return buf_addf(b, "%scompopt -o filenames 2>/dev/null\n%s%s", tabs,
	    tabs, offer_files);
}

static bool
add_words(const struct opt *row, struct buf *b)
{
	return buf_add(b, slice_of("\t\tmapfile -t COMPREPLY < <(compgen"
				   " -P \"$pre\" -W '")) &&
	       opt_doc_choices(row, " ", b) &&
	       buf_add(b, slice_of("' -- \"$cur\")\n"));
}

/* What may follow an option that takes a value. */
static bool
add_value_case(const struct opt *row, struct buf *b)
{
	bool fits = add_pattern(row, b);

	/* The next word is not its value. */
	if (row->alone != NULL)
		return fits &&
		       buf_add(
			   b, slice_of("\t\t[[ $eq ]] && return\n\t\t;;\n"));
	if (row->kind == OPT_CHOICE)
		fits = fits && add_words(row, b);
	else if (row->is_file)
		fits = fits && add_files("\t\t", b);
	return fits && buf_add(b, slice_of("\t\treturn\n\t\t;;\n"));
}

static bool
add_value_cases(const struct opt_set *set, struct buf *b)
{
	bool fits = true;

	for (const struct opt *row = set->table; fits && !opt_is_end(row);
	     row++)
		if (row->kind != OPT_GROUP && row->kind != OPT_FLAG)
			fits = add_value_case(row, b);
	return fits &&
	       buf_add(b, slice_of("\tesac\n"
				   "\tif [[ $eq ]]; then\n"
				   "\t\tmapfile -t COMPREPLY < <(compgen"
				   " -P \"$pre\" -W 'on off' -- \"$cur\")\n"
				   "\t\treturn\n"
				   "\tfi\n"));
}

static bool
add_names(const struct opt_set *set, struct buf *b)
{
	bool fits =
	    buf_add(b, slice_of("\tif [[ $cur == -* && $opt != -- ]]; then\n"
				"\t\tmapfile -t COMPREPLY < <(compgen -W '"));

	for (const struct opt *row = set->table; fits && !opt_is_end(row);
	     row++) {
		if (row->kind == OPT_GROUP)
			continue;
		fits = buf_addf(b, "\n\t\t\t--%s", row->name);
		if (row->letter != 0)
			fits = fits && buf_addf(b, " -%c", row->letter);
	}
	return fits &&
	       buf_add(b, slice_of("' -- \"$cur\")\n\t\treturn\n\tfi\n"));
}

/* Appends the function's name: "_sse_cat". */
static bool
add_function(const struct opt_set *set, struct buf *b)
{
	bool fits = buf_add_char(b, '_');

	for (const char *at = set->program; fits && *at != '\0'; at++)
		fits = buf_add_char(b, (char)(*at == '-' ? '_' : *at));
	return fits;
}

static bool
add_operands(const struct opt_set *set, struct buf *b)
{
	bool files =
	    set->arg_type != NULL && strcmp(set->arg_type, "file") == 0;
	const char *words = set->arg_words;

	if (words == NULL)
		return !files || add_files("\t", b);
	return (!files ||
		   buf_addf(b, "\tcompopt -o filenames 2>/dev/null\n")) &&
	       buf_addf(b,
		   "\tmapfile -t COMPREPLY < <(compgen%s -W '%s' -- "
		   "\"$cur\")\n",
		   files ? " -f" : "", words);
}

bool
opt_doc_bash(const struct opt_set *set, struct buf *b)
{
	return buf_addf(b,
		   "# bash completion for %s, made from its option table.\n\n",
		   set->program) &&
	       add_function(set, b) && buf_addf(b, "()\n{\n%s", find_what) &&
	       add_value_cases(set, b) && add_names(set, b) &&
	       add_operands(set, b) &&
	       buf_add(b, slice_of("}\ncomplete -F ")) &&
	       add_function(set, b) && buf_addf(b, " %s\n", set->program);
}
