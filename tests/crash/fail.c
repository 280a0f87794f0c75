#include "fail.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fail_context fail_context;

void
fail(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fprintf(stderr, "crash: round %d, seed %llu: ", fail_context.round,
	    (unsigned long long)fail_context.seed);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\ncrash: what there is: %s\n", fail_context.dir);
	exit(1);
}

void
fail_system(const char *what)
{
	fprintf(stderr, "crash: %s: %s\n", what, strerror(errno));
	exit(2);
}
