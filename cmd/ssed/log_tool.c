#include "ssed/log_tool.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/json_member.h"
#include "common/cli.h"
#include "log/sqlite/check.h"
#include "log/sqlite/dump.h"
#include "ssed/hublog.h"
#include "ssed/log_import.h"

#define EXIT_NOT_WHOLE 1
#define PROGRAM "ssed log"

/* What one of the commands is told. */
struct tool {
	bool help;
	struct opt table[2];
	struct opt_set set;
	const char *path;
};

static int on_check(const struct tool *t);
static int on_export(const struct tool *t);
static int on_import(const struct tool *t);

static const struct command {
	const char *name, *program, *summary, *examples;
	int (*run)(const struct tool *t);
} commands[] = {
	{ "check", PROGRAM " check",
	    "Say whether a log is whole, and how much it holds.",
	    "  ssed log check /var/lib/ssed/log.db && echo well\n", on_check },
	{ "export", PROGRAM " export",
	    "Print the events of a log as lines of JSON, the oldest first.",
	    "  ssed log export log.db | gzip >log.ndjson.gz\n"
	    "  ssed log export log.db | jq -r 'select(.topic==\"a\").data'\n",
	    on_export },
	{ "import", PROGRAM " import",
	    "Put lines of JSON, as export prints them, into a log.",
	    "  zcat log.ndjson.gz | ssed log import new.db\n", on_import },
	{ NULL, PROGRAM, "Look after a log that is a file.",
	    "  ssed log export old.db | ssed log import new.db\n", NULL },
};

/* Prints a finding, or what else is to be said. */
static void
say(const struct tool *t, const char *text)
{
	fprintf(stderr, "%s: %s\n", t->set.program, text);
}

/* What could not be written to a reader who left, needs no word. */
static int
fail_output(const struct tool *t, int number)
{
	struct err err;

	if (number == EPIPE)
		return CLI_WRITE;
	errno = number;
	err_errno(&err, CLI_WRITE, "standard output");
	return cli_fail(t->set.program, &err);
}

struct checking {
	struct check check; /* first */
	const struct tool *tool;
};

static void
on_finding(struct check *c, const char *text)
{
	say(((struct checking *)c)->tool, text);
}

static void
print_sums(const struct check *c)
{
	struct buf text = BUF(4096);

	buf_add_char(&text, '{');
	json_member_number(&text, "events", c->events);
	json_member_number(&text, "topics", c->topics);
	json_member_number(&text, "forgotten", c->forgotten);
	json_member_string(&text, "newest", slice_of(c->newest));
	json_member_number(&text, "bytes", c->bytes);
	buf_add(&text, slice_of("}\n"));
	fwrite(text.ptr, 1, text.len, stdout);
	buf_clear(&text);
}

static int
on_check(const struct tool *t)
{
	struct checking c = {
		.check = { .path = t->path, .on_finding = on_finding },
		.tool = t,
	};
	struct err err;

	if (check_run(&c.check, &err) != 0)
		return cli_fail(t->set.program, &err);
	if (c.check.finding_count > CHECK_FINDINGS_MAX)
		say(t, "... and more");
	if (c.check.is_counted)
		print_sums(&c.check);
	if (fflush(stdout) != 0)
		return fail_output(t, errno);
	return c.check.finding_count > 0 ? EXIT_NOT_WHOLE : 0;
}

struct exporting {
	struct dump dump; /* first */
	int error;        /* that writing failed with; 0: it did not */
};

static bool
on_line(struct dump *d, struct slice line)
{
	struct exporting *e = (struct exporting *)d;

	if (fwrite(line.ptr, 1, line.len, stdout) != line.len)
		e->error = errno;
	return e->error == 0;
}

static int
on_export(const struct tool *t)
{
	struct exporting e = {
		.dump = { .path = t->path, .on_line = on_line },
	};
	struct err err;

	int status = dump_run(&e.dump, &err);

	if (e.error == 0 && fflush(stdout) != 0)
		e.error = errno;
	if (status != 0)
		return cli_fail(t->set.program, &err);
	return e.error == 0 ? 0 : fail_output(t, e.error);
}

static int
on_import(const struct tool *t)
{
	struct log_import in = { .program = t->set.program, .path = t->path };
	struct err err;
	int status = log_import_run(&in, &err);

	if (status != 0)
		status = cli_fail(t->set.program, &err);
	else if (in.refused > 0)
		status = EXIT_NOT_WHOLE;
	printf("{\"imported\":%" PRId64 ",\"duplicates\":%" PRId64
	       ",\"refused\":%" PRId64 "}\n",
	    in.imported, in.duplicates, in.refused);
	return fflush(stdout) == 0 ? status : fail_output(t, errno);
}

/* Returns the command of that name, or the last row. */
static const struct command *
find_command(const char *name)
{
	const struct command *c = commands;

	while (c->name != NULL && (name == NULL || strcmp(c->name, name) != 0))
		c++;
	return c;
}

static void
tool_init(struct tool *t, const struct command *c)
{
	const struct opt help = { "help", 'h', OPT_FLAG, &t->help,
		.argv_only = true, .text = "print this, and exit" };

	*t = (struct tool){ .table = { help } };
	t->set = (struct opt_set){
		.program = c->program,
		.usage = c->name != NULL ? "PATH"
					 : "check PATH\nexport PATH >FILE\n"
					   "import PATH <FILE",
		.summary = c->summary,
		.arg_type = "file",
		.table = t->table,
		.examples = c->examples,
	};
}

/* Reads what stands behind the command's name. */
static int
read_args(struct tool *t, const struct command *c, int argc, char **argv,
    struct err *err)
{
	struct opt_operands operands;

	if (opt_parse_argv(&t->set, argc, argv, &operands, err) != 0)
		return -1;
	if (t->help)
		return 0;
	if (c->name == NULL && operands.count > 0)
		return err_set(err, CLI_USAGE,
		    "'%s': there are check, export and import",
		    operands.items[0]);
	if (c->name == NULL)
		return err_set(err, CLI_USAGE,
		    "nothing to do: there are check, export and import");
	if (operands.count != 1)
		return err_set(err, CLI_USAGE, "the path of one log is wanted");
	t->path = hublog_path(operands.items[0]);
	/* As --log has it: these are names of SQLite's for what is no file. */
	if (t->path[0] == '\0' || t->path[0] == ':')
		return err_set(
		    err, CLI_USAGE, "'%s' is no log", operands.items[0]);
	return 0;
}

int
log_tool_run(int argc, char **argv)
{
	const struct command *c = find_command(argc > 1 ? argv[1] : NULL);
	int skipped = c->name != NULL ? 1 : 0;
	struct tool t;
	struct err err;
	int status;

	signal(SIGPIPE, SIG_IGN);
	tool_init(&t, c);
	if (read_args(&t, c, argc - skipped, argv + skipped, &err) != 0)
		status = cli_fail(t.set.program, &err);
	else if (t.help)
		status = cli_print_doc(opt_doc_help, &t.set);
	else
		status = c->run(&t);
	opt_clear(&t.set);
	return status;
}
