/*
 * base/opt.h - the option table: one row an option, read by everything.
 *
 * From one table come the command line, the configuration file, the
 * environment, --help, the option list of the man page and the completions
 * for bash, zsh and fish (base/opt_doc.h).  Flag wins over environment wins
 * over file, whichever order they are read in (opt_set keeps the source).
 *
 * A table ends with a row whose name and text are NULL.  A row whose kind is
 * OPT_GROUP is a heading of --help and the man page; only .text counts.
 */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/slice.h"

enum opt_kind {
	OPT_GROUP,    /* a heading */
	OPT_FLAG,     /* bool; no value on argv, on|off in file and env */
	OPT_COUNT,    /* int64_t, .min to .max */
	OPT_SIZE,     /* int64_t bytes, .min to .max */
	OPT_DURATION, /* int64_t ms, .min to .max */
	OPT_TEXT,     /* const char *, owned by the set */
	OPT_CHOICE,   /* int: index into .choices */
	OPT_LIST,     /* struct opt_list: given again, it adds */
};

enum opt_source { OPT_DEFAULT, OPT_FILE, OPT_ENV, OPT_ARGV };

#define OPT_LIST_MAX 64

/* Texts given one by one; owned by the set. */
struct opt_list {
	const char *items[OPT_LIST_MAX];
	size_t count;
};

struct opt {
	const char *name; /* "keep-bytes": --keep-bytes, SSED_KEEP_BYTES */
	char letter;      /* 0: none */
	enum opt_kind kind;
	void *value;      /* where it goes, as .kind says */
	int64_t min, max; /* numbers; max 0: no other bound than the type */
	const char *const *choices; /* OPT_CHOICE: ends with NULL */
	const char *arg;            /* "ADDR" in help; NULL: no value */
	const char *text;           /* one line of help */
	bool argv_only;             /* not in the file, nor the environment */
	bool reload;                /* may change while the program runs */
	bool is_file;               /* value is a path: completions say so */
	bool (*check)(const char *value); /* NULL: any; for TEXT and LIST */
	const char *want; /* goes with .check: "must be an http URL" */
	/*
	 * The value of --name without one: then it may be left out, and the
	 * next word is never it.  NULL: it may not.
	 */
	const char *alone;
};

/* A program's options and what is said around them. */
struct opt_set {
	const char *program;    /* "ssed" */
	const char *usage;      /* "[-l ADDR]... [-c FILE] [OPTION]..." */
	const char *summary;    /* one line of help */
	const char *env_prefix; /* "SSED_"; NULL: no environment */
	const char *arg_type;   /* completions of operands: "url", "file", "" */
	const char *arg_words;  /* more of these: "H C"; NULL: none */
	const struct opt *table;
	const char *examples;         /* closes --help; NULL: none */
	struct opt_section *sections; /* of a file; NULL: base/opt_section.h */

	/* Kept by opt_* itself; zero at first. */
	unsigned char *sources; /* enum opt_source a row */
	char **texts;           /* what TEXT and LIST values point into */
	size_t text_count;
};

/* Operands: what is left of argv, borrowed from it; the array is the set's. */
struct opt_operands {
	char **items;
	size_t count;
	size_t loose; /* how many of them stand before "--" */
};

/*
 * Reads argv by the table: --name=value, --name value, -xvalue, -x value,
 * -ab, "--".  Operands may stand between options.  -1 with words on the
 * first mistake; "did you mean" names a near miss.
 * --help and --version are the caller's rows like any other flag.
 */
int opt_parse_argv(struct opt_set *set, int argc, char **argv,
    struct opt_operands *operands, struct err *err);

/*
 * Reads PREFIX_NAME for each row.  Empty variables count as unset; unknown
 * PREFIX_* variables are ignored.
 */
int opt_parse_env(struct opt_set *set, struct err *err);

/*
 * Sets one option by its long name, as a file does.  Unknown names, values
 * out of range and argv_only rows are errors.  A value from a weaker source
 * than the one already set is checked and dropped.
 */
int opt_set(struct opt_set *set, struct slice name, struct slice value,
    enum opt_source source, struct err *err);

/* Returns whether anything but the default set this value. */
bool opt_is_given(const struct opt_set *set, const void *value);

/*
 * Walks the rows whose values differ between two sets of the same table:
 * for (size_t at = 0; (row = opt_next_change(was, is, &at)) != NULL;).
 */
const struct opt *opt_next_change(
    const struct opt_set *was, const struct opt_set *is, size_t *at);

/*
 * Gives set the values of other, which has the same table and must outlive
 * set, for all rows that are not marked .reload.
 */
void opt_keep_fixed(struct opt_set *set, const struct opt_set *other);

/* Frees what the set keeps.  Values that point into it die with it. */
void opt_clear(struct opt_set *set);

#endif
