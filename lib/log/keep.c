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
keep_set(struct keep *k, const struct memory_keep *all,
    const struct memory_rule *rules, size_t count)
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

const struct memory_keep *
keep_find(const struct keep *k, struct slice topic)
{
	for (size_t i = 0; i < k->count; i++)
		if (hub_pattern_matches(k->rules[i].pattern, topic))
			return &k->rules[i].keep;
	return &k->all;
}
