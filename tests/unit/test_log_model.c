/* The memory log gives its readers what a model of it does. */
#define MODEL_RUNS 400

#include "log_model.h"

static struct hub_log *
make_log(const struct hub_keep *keep)
{
	return memory_log_new(keep);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reader_gets_what_the_rule_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
