#include "api/gate.h"

#include <stdlib.h>

#include "api/problem.h"
#include "base/mem.h"

#define SHOWN_BYTES_MAX 64

/* The bound of one user, by name. */
struct bound {
	int64_t streams_max;
	size_t name_bytes;
	char name[];
};

struct api_gate {
	const struct api_registry *users, *topics;
	struct map bounds;
};

static struct slice
name_of(const void *item)
{
	const struct bound *bound = item;

	return (struct slice){ bound->name, bound->name_bytes };
}

struct api_gate *
api_gate_new(void)
{
	struct api_gate *gate = mem_new(sizeof(*gate));

	/* A file has as many sections as it may have. */
	map_init(&gate->bounds, name_of, SIZE_MAX);
	return gate;
}

static void
forget_bounds(struct api_gate *gate)
{
	struct bound *bound;

	for (size_t at = 0; (bound = map_next(&gate->bounds, &at)) != NULL;)
		free(bound);
	map_clear(&gate->bounds);
}

void
api_gate_free(struct api_gate *gate)
{
	if (gate == NULL)
		return;
	forget_bounds(gate);
	free(gate);
}

static void
add_bound(struct api_gate *gate, const struct api_gate_rule *rule)
{
	struct slice user = rule->user;
	struct bound *bound = mem_new(sizeof(*bound) + user.len);

	bound->streams_max = rule->streams_max;
	bound->name_bytes = user.len;
	memcpy(bound->name, user.ptr, user.len);
	map_add(&gate->bounds, bound);
}

void
api_gate_set(struct api_gate *gate, const struct api_gate_rules *rules)
{
	gate->users = rules->users;
	gate->topics = rules->topics;
	forget_bounds(gate);
	for (size_t i = 0; i < rules->count; i++)
		add_bound(gate, &rules->rules[i]);
}

int64_t
api_gate_user_max(const struct api_gate *gate, struct slice user)
{
	const struct bound *bound = map_find(&gate->bounds, user);

	return bound != NULL ? bound->streams_max : -1;
}

/* Returns as much of a name as fits a message, cut between characters. */
static struct slice
shown(struct slice name)
{
	size_t n = name.len < SHOWN_BYTES_MAX ? name.len : SHOWN_BYTES_MAX;

	while (n < name.len && n > 0 &&
	       ((unsigned char)name.ptr[n] & 0xC0) == 0x80)
		n--;
	return slice_take(name, n);
}

static int
check_user(const struct api_gate *gate, struct slice user, struct err *err)
{
	if (gate->users == NULL)
		return 0;
	if (user.len == 0)
		return err_set(err, API_UNKNOWN_USER,
		    "who follows here says who it is: user=NAME");
	if (api_registry_has(gate->users, user))
		return 0;
	return err_set(err, API_UNKNOWN_USER, "user '%.*s' is not registered",
	    SLICE_ARGS(shown(user)));
}

int
api_gate_check_topics(const struct api_gate *gate, const struct slice *patterns,
    size_t count, struct err *err)
{
	for (size_t i = 0; gate->topics != NULL && i < count; i++)
		if (!api_registry_meets(gate->topics, patterns[i]))
			return err_set(err, API_UNKNOWN_TOPIC,
			    "no topic is registered that '%.*s' names",
			    SLICE_ARGS(shown(patterns[i])));
	return 0;
}

int
api_gate_check(
    const struct api_gate *gate, const struct hub_start *start, struct err *err)
{
	if (check_user(gate, start->user, err) != 0)
		return -1;
	return api_gate_check_topics(
	    gate, start->select->patterns, start->select->count, err);
}
