#include "base/opt.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/opt_inner.h"
#include "base/opt_section.h"

#define VARIABLE_MAX 128

int
opt_blame(struct err *err, const char *where)
{
	struct err why = *err;

	return err_set(err, why.code, "%s: %s", where, why.text);
}

const struct opt *
opt_find(const struct opt_set *set, struct slice name)
{
	for (const struct opt *row = set->table; !opt_is_end(row); row++)
		if (row->kind != OPT_GROUP && slice_is(name, row->name))
			return row;
	return NULL;
}

/* Returns where the source of a row's value is kept. */
static unsigned char *
source_of(struct opt_set *set, const struct opt *row)
{
	if (set->sources == NULL) {
		size_t count = 0;

		while (!opt_is_end(&set->table[count]))
			count++;
		set->sources = mem_new(count);
	}
	return &set->sources[row - set->table];
}

void
opt_keep(struct opt_set *set, void *block)
{
	set->texts =
	    mem_grow(set->texts, set->text_count + 1, sizeof(*set->texts));
	set->texts[set->text_count++] = block;
}

/* Adds to a list; what a weaker source put there goes first. */
static int
store_item(
    struct opt_list *list, const char *text, bool is_stronger, struct err *err)
{
	size_t count = is_stronger ? 0 : list->count;

	if (count == OPT_LIST_MAX)
		return err_set(
		    err, OPT_USAGE, "at most %d may be given", OPT_LIST_MAX);
	list->items[count] = text;
	list->count = count + 1;
	return 0;
}

static void
store_num(const struct opt *row, int64_t num)
{
	if (row->kind == OPT_FLAG)
		*(bool *)row->value = num != 0;
	else if (row->kind == OPT_CHOICE)
		*(int *)row->value = (int)num;
	else
		*(int64_t *)row->value = num;
}

int
opt_apply(struct opt_set *set, const struct opt *row, struct slice value,
    enum opt_source source, struct err *err)
{
	unsigned char *had = source_of(set, row);
	int64_t num = 0;
	char *text;

	if (slice_has(value, '\0'))
		return err_set(err, OPT_USAGE, "holds a NUL byte");
	text = mem_copy(value);
	opt_keep(set, text);
	if (opt_value_parse(row, text, &num, err) < 0)
		return -1;
	if (source < *had)
		return 0;
	if (row->kind == OPT_TEXT)
		*(const char **)row->value = text;
	else if (row->kind != OPT_LIST)
		store_num(row, num);
	else if (store_item(row->value, text, source > *had, err) < 0)
		return -1;
	*had = (unsigned char)source;
	return 0;
}

static int
unknown_key(const struct opt_set *set, struct slice name, struct err *err)
{
	const char *near = opt_near(set, name);
	struct opt_quote q;

	opt_quote(&q, name);
	if (near == NULL)
		return err_set(err, OPT_USAGE, "unknown key '%s'", q.text);
	return err_set(err, OPT_USAGE, "unknown key '%s' (did you mean '%s'?)",
	    q.text, near);
}

int
opt_set(struct opt_set *set, struct slice name, struct slice value,
    enum opt_source source, struct err *err)
{
	const struct opt *row = opt_find(set, name);

	if (row == NULL)
		return unknown_key(set, name, err);
	if (row->argv_only && source != OPT_ARGV)
		return err_set(err, OPT_USAGE,
		    "%s: is for the command line only", row->name);
	if (opt_apply(set, row, value, source, err) < 0)
		return opt_blame(err, row->name);
	return 0;
}

/* Writes "SSED_KEEP_BYTES" for "keep-bytes". */
static void
name_variable(char *variable, const char *prefix, const char *name)
{
	snprintf(variable, VARIABLE_MAX, "%s%s", prefix, name);
	for (char *at = variable; *at != '\0'; at++)
		*at = (char)(*at == '-' ? '_' : toupper((unsigned char)*at));
}

int
opt_parse_env(struct opt_set *set, struct err *err)
{
	if (set->env_prefix == NULL)
		return 0;
	for (const struct opt *row = set->table; !opt_is_end(row); row++) {
		char variable[VARIABLE_MAX];
		const char *value;

		if (row->kind == OPT_GROUP || row->argv_only)
			continue;
		name_variable(variable, set->env_prefix, row->name);
		value = getenv(variable);
		if (value == NULL || value[0] == '\0')
			continue;
		if (opt_apply(set, row, slice_of(value), OPT_ENV, err) < 0)
			return opt_blame(err, variable);
	}
	return 0;
}

bool
opt_is_given(const struct opt_set *set, const void *value)
{
	if (set->sources == NULL)
		return false;
	for (size_t i = 0; !opt_is_end(&set->table[i]); i++)
		if (set->table[i].value == value &&
		    set->sources[i] != OPT_DEFAULT)
			return true;
	return false;
}

void
opt_forget_sources(struct opt_set *set)
{
	free(set->sources);
	set->sources = NULL;
}

void
opt_clear(struct opt_set *set)
{
	opt_section_clear_all(set->sections);
	for (size_t i = 0; i < set->text_count; i++)
		free(set->texts[i]);
	free(set->texts);
	free(set->sources);
	set->texts = NULL;
	set->text_count = 0;
	set->sources = NULL;
}
