/*
 * api/gate.h - who may follow, what, and how often at once.
 *
 * Pure.  Where users are registered, only they may follow, and where topics
 * are, only those: api/registry.h.  What may be published is for the hub to
 * ask: hub/tune.h.  A user may have a bound of its own; streams are counted
 * for every user, so that a bound that comes later is right at once.
 */
#ifndef API_GATE_H
#define API_GATE_H

#include "api/registry.h"
#include "base/err.h"
#include "hub/hub.h"

struct api_gate;
struct api_guest; /* a user who has a stream, or a bound */

/* The bound of one user. */
struct api_gate_rule {
	struct slice user;
	int64_t streams_max;
};

/* What may change while streams are open; all but registries is copied. */
struct api_gate_rules {
	const struct api_registry *users, *topics; /* NULL: any */
	const struct api_gate_rule *rules;
	size_t count;
};

struct api_gate *api_gate_new(void);

/* All guests have left; NULL is nothing. */
void api_gate_free(struct api_gate *gate);

/* Takes other rules, which let everyone stay who is in. */
void api_gate_set(struct api_gate *gate, const struct api_gate_rules *rules);

/*
 * Counts a stream in.  *guest is NULL where it has no user.  -1 with words
 * and an enum api_code if it may not be: unknown-user, unknown-topic or
 * user-busy.
 */
int api_gate_enter(struct api_gate *gate, const struct hub_start *start,
    struct api_guest **guest, struct err *err);

/* -1 with words and unknown-topic if one of the patterns may not be. */
int api_gate_check_topics(const struct api_gate *gate,
    const struct slice *patterns, size_t count, struct err *err);

/* Counts it out; NULL is nothing. */
void api_gate_leave(struct api_guest *guest);

#endif
