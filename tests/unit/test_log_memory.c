/* The memory log keeps the contract of hub/log.h. */
#include "log_cases.h"

static struct hub_log *
make_log(const struct memory_keep *keep)
{
	return memory_log_new(keep);
}

int
main(void)
{
	return cmocka_run_group_tests(log_cases, NULL, NULL);
}
