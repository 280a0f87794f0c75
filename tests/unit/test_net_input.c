/*
 * Tests of net/input.c: what is held is left where it is, and comes when it is
 * not held any more, in order and to its end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "net/input.h"

#define TURNS_MAX 50

static struct {
	struct net_loop loop;
	struct net_input in;
	struct buf got;
	int turns, held_turns;
	bool is_over;
} fx;

static void
on_bytes(struct net_input *in, struct slice bytes)
{
	assert_false(in->is_held);
	buf_add(&fx.got, bytes);
	/* Whoever takes them has enough for now. */
	net_input_hold(in, true);
	fx.held_turns = 0;
}

static void
on_end(struct net_input *in, int error)
{
	assert_false(in->is_held);
	assert_int_equal(error, 0);
	assert_false(in->is_open);
	fx.is_over = true;
}

/* Lets it go on after some turns; the end stops the loop. */
static void
on_turn(struct net_loop *loop)
{
	if (++fx.held_turns == 3)
		net_input_hold(&fx.in, false);
	loop->again = true;
	loop->stop = fx.is_over || ++fx.turns == TURNS_MAX;
}

static void
on_second(struct net_loop *loop)
{
	(void)loop;
}

static void
read_all(int fd, size_t size)
{
	memset(&fx, 0, sizeof(fx));
	buf_init(&fx.got, 1 << 20);
	net_loop_init(&fx.loop);
	fx.loop.on_turn = on_turn;
	fx.loop.on_second = on_second;
	fx.in.loop = &fx.loop;
	fx.in.fd = fd;
	fx.in.on_bytes = on_bytes;
	fx.in.on_end = on_end;
	net_input_open(&fx.in);
	net_loop_run(&fx.loop);
	assert_true(fx.is_over);
	assert_int_equal(fx.got.len, size);
	for (size_t i = 0; i < size; i++)
		assert_int_equal((unsigned char)fx.got.ptr[i], i / 256 % 256);
	/* Harmless when it is closed. */
	net_input_hold(&fx.in, true);
	net_input_hold(&fx.in, false);
	net_input_close(&fx.in);
	net_loop_clear(&fx.loop);
	buf_clear(&fx.got);
}

static void
fill(int fd, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		const unsigned char byte = (unsigned char)(i / 256);

		assert_int_equal(write(fd, &byte, 1), 1);
	}
}

static void
a_pipe_is_held(void **state)
{
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	fill(fds[1], 60000);
	close(fds[1]);
	read_all(fds[0], 60000);
	close(fds[0]);
}

static void
a_file_is_held(void **state)
{
	FILE *file = tmpfile();

	(void)state;
	assert_non_null(file);
	fill(fileno(file), 200000);
	lseek(fileno(file), 0, SEEK_SET);
	read_all(fileno(file), 200000);
	fclose(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pipe_is_held),
		cmocka_unit_test(a_file_is_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
