/* ssed - the hub daemon. */
#include <string.h>

#include "base/log.h"
#include "common/cli.h"
#include "ssed/daemon.h"
#include "ssed/log_tool.h"

static int
run(struct ssed_config *c)
{
	const struct ssed_options *o = &c->options;
	struct err err;
	int status;

	log_setup((enum log_level)o->log_level, (enum log_format)o->log_format);
	status = ssed_config_load(c, &err);
	if (status == 0)
		status =
		    o->check ? daemon_check(o, &err) : daemon_serve(c, &err);
	return status == 0 ? 0 : cli_fail("ssed", &err);
}

int
main(int argc, char **argv)
{
	struct ssed_config *c;
	struct err err;
	int status;

	cli_open_standard();
	if (argc > 1 && strcmp(argv[1], "log") == 0)
		return log_tool_run(argc - 1, argv + 1);
	c = ssed_config_new(argc, argv);
	if (ssed_config_read(c, &err) != 0)
		status = cli_fail(c->set.program, &err);
	else if (c->options.help)
		status = cli_print_doc(opt_doc_help, &c->set);
	else if (c->options.version)
		status = cli_print_version(c->set.program);
	else if (c->options.print_config)
		status = cli_print_doc(opt_doc_config, &c->set);
	else
		status = run(c);
	ssed_config_free(c);
	return status;
}
