/*
 * common/cli.h - what every program says about itself and its mistakes.
 */
#ifndef COMMON_CLI_H
#define COMMON_CLI_H

#include "base/opt_doc.h"

#define CLI_USAGE 2  /* exit status: the command line is wrong */
#define CLI_WRITE 23 /* exit status: standard output cannot be written */

/*
 * First of all: takes the numbers of standard descriptors that are closed, so
 * that nothing else gets them.  Using one fails then, as it should.
 */
void cli_open_standard(void);

/* Prints "program: words".  Returns the exit status; without words at once. */
int cli_tell(const char *program, const struct err *err);

/* The same, with a hint on line two where the command line is wrong. */
int cli_fail(const char *program, const struct err *err);

/* Prints what the table says, as doc puts it.  Returns the exit status. */
int cli_print_doc(bool (*doc)(const struct opt_set *, struct buf *),
    const struct opt_set *set);

int cli_print_version(const char *program);

#endif
