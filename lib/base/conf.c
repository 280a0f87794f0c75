#include "base/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/opt_inner.h"

#define FILE_MAX (1 << 20)
#define LINE_MAX_BYTES 4096
#define PIECE 16384

static int
set_line(struct opt_set *set, struct slice line, struct err *err)
{
	struct slice name, value;

	line = slice_trim(line);
	if (line.len == 0 || line.ptr[0] == '#')
		return 0;
	if (line.ptr[0] == '[')
		return err_set(err, OPT_USAGE, "sections are not known here");
	if (!slice_has(line, '='))
		return err_set(err, OPT_USAGE, "is not 'key = value'");
	slice_cut(line, '=', &name, &value);
	return opt_set(set, slice_trim(name), slice_trim(value), OPT_FILE, err);
}

/* Puts "ssed.conf:3: " before what err says. */
static int
blame_line(struct err *err, const char *name, int64_t number)
{
	char where[200];

	snprintf(where, sizeof(where), "%s:%lld", name, (long long)number);
	return opt_blame(err, where);
}

int
conf_parse(
    struct opt_set *set, const char *name, struct slice text, struct err *err)
{
	enum lines_status status;
	struct slice line;
	struct lines lines;
	int done = 0;

	lines_init(&lines, LINE_MAX_BYTES);
	while (done == 0 &&
	       (status = lines_next(&lines, &text, &line)) != LINES_MORE) {
		if (status == LINES_TOO_LONG)
			done = err_set(err, OPT_USAGE,
			    "is longer than %d bytes", LINE_MAX_BYTES);
		else
			done = set_line(set, line, err);
	}
	if (done == 0 && lines_rest(&lines, &line))
		done = set_line(set, line, err);
	if (done < 0)
		blame_line(err, name, lines.number);
	lines_clear(&lines);
	return done;
}

/* Reads up to the end of the file into text. */
static int
read_all(int fd, const char *path, struct buf *text, struct err *err)
{
	for (;;) {
		char piece[PIECE];
		ssize_t n = read(fd, piece, sizeof(piece));

		if (n == 0)
			return 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, OPT_USAGE, "%s", path);
		if (!buf_add(text, (struct slice){ piece, (size_t)n }))
			return err_set(err, OPT_USAGE,
			    "%s: is longer than %d bytes", path, FILE_MAX);
	}
}

int
conf_read(struct opt_set *set, const char *path, struct err *err)
{
	struct buf text = BUF(FILE_MAX);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int done;

	if (fd < 0)
		return err_errno(err, OPT_USAGE, "%s", path);
	done = read_all(fd, path, &text, err);
	close(fd);
	if (done == 0)
		done = conf_parse(set, path, buf_slice(&text), err);
	buf_clear(&text);
	return done;
}
