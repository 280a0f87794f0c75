/*
 * api/gate.h - who may follow what, and how often at once.
 *
 * Pure.  Where users are registered, only they may follow, and where topics
 * are, only those: api/registry.h.  What may be published is for the hub to
 * ask: hub/tune.h.  A user may have a bound of its own.
 */
#ifndef API_GATE_H
#define API_GATE_H

#include "api/registry.h"
#include "base/err.h"
#include "hub/hub.h"

struct api_gate;

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

/* NULL is nothing. */
void api_gate_free(struct api_gate *gate);

/* Takes other rules, which let everyone stay who is in. */
void api_gate_set(struct api_gate *gate, const struct api_gate_rules *rules);

/*
 * -1 with words and an enum api_code if a stream may not be: unknown-user or
 * unknown-topic.
 */
int api_gate_check(const struct api_gate *gate, const struct hub_start *start,
    struct err *err);

/* The same of patterns alone. */
int api_gate_check_topics(const struct api_gate *gate,
    const struct slice *patterns, size_t count, struct err *err);

/* Returns how many streams a user may have; -1: it has no bound of its own. */
int64_t api_gate_user_max(const struct api_gate *gate, struct slice user);

#endif
