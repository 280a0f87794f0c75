/*
 * ssed/sections.h - what a configuration file says of one topic or user.
 *
 *   [topic "news"]            keep, keep-bytes, keep-age
 *   [user "jack"]             max-streams
 */
#ifndef SSED_SECTIONS_H
#define SSED_SECTIONS_H

#include "base/opt_section.h"

/* Both begin as struct opt_title does; -1: as for all. */
struct ssed_topic_rule {
	const char *pattern;
	int64_t keep, keep_bytes, keep_age_ms;
};

struct ssed_user_rule {
	const char *user;
	int64_t streams_max;
};

struct ssed_sections {
	struct ssed_topic_rule topic; /* the one being read */
	struct ssed_user_rule user;
	struct opt topic_table[4], user_table[2];
	struct opt_section kinds[3];
};

/* Returns the kinds, for an opt_set.  They refer to s from here on. */
struct opt_section *ssed_sections_init(struct ssed_sections *s);

/* Returns the rules, in the order of the file, and how many they are. */
const struct ssed_topic_rule *ssed_topic_rules(
    const struct ssed_sections *s, size_t *count);
const struct ssed_user_rule *ssed_user_rules(
    const struct ssed_sections *s, size_t *count);

#endif
