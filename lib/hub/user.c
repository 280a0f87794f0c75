#include "hub/user.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "hub/state.h"
#include "hub/stream.h"

#define STREAMS_MIN 2

static struct slice
user_key(const void *item)
{
	return hub_user_name(item);
}

void
hub_users_init(struct map *users, size_t max)
{
	map_init(users, user_key, max);
}

struct slice
hub_user_name(const struct hub_user *user)
{
	return (struct slice){ user->name, user->name_bytes };
}

struct hub_user *
hub_user_find(const struct hub *hub, struct slice name)
{
	return map_find(&hub->users, name);
}

struct hub_user *
hub_user_next(const struct hub *hub, size_t *at)
{
	return map_next(&hub->users, at);
}

static struct hub_user *
user_get(struct hub *hub, struct slice name)
{
	struct hub_user *user = hub_user_find(hub, name);

	if (user != NULL)
		return user;
	user = mem_new(sizeof(*user) + name.len);
	memcpy(user->name, name.ptr, name.len);
	user->name_bytes = (uint32_t)name.len;
	/* As large as the streams' maximum, so it cannot be full. */
	if (!map_add(&hub->users, user))
		mem_fail();
	return user;
}

void
hub_user_add(struct hub *hub, struct slice name, struct hub_stream *s)
{
	struct hub_user *user = user_get(hub, name);

	if (user->count == user->cap) {
		user->cap = user->cap > 0 ? user->cap * 2 : STREAMS_MIN;
		user->streams = mem_grow(
		    user->streams, user->cap, sizeof(struct hub_stream *));
	}
	s->user = user;
	s->user_at = user->count;
	user->streams[user->count++] = s;
}

void
hub_user_drop(struct hub *hub, struct hub_stream *s)
{
	struct hub_user *user = s->user;
	struct hub_stream *last;

	if (user == NULL)
		return;
	last = user->streams[--user->count];
	user->streams[s->user_at] = last;
	last->user_at = s->user_at;
	s->user = NULL;
	if (user->count > 0)
		return;
	map_take(&hub->users, hub_user_name(user));
	free(user->streams);
	free(user);
}
