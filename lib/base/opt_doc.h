/*
 * base/opt_doc.h - what the option table says, as text.
 *
 * Pure: each appends to b, and returns false if it did not fit.
 */
#ifndef BASE_OPT_DOC_H
#define BASE_OPT_DOC_H

#include "base/buf.h"
#include "base/opt.h"

bool opt_doc_help(const struct opt_set *set, struct buf *b); /* --help */
bool opt_doc_man(const struct opt_set *set, struct buf *b);  /* mdoc .It */
bool opt_doc_bash(const struct opt_set *set, struct buf *b);
bool opt_doc_zsh(const struct opt_set *set, struct buf *b);
bool opt_doc_fish(const struct opt_set *set, struct buf *b);
/* Every option that a file may hold, as "key = value" lines. */
bool opt_doc_config(const struct opt_set *set, struct buf *b);

#endif
