/*
 * base/opt_doc_inner.h - what the writers of base/opt_doc.h share.
 */
#ifndef BASE_OPT_DOC_INNER_H
#define BASE_OPT_DOC_INNER_H

#include "base/opt_doc.h"
#include "base/opt_inner.h"

/* Appends what stands for the value: "ADDR", or the choices "a|b|c". */
bool opt_doc_arg(const struct opt *row, struct buf *b);

/* Appends the rows of a table as "key = value" lines. */
bool opt_doc_rows(const struct opt_set *set, struct buf *b);

/* Appends the choices with separator between them. */
bool opt_doc_choices(
    const struct opt *row, const char *separator, struct buf *b);

/* Appends text; each byte that is in special gets before in front of it. */
bool opt_doc_escape(
    const char *text, const char *special, const char *before, struct buf *b);

/* Appends text as one word for a shell that quotes as sh does. */
bool opt_doc_quote(struct slice text, struct buf *b);

#endif
