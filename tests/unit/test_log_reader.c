/* Tests of log/reader.h. */
#include "log_cases.h"
#include "log_mirror.h"

static struct hub_log *
make_log(const struct hub_keep *keep)
{
	return mirror_new(keep);
}

int
main(void)
{
	return cmocka_run_group_tests(log_cases, NULL, NULL);
}
