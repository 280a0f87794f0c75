/*
 * bench/load.h - a load on a hub: followers, publishers, and what they saw.
 *
 * One process, one epoll.  Topics are PREFIX00000 and on; a publisher goes
 * round them, follower i follows topic i modulo their number, a pattern
 * follower all of them.
 */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "hist.h"
#include "ledger.h"
#include "load_options.h"

#define LOAD_TOPIC_DIGITS 5
#define LOAD_INPUT_BYTES (256 << 10)

struct load;
struct follower;

/* What epoll hands back: the first member of what is waited for. */
struct load_watch {
	int fd;
	void (*on_ready)(
	    struct load *load, struct load_watch *w, uint32_t events);
};

struct load {
	struct load_options o;
	int epoll;
	char input[LOAD_INPUT_BYTES];

	struct follower *followers;
	uint32_t follower_count; /* of those, hearing come first */
	uint32_t hearing, opened, closed;
	uint32_t *fan; /* by topic: how many hear it */
	/* A stream ended; NULL: none is to. */
	void (*on_end)(struct load *load, struct follower *f);

	struct publisher *publishers;
	struct publisher **idle; /* a ring of those that may publish */
	uint32_t idle_from, idle_count;

	bool is_publishing;
	bool is_broken; /* a publisher was refused, or lost its connection */
	int64_t started_ns;
	int64_t published, events_max, expected;
	int64_t first_seen_ns, last_seen_ns;
	struct ledger_totals totals;
	struct hist latency;
};

/* Opens the epoll, and raises the limit of descriptors. */
void load_init(struct load *load, const struct load_options *o);
void load_clear(struct load *load);

/* Waits for what is ready, at most so long, and lets it act. */
void load_turn(struct load *load, int timeout_ms);

/* Turns for so long. */
void load_settle(struct load *load, int64_t ms);

void load_watch(struct load *load, struct load_watch *w, uint32_t events);
void load_rewatch(struct load *load, struct load_watch *w, uint32_t events);

void load_unwatch(struct load *load, const struct load_watch *w);

/* Returns a socket that is connected to the hub; index picks the source. */
int load_connect(const struct load *load, uint32_t index, int receive_bytes);

/* Ends the program: what failed, and errno. */
void load_fail(const char *what) __attribute__((noreturn));

#endif
