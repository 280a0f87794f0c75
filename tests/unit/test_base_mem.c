/* Tests of base/mem.c: what is new is zeroed, whatever was there before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

static const size_t sizes[] = { 1, 24, 1023, 1024, 1025, 4096, 1 << 20 };

static void
new_memory_is_zeroed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (int round = 0; round < 8; round++) {
			char *p = mem_new(sizes[i]);

			for (size_t at = 0; at < sizes[i]; at++)
				assert_int_equal(p[at], 0);
			memset(p, 'x', sizes[i]);
			free(p);
		}
	}
}

static void
a_copy_ends_in_nul(void **state)
{
	char *copy = mem_copy((struct slice){ "abcdef", 3 });

	(void)state;
	assert_string_equal(copy, "abc");
	free(copy);
	copy = mem_copy(slice_empty());
	assert_string_equal(copy, "");
	free(copy);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_memory_is_zeroed),
		cmocka_unit_test(a_copy_ends_in_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
