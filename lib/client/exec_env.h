/*
 * client/exec_env.h - the environment of a command: ours, and an event.
 */
#ifndef CLIENT_EXEC_ENV_H
#define CLIENT_EXEC_ENV_H

#include "client/exec.h"

#define EXEC_ENV_OURS 4

struct exec_env {
	char **items; /* ends with NULL; those of the event are in own */
	char *own[EXEC_ENV_OURS];
};

/* A NUL, which only a topic and a type may hold, ends its variable. */
void exec_env_init(struct exec_env *env, const struct exec_event *e);
void exec_env_clear(struct exec_env *env);

#endif
