/*
 * base/opt_inner.h - what the files of the option table share.
 *
 * For lib/base alone; everyone else reads base/opt.h.
 */
#ifndef BASE_OPT_INNER_H
#define BASE_OPT_INNER_H

#include "base/opt.h"

#define OPT_USAGE 2 /* the exit status of a wrong command line */

/* A value or name from outside, fit to stand in a message. */
struct opt_quote {
	char text[72];
};

/* Returns q->text: s cut to 64 bytes, with '?' for what does not print. */
const char *opt_quote(struct opt_quote *q, struct slice s);

/* Writes "64k", "15s" or "42" as a row of that kind would read it. */
const char *opt_quote_num(
    struct opt_quote *q, enum opt_kind kind, int64_t value);

/* Puts "where: " before what err says, and returns -1. */
int opt_blame(struct err *err, const char *where);

/* Returns whether row is the one that closes the table. */
static inline bool
opt_is_end(const struct opt *row)
{
	return row->name == NULL && row->text == NULL;
}

/* Returns the row of that long name, NULL if there is none. */
const struct opt *opt_find(const struct opt_set *set, struct slice name);

/* Returns the long name that was probably meant, NULL if none is near. */
const char *opt_near(const struct opt_set *set, struct slice name);

/*
 * Checks text against row; *num is the number, flag or index it stands for.
 * -1 with the reason alone: the caller says where.
 */
int opt_value_parse(
    const struct opt *row, const char *text, int64_t *num, struct err *err);

/* Checks and sets one value.  -1 with the reason alone. */
int opt_apply(struct opt_set *set, const struct opt *row, struct slice value,
    enum opt_source source, struct err *err);

/* All is as if nothing had been set yet; texts stay until opt_clear(). */
void opt_forget_sources(struct opt_set *set);

/* Hands an allocated block over to the set: opt_clear() frees it. */
void opt_keep(struct opt_set *set, void *block);

#endif
