#include "ssed/config.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/conf.h"
#include "base/file.h"
#include "base/mem.h"

#define EXIT_USAGE 2

struct ssed_config *
ssed_config_new(int argc, char **argv)
{
	struct ssed_config *c = mem_new(sizeof(*c));

	c->argc = argc;
	c->argv = argv;
	ssed_options_init(&c->options, &c->set);
	return c;
}

static void
free_registry(struct api_registry *r)
{
	if (r == NULL)
		return;
	api_registry_clear(r);
	free(r);
}

void
ssed_config_free(struct ssed_config *c)
{
	if (c == NULL)
		return;
	free_registry(c->users);
	free_registry(c->topics);
	opt_clear(&c->set);
	free(c);
}

/* What was a pipe is empty by now, or would keep the loop waiting. */
static int
check_file(const struct ssed_config *c, const char *path, struct err *err)
{
	struct stat st;

	if (!c->again || stat(path, &st) != 0 || S_ISREG(st.st_mode))
		return 0; /* that there is none, its reader says */
	return err_set(
	    err, EXIT_USAGE, "%s: is no file that can be read again", path);
}

int
ssed_config_read(struct ssed_config *c, struct err *err)
{
	struct opt_operands operands;

	if (opt_parse_argv(&c->set, c->argc, c->argv, &operands, err) != 0)
		return -1;
	if (operands.count > 0)
		return err_set(err, EXIT_USAGE, "'%s': ssed takes no operands",
		    operands.items[0]);
	if (opt_parse_env(&c->set, err) != 0)
		return -1;
	if (c->options.config == NULL)
		return 0;
	if (check_file(c, c->options.config, err) != 0)
		return -1;
	return conf_read(&c->set, c->options.config, err);
}

/* Reads one; a path that is not given names none. */
static int
load(const struct ssed_config *c, enum api_registry_kind kind, const char *path,
    struct api_registry **r, struct err *err)
{
	struct buf text = BUF(API_REGISTRY_BYTES_MAX);
	int status;

	if (path == NULL)
		return 0;
	if (check_file(c, path, err) != 0)
		return -1;
	*r = mem_new(sizeof(**r));
	status = file_read(path, &text, err);
	if (status == 0)
		status =
		    api_registry_parse(*r, kind, path, buf_slice(&text), err);
	buf_clear(&text);
	return status;
}

int
ssed_config_load(struct ssed_config *c, struct err *err)
{
	const struct ssed_options *o = &c->options;

	if (load(c, API_REGISTRY_USERS, o->users, &c->users, err) != 0)
		return -1;
	return load(c, API_REGISTRY_TOPICS, o->topics, &c->topics, err);
}
