/* sse-cat - prints the events of a stream. */
#include <curl/curl.h>
#include <signal.h>

#include "common/cli.h"
#include "sse-cat/cat.h"

static int
run(const struct cat_options *o, const struct opt_operands *operands)
{
	struct err err;
	int status = 0;

	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (cat_run(o, operands, &err) != 0)
		status = err.code;
	if (status != 0 && err.text[0] != '\0' && !o->silent)
		cli_fail("sse-cat", &err);
	curl_global_cleanup();
	return status;
}

int
main(int argc, char **argv)
{
	struct cat_options o;
	struct opt_set set;
	struct opt_operands operands;
	struct err err;
	int status;

	cli_open_standard();
	cat_options_init(&o, &set);
	if (opt_parse_argv(&set, argc, argv, &operands, &err) != 0)
		status = cli_fail(set.program, &err);
	else if (o.help)
		status = cli_print_doc(opt_doc_help, &set);
	else if (o.version)
		status = cli_print_version(set.program);
	else
		status = run(&o, &operands);
	opt_clear(&set);
	return status;
}
