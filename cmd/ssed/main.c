/* ssed - the hub daemon. */
#include "base/conf.h"
#include "base/log.h"
#include "common/cli.h"
#include "ssed/daemon.h"

static int
read_options(struct ssed_options *o, struct opt_set *set, int argc, char **argv,
    struct err *err)
{
	struct opt_operands operands;

	if (opt_parse_argv(set, argc, argv, &operands, err) != 0)
		return -1;
	if (operands.count > 0)
		return err_set(err, CLI_USAGE, "'%s': ssed takes no operands",
		    operands.items[0]);
	if (opt_parse_env(set, err) != 0)
		return -1;
	return o->config != NULL ? conf_read(set, o->config, err) : 0;
}

static int
run(const struct ssed_options *o)
{
	struct err err;
	int status;

	log_setup((enum log_level)o->log_level, (enum log_format)o->log_format);
	status = o->check ? daemon_check(o, &err) : daemon_serve(o, &err);
	return status == 0 ? 0 : cli_fail("ssed", &err);
}

int
main(int argc, char **argv)
{
	struct ssed_options o;
	struct opt_set set;
	struct err err;
	int status;

	cli_open_standard();
	ssed_options_init(&o, &set);
	if (read_options(&o, &set, argc, argv, &err) != 0)
		status = cli_fail(set.program, &err);
	else if (o.help)
		status = cli_print_doc(opt_doc_help, &set);
	else if (o.version)
		status = cli_print_version(set.program);
	else if (o.print_config)
		status = cli_print_doc(opt_doc_config, &set);
	else
		status = run(&o);
	opt_clear(&set);
	return status;
}
