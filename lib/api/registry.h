/*
 * api/registry.h - the users, or the topics, that there are: a name a line.
 *
 *   # a comment
 *   jack
 *   **                     (of topics: a pattern stands for all it matches)
 *
 * Pure.  Blank lines, and spaces around a name, are free; a name may stand
 * there twice.  At most API_REGISTRY_BYTES_MAX of text, with
 * API_REGISTRY_NAMES_MAX names and API_REGISTRY_PATTERNS_MAX patterns.
 *
 * A name is found by its hash.  Patterns are tried one by one, and what is
 * followed by a pattern is looked for among all names that begin as it does,
 * which is why those are sorted.
 */
#ifndef API_REGISTRY_H
#define API_REGISTRY_H

#include "base/err.h"
#include "base/map.h"
#include "hub/tune.h"

#define API_REGISTRY_BYTES_MAX (4 << 20)
#define API_REGISTRY_NAMES_MAX 100000
#define API_REGISTRY_PATTERNS_MAX 1000

enum api_registry_kind { API_REGISTRY_USERS, API_REGISTRY_TOPICS };

struct api_registry {
	struct hub_gate gate; /* first: the hub knows only this */
	enum api_registry_kind kind;
	char *text; /* what all names point into */
	struct slice *names, *patterns;
	size_t name_count, pattern_count;
	struct map by_name;
};

/*
 * Reads text; name stands for it in errors, which are as those of
 * base/conf.h.  Clear r after either.
 */
int api_registry_parse(struct api_registry *r, enum api_registry_kind kind,
    const char *name, struct slice text, struct err *err);
void api_registry_clear(struct api_registry *r);

/* Returns whether it names a user, or a topic by itself or by a pattern. */
bool api_registry_has(const struct api_registry *r, struct slice name);

/*
 * Returns whether a topic that it names can match a valid pattern.  Topics
 * below $ssed/ are always known.
 */
bool api_registry_meets(const struct api_registry *r, struct slice pattern);

#endif
