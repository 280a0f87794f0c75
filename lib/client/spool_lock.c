#include "client/spool_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>

#include "base/clock.h"

#define TRY_MS 2

static struct flock
of(short type, uint64_t at)
{
	return (struct flock){
		.l_type = type,
		.l_whence = SEEK_SET,
		.l_start = (off_t)at,
		.l_len = 1,
	};
}

bool
spool_lock_try(int fd, uint64_t at)
{
	struct flock lock = of(F_WRLCK, at);

	return fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

bool
spool_lock_wait(int fd, uint64_t at, int64_t ms)
{
	int64_t until_ms = clock_ms() + ms;

	while (!spool_lock_try(fd, at)) {
		if ((errno != EAGAIN && errno != EACCES && errno != EINTR) ||
		    clock_ms() >= until_ms)
			return false;
		poll(NULL, 0, TRY_MS); /* no lock ends a wait in time */
	}
	return true;
}

void
spool_lock_drop(int fd, uint64_t at)
{
	struct flock lock = of(F_UNLCK, at);

	fcntl(fd, F_OFD_SETLK, &lock);
}

bool
spool_lock_is_taken(int fd, uint64_t at)
{
	struct flock lock = of(F_WRLCK, at);

	return fcntl(fd, F_OFD_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
}
