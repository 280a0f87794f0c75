#include "ssed/log_import.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "api/entry.h"
#include "base/clock.h"
#include "base/lines.h"
#include "common/cli.h"
#include "log/sqlite/dump.h"
#include "log/sqlite/load.h"
#include "net/loop.h"

/* A transaction: large enough to be fast, and small beside memory. */
#define LINES_AT_ONCE 4096
#define BYTES_AT_ONCE ((size_t)8 << 20)

struct importing {
	struct log_import *in;
	struct load *load;
	struct lines lines;
	int64_t taken, known; /* of this transaction */
	size_t bytes;
};

static void
refuse(struct importing *i, const char *why)
{
	static const char first[] = "line 1, "; /* of one line: known */

	i->in->refused++;
	if (strncmp(why, first, strlen(first)) == 0)
		why += strlen(first);
	fprintf(stderr, "%s: line %" PRId64 ": %s\n", i->in->program,
	    i->lines.number, why);
}

static int
commit(struct importing *i, struct err *err)
{
	int64_t taken = i->taken, known = i->known;

	/* What could not be kept does not count later either. */
	i->taken = i->known = 0;
	i->bytes = 0;
	if (load_commit(i->load, err) != 0) {
		err->code = CLI_WRITE;
		return -1;
	}
	i->in->imported += taken;
	i->in->duplicates += known;
	return 0;
}

static void
take_entry(struct importing *i, const struct api_entry *e)
{
	const struct load_event ev = {
		.message = e->m.message,
		.time_ms = e->time_ms,
		.expires_ms = e->expires_ms,
		.removed = e->removed,
	};

	switch (load_add(i->load, &ev)) {
	case HUB_DUPLICATE:
		i->known++;
		break;
	case HUB_CONFLICT:
		refuse(i, "its id is there already, with other content");
		break;
	default:
		i->taken++;
	}
}

static int
take_line(struct importing *i, struct slice line, struct err *err)
{
	struct api_entry e;
	struct err why;

	if (slice_trim(line).len == 0)
		return 0;
	if (api_entry_parse(&e, line, clock_unix_ms(), &why) != 0) {
		refuse(i, why.text);
		return 0;
	}
	take_entry(i, &e);
	api_entry_clear(&e);
	i->bytes += line.len;
	if (i->taken + i->known < LINES_AT_ONCE && i->bytes < BYTES_AT_ONCE)
		return 0;
	return commit(i, err);
}

static int
feed(struct importing *i, struct slice bytes, struct err *err)
{
	struct slice line;

	for (;;) {
		switch (lines_next(&i->lines, &bytes, &line)) {
		case LINES_MORE:
			return 0;
		case LINES_LINE:
			if (take_line(i, line, err) != 0)
				return -1;
			break;
		case LINES_TOO_LONG:
			refuse(i, "it is too long");
			break;
		}
	}
}

static int
read_all(struct importing *i, struct err *err)
{
	static char bytes[64 << 10];
	struct slice line;
	ssize_t n;

	while ((n = read(STDIN_FILENO, bytes, sizeof(bytes))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, 1, "standard input");
		if (feed(i, (struct slice){ bytes, (size_t)n }, err) != 0)
			return -1;
	}
	if (lines_rest(&i->lines, &line) && take_line(i, line, err) != 0)
		return -1;
	return 0;
}

int
log_import_run(struct log_import *in, struct err *err)
{
	struct importing i = { .in = in };
	struct err why;
	int status;

	i.load = load_open(in->path, err);
	if (i.load == NULL) {
		err->code = CLI_WRITE;
		return -1;
	}
	lines_init(&i.lines, DUMP_LINE_BYTES_MAX);
	status = read_all(&i, err);
	/* What was read before an error is kept, if it can be. */
	if (commit(&i, &why) != 0 && status == 0) {
		*err = why;
		status = -1;
	}
	lines_clear(&i.lines);
	load_close(i.load);
	return status;
}
