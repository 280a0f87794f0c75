/*
 * net/input.h - reads a descriptor that is not ours: standard input.
 *
 * Pipes, terminals and sockets are read when they are ready; a file, which
 * epoll refuses, a piece each turn.  The descriptor's flags stay as they
 * are, since others may share it.
 */
#ifndef NET_INPUT_H
#define NET_INPUT_H

#include "base/slice.h"
#include "net/loop.h"

struct net_input {
	struct net_loop *loop;
	struct event event;
	int fd;
	bool is_file;
	bool is_open;
	bool is_held;
	/* bytes are borrowed until it returns. */
	void (*on_bytes)(struct net_input *in, struct slice bytes);
	/* The input ended; error is 0, or what reading failed with. */
	void (*on_end)(struct net_input *in, int error);
};

/* The caller has set loop, fd, on_bytes and on_end. */
void net_input_open(struct net_input *in);

/* Whether it is not to be read for now: what comes waits outside. */
void net_input_hold(struct net_input *in, bool held);

/* Reads no more; the descriptor stays open. */
void net_input_close(struct net_input *in);

#endif
