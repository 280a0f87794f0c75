/*
 * base/opt_section.h - sections of a configuration file, each by a table.
 *
 *   [topic "news"]
 *   keep = 10
 *
 * A section has a kind and a title, which is all that stands between the
 * first quote and the last: nothing in it is escaped.  The keys below it are
 * those of the kind's own table, and go on to the next section or the end.
 * A title stands once for its kind.  At most OPT_SECTIONS_MAX of a kind.
 *
 * The table of a kind points into one item, which is blank when a section
 * starts, and copied to the kind's array when it ends.
 */
#ifndef BASE_OPT_SECTION_H
#define BASE_OPT_SECTION_H

#include "base/buf.h"
#include "base/opt.h"

#define OPT_SECTIONS_MAX 1000

/* What each item begins with. */
struct opt_title {
	const char *title; /* owned by the kind's set */
};

struct opt_section {
	const char *kind;                 /* "topic"; NULL ends the kinds */
	bool (*check)(const char *title); /* NULL: any */
	const char *want; /* goes with .check: "is not a topic" */
	struct opt_set
	    keys;          /* only .table counts: rows that point into .item */
	void *item;        /* of the section that is being read, or printed */
	const void *blank; /* what it is at first */
	size_t item_bytes;

	/* Kept by opt_section_* itself; zero at first. */
	char *items; /* in the order of the file */
	size_t count;
};

/*
 * Starts the section that a line such as the above names: opt_section_end()
 * is due for it.  -1 with the reason alone.
 */
int opt_section_begin(struct opt_set *set, struct slice line,
    struct opt_section **section, struct err *err);

/* Sets a key of it.  -1 with the reason alone. */
int opt_section_set(const struct opt_set *set, struct opt_section *section,
    struct slice name, struct slice value, struct err *err);

/* Takes it over as it is; NULL does nothing. */
void opt_section_end(struct opt_section *section);

/* Appends all sections as a file has them; false if they did not fit. */
bool opt_section_print(const struct opt_set *set, struct buf *b);

/* Returns item number i of a kind. */
const void *opt_section_at(const struct opt_section *section, size_t i);

/* Frees what all kinds keep; kinds may be NULL. */
void opt_section_clear_all(struct opt_section *kinds);

#endif
