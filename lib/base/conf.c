#include "base/conf.h"

#include <stdio.h>

#include "base/file.h"
#include "base/lines.h"
#include "base/opt_inner.h"
#include "base/opt_section.h"

#define FILE_MAX (1 << 20)
#define LINE_MAX_BYTES 4096

/* A file that is being read. */
struct reading {
	struct opt_set *set;
	struct opt_section *section; /* NULL: before the first */
};

static int
start_section(struct reading *r, struct slice line, struct err *err)
{
	if (r->set->sections == NULL)
		return err_set(err, OPT_USAGE, "sections are not known here");
	opt_section_end(r->section);
	r->section = NULL;
	return opt_section_begin(r->set, line, &r->section, err);
}

static int
set_line(struct reading *r, struct slice line, struct err *err)
{
	struct slice name, value;

	line = slice_trim(line);
	if (line.len == 0 || line.ptr[0] == '#')
		return 0;
	if (line.ptr[0] == '[')
		return start_section(r, line, err);
	if (!slice_has(line, '='))
		return err_set(err, OPT_USAGE, "is not 'key = value'");
	slice_cut(line, '=', &name, &value);
	name = slice_trim(name);
	value = slice_trim(value);
	if (r->section != NULL)
		return opt_section_set(r->set, r->section, name, value, err);
	return opt_set(r->set, name, value, OPT_FILE, err);
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
	struct reading r = { .set = set };
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
			done = set_line(&r, line, err);
	}
	if (done == 0 && lines_rest(&lines, &line))
		done = set_line(&r, line, err);
	if (done < 0)
		blame_line(err, name, lines.number);
	else
		opt_section_end(r.section);
	lines_clear(&lines);
	return done;
}

int
conf_read(struct opt_set *set, const char *path, struct err *err)
{
	struct buf text = BUF(FILE_MAX);
	int done = file_read(path, &text, err);

	if (done == 0)
		done = conf_parse(set, path, buf_slice(&text), err);
	buf_clear(&text);
	return done;
}
