/* The SQLite log keeps the contract of hub/log.h. */
#define MODEL_RUNS 8

#include "log_cases.h"
#include "log_file.h"
#include "log_model.h"

/* So few in memory that most is read from the file, or all that there are. */
static size_t recent_max = 4;

static struct hub_log *
make_log(const struct hub_keep *keep)
{
	remove_file();
	return open_file(keep, recent_max);
}

static int
read_from_memory(void **state)
{
	(void)state;
	recent_max = 1024;
	gives_forgotten = true;
	return 0;
}

int
main(void)
{
	const struct CMUnitTest model[] = {
		cmocka_unit_test(a_reader_gets_what_the_rule_says),
	};
	int failed;

	failed = cmocka_run_group_tests(log_cases, make_folder, NULL);
	failed += cmocka_run_group_tests(model, NULL, NULL);
	failed += cmocka_run_group_tests(log_cases, read_from_memory, NULL);
	failed += cmocka_run_group_tests(model, NULL, remove_folder);
	return failed;
}
