/*
 * bench/follower.h - the streams that are followed.
 */
#ifndef BENCH_FOLLOWER_H
#define BENCH_FOLLOWER_H

#include "load.h"

#define FOLLOWER_KEPT_BYTES 48 /* "data: " and what payload_get() reads */

struct follower {
	struct load_watch watch;
	uint32_t topic; /* LOAD_ALL_TOPICS */
	bool is_deaf, in_body;
	unsigned char head_match; /* how much of CR LF CR LF was seen */
	unsigned char kept_len;
	char kept[FOLLOWER_KEPT_BYTES]; /* start of an unfinished line */
	int64_t line_len;               /* of it, so far */
	struct ledger ledger;
};

#define LOAD_ALL_TOPICS UINT32_MAX

/* Opens all, and returns when each had the head of its answer. */
void follower_open_all(struct load *load);
void follower_close_all(struct load *load);

/* Opens one again whose stream ended, as if it was new. */
void follower_open_again(struct load *load, struct follower *f);

/* Returns how many events never came, by the publishers' own counts. */
int64_t follower_lost(const struct load *load, const struct follower *f);
int64_t follower_count_lost(const struct load *load);

#endif
