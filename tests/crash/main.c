/*
 * crash - kills a hub with a durable log, and checks that nothing is lost.
 *
 *   crash [-n ROUNDS] [-s SEED] SSED DIR [OPTION...]
 *
 * Runs SSED on a log in DIR with further options of its own: README.md says
 * what is done and checked.  Exits with 1 if anything was found, 2 if it could
 * not be tried.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/num.h"
#include "fail.h"
#include "round.h"

#define ROUNDS_OF_A_FILE 10

static void __attribute__((noreturn)) usage(void)
{
	fprintf(stderr,
	    "Usage: crash [-n ROUNDS] [-s SEED] SSED DIR [OPTION...]\n");
	exit(2);
}

static int64_t
number(const char *text)
{
	int64_t n;

	if (!num_parse(slice_of(text), &n))
		usage();
	return n;
}

static void
report(const struct round *r, int64_t rounds)
{
	uint64_t acked = 0, found = 0;

	for (unsigned i = 0; i < ROUND_PUBLISHERS; i++) {
		acked += r->publishers[i].acked;
		found += r->publishers[i].found;
	}
	printf("rounds=%lld killed=%llu early=%llu told=%llu acknowledged=%llu "
	       "kept=%llu duplicates=%llu\n",
	    (long long)rounds, (unsigned long long)r->killed,
	    (unsigned long long)r->killed_early, (unsigned long long)r->told,
	    (unsigned long long)acked, (unsigned long long)r->kept,
	    (unsigned long long)found);
}

static void
run(struct round *r, int64_t rounds)
{
	fail_context.seed = r->chance;
	fail_context.dir = r->victim.dir;
	printf("seed=%llu\n", (unsigned long long)fail_context.seed);
	fflush(stdout);
	round_init(r);
	for (int64_t i = 0; i < rounds; i++) {
		fail_context.round = (int)i + 1;
		if (i % ROUNDS_OF_A_FILE == 0)
			round_begin_file(r);
		if (i % (INT64_C(2) * ROUNDS_OF_A_FILE) == ROUNDS_OF_A_FILE)
			round_fill(r);
		round_run(r);
	}
	round_clear(r);
	report(r, rounds);
}

int
main(int argc, char **argv)
{
	static struct round round;
	int64_t rounds = 20, seed = -1;
	int opt;

	while ((opt = getopt(argc, argv, "+n:s:")) != -1) {
		if (opt == 'n')
			rounds = number(optarg);
		else if (opt == 's')
			seed = number(optarg);
		else
			usage();
	}
	if (argc - optind < 2 || argc - optind > 2 + VICTIM_OPTIONS_MAX)
		usage();
	if (seed < 0 && getrandom(&seed, 4, 0) == 4)
		seed &= UINT32_MAX;
	round.chance = (uint64_t)seed;
	round.victim.program = argv[optind];
	round.victim.dir = argv[optind + 1];
	round.victim.options = &argv[optind + 2];
	run(&round, rounds);
	return 0;
}
