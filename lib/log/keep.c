#include "log/keep.h"

#include <stdlib.h>

#include "base/mem.h"
#include "hub/pattern.h"

void
keep_clear(struct keep *k)
{
	for (size_t i = 0; i < k->count; i++)
		free((char *)k->rules[i].pattern.ptr);
	free(k->rules);
	*k = (struct keep){ 0 };
}

void
keep_set(struct keep *k, const struct hub_keep *all,
    const struct hub_keep_rule *rules, size_t count)
{
	keep_clear(k);
	k->all = *all;
	k->rules = mem_new(count * sizeof(*rules) + 1);
	k->count = count;
	for (size_t i = 0; i < count; i++) {
		k->rules[i] = rules[i];
		k->rules[i].pattern.ptr = mem_copy(rules[i].pattern);
		if (rules[i].keep.age_ms != all->age_ms)
			k->differs_in_age = true;
	}
}

const struct hub_keep *
keep_find(const struct keep *k, struct slice topic)
{
	for (size_t i = 0; i < k->count; i++)
		if (hub_pattern_matches(k->rules[i].pattern, topic))
			return &k->rules[i].keep;
	return &k->all;
}

int64_t
keep_cost(const struct hub_event *ev)
{
	const struct hub_extra *extra = ev->extra;
	size_t bytes = sizeof(*ev) + 2 * ev->frame.len + 128;

	if (extra != NULL)
		bytes += sizeof(*extra) + extra->to.len + extra->copy.len +
			 extra->from.len + extra->re.len + extra->also.len +
			 128;
	return (int64_t)bytes;
}
