/*
 * base/conf.h - a configuration file: "key = value" lines, set by the table.
 *
 *   # a comment, on a line of its own
 *   keep = 1000
 *   listen = 127.0.0.1:8080        # no: the comment belongs to the value
 *
 * Blank lines are free.  Keys are long options.  A mistake is an error with
 * its file and line: "ssed.conf:3: unknown key 'kepe'".
 * Sections, where the program has some, follow: base/opt_section.h.
 * At most 1 MiB a file, 4,096 bytes a line.
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include "base/err.h"
#include "base/opt.h"

/* Sets what text says; name stands for it in errors.  Pure. */
int conf_parse(
    struct opt_set *set, const char *name, struct slice text, struct err *err);

/* The same with the text of a file. */
int conf_read(struct opt_set *set, const char *path, struct err *err);

#endif
