/*
 * ssed/config.h - the options and the files that they name, read together.
 *
 * Read once at the start, and once more for each reload: nothing of the one
 * that is in force is touched until the other is whole.
 */
#ifndef SSED_CONFIG_H
#define SSED_CONFIG_H

#include "api/registry.h"
#include "ssed/options.h"

struct ssed_config {
	int argc;
	char **argv; /* borrowed: main's */
	bool again;  /* files must be such that can be read once more */
	struct ssed_options options;
	struct opt_set set;
	struct api_registry *users, *topics; /* NULL: not given */
};

struct ssed_config *ssed_config_new(int argc, char **argv);
void ssed_config_free(struct ssed_config *c);

/* Reads argv, the environment and the file.  -1 with words. */
int ssed_config_read(struct ssed_config *c, struct err *err);

/* Reads the registries, too. */
int ssed_config_load(struct ssed_config *c, struct err *err);

#endif
