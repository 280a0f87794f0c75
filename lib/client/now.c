#include "client/now.h"

#include <sys/random.h>
#include <sys/types.h>
#include <time.h>

int64_t
client_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t
client_unix_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

uint32_t
client_chance(void)
{
	uint32_t n = 0;
	ssize_t got = getrandom(&n, sizeof(n), GRND_NONBLOCK);

	return got == (ssize_t)sizeof(n) ? n : 0;
}
