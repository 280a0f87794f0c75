/* Tests of api/gate.c: who may follow, what, and how often at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/gate.h"
#include "api/problem.h"

static struct err err;

/* Returns 0, or why user may not follow pattern. */
static int
enter(struct api_gate *gate, const char *user, const char *pattern)
{
	const struct slice patterns[] = { slice_of("known"),
		slice_of(pattern) };
	struct hub_select sel;
	struct hub_start start = { .select = &sel, .user = slice_of(user) };
	int status;

	assert_int_equal(hub_select_init(&sel, patterns, 2), HUB_SELECT_OK);
	status = api_gate_check(gate, &start, &err);
	hub_select_clear(&sel);
	return status == 0 ? 0 : err.code;
}

static void
set_max(struct api_gate *gate, const char *user, int64_t max)
{
	const struct api_gate_rule rule = { slice_of(user), max };
	const struct api_gate_rules rules = { .rules = &rule, .count = 1 };

	api_gate_set(gate, &rules);
}

static void
without_rules_everyone_follows_everything(void **state)
{
	struct api_gate *gate = api_gate_new();

	(void)state;
	assert_int_equal(enter(gate, "", "**"), 0);
	assert_int_equal(enter(gate, "x", "y"), 0);
	api_gate_free(gate);
	api_gate_free(NULL);
}

static void
registries_let_in_whom_and_what_they_name(void **state)
{
	struct api_gate *gate = api_gate_new();
	struct api_registry users, topics;
	const struct api_gate_rules rules = { .users = &users,
		.topics = &topics };

	(void)state;
	assert_int_equal(api_registry_parse(&users, API_REGISTRY_USERS, "f",
			     slice_of("jack"), &err),
	    0);
	assert_int_equal(api_registry_parse(&topics, API_REGISTRY_TOPICS, "f",
			     slice_of("known\na/**"), &err),
	    0);
	api_gate_set(gate, &rules);
	assert_int_equal(enter(gate, "jack", "a/b"), 0);
	assert_int_equal(enter(gate, "mary", "a/b"), API_UNKNOWN_USER);
	assert_string_equal(err.text, "user 'mary' is not registered");
	assert_int_equal(enter(gate, "", "a/b"), API_UNKNOWN_USER);
	assert_int_equal(enter(gate, "jack", "b"), API_UNKNOWN_TOPIC);
	assert_string_equal(err.text, "no topic is registered that 'b' names");
	api_gate_free(gate);
	api_registry_clear(&users);
	api_registry_clear(&topics);
}

static void
a_long_name_is_cut_between_characters(void **state)
{
	struct api_gate *gate = api_gate_new();
	struct api_registry users;
	const struct api_gate_rules rules = { .users = &users };
	char name[2 * 70 + 2] = "x";

	(void)state;
	for (size_t i = 0; i < 70; i++)
		memcpy(name + 1 + 2 * i, "\xC3\xA9", 3);
	assert_int_equal(api_registry_parse(&users, API_REGISTRY_USERS, "f",
			     slice_of("jack"), &err),
	    0);
	api_gate_set(gate, &rules);
	assert_int_equal(enter(gate, name, "a"), API_UNKNOWN_USER);
	assert_non_null(strstr(err.text, "\xA9' is"));
	api_gate_free(gate);
	api_registry_clear(&users);
}

static void
a_user_may_have_a_bound_of_its_own(void **state)
{
	struct api_gate *gate = api_gate_new();

	(void)state;
	set_max(gate, "jack", 2);
	assert_int_equal(api_gate_user_max(gate, slice_of("jack")), 2);
	assert_int_equal(api_gate_user_max(gate, slice_of("mary")), -1);
	set_max(gate, "mary", 0);
	assert_int_equal(api_gate_user_max(gate, slice_of("jack")), -1);
	assert_int_equal(api_gate_user_max(gate, slice_of("mary")), 0);
	api_gate_free(gate);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_rules_everyone_follows_everything),
		cmocka_unit_test(registries_let_in_whom_and_what_they_name),
		cmocka_unit_test(a_long_name_is_cut_between_characters),
		cmocka_unit_test(a_user_may_have_a_bound_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
