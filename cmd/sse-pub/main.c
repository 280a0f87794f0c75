/* sse-pub - publishes events to a hub. */
#include <curl/curl.h>

#include "client/command_signals.h"
#include "common/cli.h"
#include "sse-pub/pub.h"

static int
read_options(struct pub_options *o, struct opt_set *set, int argc, char **argv,
    struct err *err)
{
	if (opt_parse_argv(set, argc, argv, &o->operands, err) != 0)
		return -1;
	return opt_parse_env(set, err);
}

static int
run(const struct pub_options *o)
{
	struct err err;
	int status = 0;

	if (pub_check(o, &err) != 0)
		return cli_fail("sse-pub", &err);
	command_signals_ignore_pipe();
	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (pub_run(o, &err) != 0)
		status = cli_tell("sse-pub", &err);
	curl_global_cleanup();
	return status;
}

int
main(int argc, char **argv)
{
	struct pub_options o;
	struct opt_set set;
	struct err err;
	int status;

	cli_open_standard();
	pub_options_init(&o, &set);
	if (read_options(&o, &set, argc, argv, &err) != 0)
		status = cli_fail(set.program, &err);
	else if (o.help)
		status = cli_print_doc(opt_doc_help, &set);
	else if (o.version)
		status = cli_print_version(set.program);
	else
		status = run(&o);
	opt_clear(&set);
	return status;
}
