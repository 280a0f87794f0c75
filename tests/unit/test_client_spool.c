/*
 * Tests of client/spool.h: what is put in comes out again, in order, until it
 * is dropped; whoever ended leaves it to the next.  Two spools in one process
 * are two processes to each other: locks are of open files.
 */
#include "spool_fixture.h"

static void
what_is_put_in_comes_out_in_order(void **state)
{
	struct spool s;

	(void)state;
	begin(&s);
	take(&s, "");
	assert_int_equal(s.stage, SPOOL_OWN);
	assert_int_equal(put(&s, "a"), 0);
	assert_int_equal(put(&s, "b"), 0);
	take(&s, "ab");
	/* What is taken out gets no more. */
	assert_int_equal(put(&s, "c"), 0);
	drop(&s);
	take(&s, "c");
	drop(&s);
	take(&s, "");
	spool_close(&s);
}

static void
who_ended_leaves_it_to_the_next(void **state)
{
	struct spool s;

	(void)state;
	begin(&s);
	assert_int_equal(put(&s, "a"), 0);
	spool_close(&s);
	begin(&s);
	assert_int_equal(put(&s, "b"), 0);
	take(&s, "a");
	spool_close(&s); /* not dropped: it is still there */
	begin(&s);
	assert_int_equal(put(&s, "c"), 0);
	take(&s, "a");
	drop(&s);
	take(&s, "b");
	drop(&s);
	take(&s, "c");
	drop(&s);
	take(&s, "");
	spool_close(&s);
}

static void
what_the_living_have_is_theirs(void **state)
{
	struct spool a, b;

	(void)state;
	begin(&a);
	take(&a, "");
	assert_int_equal(put(&a, "a"), 0);
	begin(&b);
	assert_int_equal(put(&b, "b"), 0);
	take(&b, "b");
	drop(&b);
	take(&b, "");
	take(&a, "a");
	spool_close(&a);
	spool_close(&b);
}

static void
one_sends_what_was_left_and_the_others_wait(void **state)
{
	struct spool a, b;

	(void)state;
	begin(&a);
	assert_int_equal(put(&a, "left"), 0);
	spool_close(&a);
	begin(&a);
	take(&a, "left");
	begin(&b);
	assert_int_equal(put(&b, "b"), 0);
	take(&b, "");
	assert_true(b.store.is_waiting);
	drop(&a);
	take(&b, "");
	take(&a, "");
	take(&b, "b");
	assert_false(b.store.is_waiting);
	spool_close(&a);
	spool_close(&b);
}

static void
what_is_there_is_for_one_hub(void **state)
{
	struct spool a, b;

	(void)state;
	begin(&a);
	assert_int_equal(put(&a, "a"), 0);
	assert_int_equal(open_for(&b, "http://other", 1 << 20), -1);
	spool_close(&b);
	spool_drop_own(&a);
	/* It is empty, so another may have it; then the first may not. */
	assert_int_equal(open_for(&b, "http://other", 1 << 20), 0);
	assert_int_equal(put(&b, "b"), 0);
	assert_int_equal(put(&a, "a"), STATUS_USAGE);
	spool_close(&a);
	spool_close(&b);
}

static void
what_does_not_fit_leaves_what_is_there(void **state)
{
	struct spool s;

	(void)state;
	assert_int_equal(open_for(&s, "http://hub", 60), 0);
	assert_int_equal(put(&s, "a"), 0);
	assert_int_equal(put(&s, "bbbbbbbbbbbbbbbbbbbb"), STATUS_WRITE);
	take(&s, "a");
	drop(&s);
	take(&s, "");
	spool_close(&s);
}

static void
a_run_of_any_length_is_found_again(void **state)
{
	struct spool s;

	(void)state;
	begin(&s);
	s.part = 99999999;
	s.first = s.part + 1;
	assert_int_equal(put(&s, "a"), 0);
	spool_close(&s);
	begin(&s);
	take(&s, "a");
	drop(&s);
	spool_close(&s);
}

/* It has a lower number than what is sent when it ends. */
static void
who_ends_while_another_sends_leaves_it_to_that(void **state)
{
	struct spool a, b;

	(void)state;
	begin(&a);
	assert_int_equal(put(&a, "a"), 0);
	begin(&b);
	assert_int_equal(put(&b, "b"), 0);
	spool_close(&b);
	begin(&b);
	take(&b, "b");
	spool_close(&a);
	drop(&b);
	take(&b, "a");
	drop(&b);
	take(&b, "");
	assert_int_equal(b.stage, SPOOL_OWN);
	spool_close(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_put_in_comes_out_in_order),
		TEST(who_ended_leaves_it_to_the_next),
		TEST(what_the_living_have_is_theirs),
		TEST(one_sends_what_was_left_and_the_others_wait),
		TEST(what_is_there_is_for_one_hub),
		TEST(what_does_not_fit_leaves_what_is_there),
		TEST(a_run_of_any_length_is_found_again),
		TEST(who_ends_while_another_sends_leaves_it_to_that),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
