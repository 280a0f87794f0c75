#include "client/chance.h"

#include <sys/random.h>
#include <sys/types.h>

uint32_t
client_chance(void)
{
	uint32_t n = 0;
	ssize_t got = getrandom(&n, sizeof(n), GRND_NONBLOCK);

	return got == (ssize_t)sizeof(n) ? n : 0;
}
