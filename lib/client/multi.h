/*
 * client/multi.h - any number of exchanges at once, and one wait over all.
 *
 * libcurl's multi interface: connections are shared and stay open between
 * exchanges.  Nothing waits but multi_wait().
 */
#ifndef CLIENT_MULTI_H
#define CLIENT_MULTI_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MULTI_MORE_MAX 4

struct multi {
	CURLM *curl;
};

/* How an exchange ended: what its CURLOPT_PRIVATE points to. */
struct multi_result {
	bool is_over;
	CURLcode code;
};

/* What may end a wait, beside the exchanges. */
struct multi_until {
	int64_t ms;          /* from now on; below 0: 0 */
	int in_fd;           /* until this can be read; -1: none */
	int out_fd;          /* until whoever reads this leaves; -1: nobody */
	const int *more_fds; /* like in_fd */
	size_t more_count;   /* MULTI_MORE_MAX at most */
};

void multi_init(struct multi *m);

/* The exchanges have been taken out. */
void multi_clear(struct multi *m);

/* Does what can be done without waiting; fills in what ended. */
void multi_perform(struct multi *m);

/*
 * Waits until there is something to do, also where there is no exchange.
 * Returns false if whoever reads out_fd has left.
 */
bool multi_wait(struct multi *m, const struct multi_until *until);

#endif
