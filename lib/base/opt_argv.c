/*
 * The command line, read by the table.  Not getopt_long(): it abbreviates,
 * it moves argv about, and it prints.
 */
#include "base/mem.h"
#include "base/opt_inner.h"

/* A walk along argv. */
struct walk {
	struct opt_set *set;
	struct err *err;
	char **argv;
	int argc, at;
};

static const struct opt *
find_letter(const struct opt_set *set, char letter)
{
	for (const struct opt *row = set->table; !opt_is_end(row); row++)
		if (row->kind != OPT_GROUP && row->letter == letter)
			return row;
	return NULL;
}

static int
unknown(struct walk *w, struct slice option, const char *near)
{
	struct opt_quote q;

	opt_quote(&q, option);
	if (near == NULL)
		return err_set(
		    w->err, OPT_USAGE, "unknown option '%s'", q.text);
	return err_set(w->err, OPT_USAGE,
	    "unknown option '%s' (did you mean '--%s'?)", q.text, near);
}

static int
set_row(struct walk *w, const struct opt *row, struct slice value)
{
	struct err why;

	if (opt_apply(w->set, row, value, OPT_ARGV, &why) == 0)
		return 0;
	return err_set(w->err, why.code, "--%s: %s", row->name, why.text);
}

/* The option stands alone: a flag is on, most others take the next word. */
static int
set_alone(struct walk *w, const struct opt *row)
{
	if (row->kind == OPT_FLAG)
		return set_row(w, row, slice_of("on"));
	if (row->alone != NULL)
		return set_row(w, row, slice_of(row->alone));
	if (w->at + 1 >= w->argc)
		return err_set(
		    w->err, OPT_USAGE, "--%s: needs a value", row->name);
	return set_row(w, row, slice_of(w->argv[++w->at]));
}

static int
read_long(struct walk *w, struct slice option)
{
	struct slice name, value;
	const struct opt *row;

	slice_cut(slice_drop(option, 2), '=', &name, &value);
	row = opt_find(w->set, name);
	if (row == NULL)
		return unknown(w, slice_take(option, name.len + 2),
		    opt_near(w->set, name));
	if (slice_has(option, '='))
		return set_row(w, row, value);
	return set_alone(w, row);
}

/* A letter nobody has; "-keep" for "--keep" is the likely slip. */
static int
unknown_letter(struct walk *w, struct slice option, const char *at)
{
	const struct opt *row = opt_find(w->set, slice_drop(option, 1));
	char alone[] = { '-', at[0] };

	if (row != NULL)
		return unknown(w, option, row->name);
	return unknown(w, (struct slice){ alone, sizeof(alone) }, NULL);
}

static int
read_letters(struct walk *w, struct slice option)
{
	for (const char *at = option.ptr + 1; *at != '\0'; at++) {
		const struct opt *row = find_letter(w->set, *at);

		if (row == NULL)
			return unknown_letter(w, option, at);
		if (row->kind != OPT_FLAG && at[1] != '\0')
			return set_row(w, row, slice_of(at + 1));
		if (set_alone(w, row) < 0)
			return -1;
		if (row->kind != OPT_FLAG)
			return 0;
	}
	return 0;
}

static int
read_option(struct walk *w, struct slice option)
{
	if (slice_starts(option, "--"))
		return read_long(w, option);
	return read_letters(w, option);
}

int
opt_parse_argv(struct opt_set *set, int argc, char **argv,
    struct opt_operands *operands, struct err *err)
{
	struct walk w = { .set = set, .err = err, .argv = argv, .argc = argc };
	bool only_operands = false;

	operands->count = operands->loose = 0;
	operands->items = mem_new(((size_t)argc + 1) * sizeof(char *));
	opt_keep(set, operands->items); /* owned by set from here */
	for (w.at = 1; w.at < argc; w.at++) {
		struct slice word = slice_of(argv[w.at]);

		if (only_operands || word.len < 2 || word.ptr[0] != '-') {
			operands->items[operands->count++] = argv[w.at];
			operands->loose += !only_operands;
		} else if (slice_is(word, "--"))
			only_operands = true;
		else if (read_option(&w, word) < 0)
			return -1;
	}
	return 0;
}
