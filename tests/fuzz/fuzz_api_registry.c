/*
 * A question on the first line, a registry below: what is known is so by a
 * line of it, whichever way it is looked for.
 */
#include <stdint.h>
#include <stdlib.h>

#include "api/registry.h"
#include "hub/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* Returns whether one of the names or patterns would do, by brute force. */
static bool
is_met(const struct api_registry *r, struct slice asked)
{
	if (slice_starts(asked, "$ssed/"))
		return true;
	for (size_t i = 0; i < r->name_count; i++)
		if (hub_pattern_meets(r->names[i], asked))
			return true;
	for (size_t i = 0; i < r->pattern_count; i++)
		if (hub_pattern_meets(r->patterns[i], asked))
			return true;
	return false;
}

static void
check_topics(const struct api_registry *r, struct slice asked)
{
	if (!hub_pattern_is_valid(asked))
		return;
	must(api_registry_meets(r, asked) == is_met(r, asked));
	if (!hub_pattern_is_wild(asked))
		must(api_registry_has(r, asked) == is_met(r, asked));
	for (size_t i = 0; i < r->name_count; i++)
		must(hub_pattern_matches(asked, r->names[i]) ==
		     hub_pattern_meets(asked, r->names[i]));
}

static void
check(enum api_registry_kind kind, struct slice asked, struct slice text)
{
	struct api_registry r;
	struct err err;

	if (api_registry_parse(&r, kind, "f", text, &err) != 0) {
		must(strncmp(err.text, "f:", 2) == 0);
		must(strpbrk(err.text, "\r\n") == NULL);
	} else {
		for (size_t i = 0; i < r.name_count; i++)
			must(api_registry_has(&r, r.names[i]));
		if (kind == API_REGISTRY_TOPICS)
			check_topics(&r, asked);
	}
	api_registry_clear(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = { (const char *)data, size }, asked, text;

	if (size == 0)
		return 0;
	slice_cut(in, '\n', &asked, &text);
	check(API_REGISTRY_USERS, asked, text);
	check(API_REGISTRY_TOPICS, asked, text);
	return 0;
}
