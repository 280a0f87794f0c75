#include "client/exec_env.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

static const char *const names[EXEC_ENV_OURS] = {
	"SSE_EVENT=",
	"SSE_ID=",
	"SSE_TOPIC=",
	"SSE_URL=",
};

static bool
is_ours(const char *item)
{
	for (size_t i = 0; i < EXEC_ENV_OURS; i++)
		if (slice_starts(slice_of(item), names[i]))
			return true;
	return false;
}

static char *
new_item(const char *name, struct slice value)
{
	size_t len = strlen(name);
	char *item = mem_new(len + value.len + 1);

	mempcpy(mempcpy(item, name, len), value.ptr, value.len);
	return item;
}

void
exec_env_init(struct exec_env *env, const struct exec_event *e)
{
	const struct slice values[EXEC_ENV_OURS] = { e->ev->type, e->ev->id,
		e->ev->topic, e->url };
	size_t count = 0;

	for (char **item = environ; *item != NULL; item++)
		count++;
	env->items = mem_new((count + EXEC_ENV_OURS + 1) * sizeof(char *));
	count = 0;
	for (char **item = environ; *item != NULL; item++)
		if (!is_ours(*item))
			env->items[count++] = *item;
	for (size_t i = 0; i < EXEC_ENV_OURS; i++) {
		env->own[i] = new_item(names[i], values[i]);
		env->items[count++] = env->own[i];
	}
}

void
exec_env_clear(struct exec_env *env)
{
	for (size_t i = 0; i < EXEC_ENV_OURS; i++)
		free(env->own[i]);
	free(env->items);
	env->items = NULL;
}
