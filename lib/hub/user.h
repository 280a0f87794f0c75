/*
 * hub/user.h - users who are here, each with all of its streams.
 *
 * A user is here while it has a stream, and forgotten with the last.
 */
#ifndef HUB_USER_H
#define HUB_USER_H

#include <stdint.h>

#include "base/map.h"
#include "base/slice.h"

struct hub;
struct hub_stream;

struct hub_user {
	struct hub_stream **streams; /* in no order */
	uint32_t count, cap;
	uint32_t name_bytes;
	char name[];
};

void hub_users_init(struct map *users, size_t max);

/* Returns the user of that name, NULL if it is not here. */
struct hub_user *hub_user_find(const struct hub *hub, struct slice name);

/* Walks all users, as map_next() does. */
struct hub_user *hub_user_next(const struct hub *hub, size_t *at);

struct slice hub_user_name(const struct hub_user *user);

/* s is a stream of that user, from now on or no longer. */
void hub_user_add(struct hub *hub, struct slice name, struct hub_stream *s);
void hub_user_drop(struct hub *hub, struct hub_stream *s);

#endif
