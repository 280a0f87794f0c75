#include "api/gate.h"

#include <inttypes.h>
#include <stdlib.h>

#include "api/problem.h"
#include "base/mem.h"

#define SHOWN_BYTES_MAX 64

struct api_guest {
	struct api_gate *gate;
	size_t stream_count;
	int64_t streams_max; /* -1: no bound */
	size_t name_bytes;
	char name[];
};

struct api_gate {
	const struct api_registry *users, *topics;
	struct map guests; /* by name */
};

static struct slice
name_of(const void *item)
{
	const struct api_guest *guest = item;

	return (struct slice){ guest->name, guest->name_bytes };
}

struct api_gate *
api_gate_new(void)
{
	struct api_gate *gate = mem_new(sizeof(*gate));

	/* Bounded by streams, and the sections of a file. */
	map_init(&gate->guests, name_of, SIZE_MAX);
	return gate;
}

static struct api_guest *
guest_get(struct api_gate *gate, struct slice name)
{
	struct api_guest *guest = map_find(&gate->guests, name);

	if (guest != NULL)
		return guest;
	guest = mem_new(sizeof(*guest) + name.len);
	guest->gate = gate;
	guest->streams_max = -1;
	guest->name_bytes = name.len;
	memcpy(guest->name, name.ptr, name.len);
	map_add(&gate->guests, guest);
	return guest;
}

/* Forgets who has neither a stream nor a bound. */
static void
guest_drop(struct api_guest *guest)
{
	if (guest->stream_count > 0 || guest->streams_max >= 0)
		return;
	map_take(&guest->gate->guests, name_of(guest));
	free(guest);
}

/* Takes all bounds away. */
static void
forget_bounds(struct api_gate *gate)
{
	struct map old = gate->guests;
	struct api_guest *guest;

	map_init(&gate->guests, name_of, SIZE_MAX);
	for (size_t at = 0; (guest = map_next(&old, &at)) != NULL;) {
		guest->streams_max = -1;
		if (guest->stream_count > 0)
			map_add(&gate->guests, guest);
		else
			free(guest);
	}
	map_clear(&old);
}

void
api_gate_free(struct api_gate *gate)
{
	if (gate == NULL)
		return;
	forget_bounds(gate);
	map_clear(&gate->guests);
	free(gate);
}

void
api_gate_set(struct api_gate *gate, const struct api_gate_rules *rules)
{
	gate->users = rules->users;
	gate->topics = rules->topics;
	forget_bounds(gate);
	for (size_t i = 0; i < rules->count; i++)
		guest_get(gate, rules->rules[i].user)->streams_max =
		    rules->rules[i].streams_max;
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
api_gate_enter(struct api_gate *gate, const struct hub_start *start,
    struct api_guest **guest, struct err *err)
{
	int64_t max;

	*guest = NULL;
	if (check_user(gate, start->user, err) != 0 ||
	    api_gate_check_topics(
		gate, start->select->patterns, start->select->count, err) != 0)
		return -1;
	if (start->user.len == 0)
		return 0;
	*guest = guest_get(gate, start->user);
	max = (*guest)->streams_max;
	if (max >= 0 && (*guest)->stream_count >= (size_t)max) {
		*guest = NULL;
		return err_set(err, API_USER_BUSY,
		    "user '%.*s' has as many streams as there may be: %" PRId64,
		    SLICE_ARGS(shown(start->user)), max);
	}
	(*guest)->stream_count++;
	return 0;
}

void
api_gate_leave(struct api_guest *guest)
{
	if (guest == NULL)
		return;
	guest->stream_count--;
	guest_drop(guest);
}
