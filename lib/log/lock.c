#include "log/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Beyond the last byte that SQLite locks: 0x40000000 + 512. */
#define LOCK_BYTE 0x40000400

/* What is published may be anybody's business, but that is not ours to say. */
#define FILE_MODE 0600

int
lock_open(const char *path, struct err *err)
{
	struct flock lock = {
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = LOCK_BYTE,
		.l_len = 1,
	};
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);

	if (fd < 0)
		return err_errno(err, 1, "%s", path);
	if (fcntl(fd, F_OFD_SETLK, &lock) == 0)
		return fd;
	if (errno == EAGAIN || errno == EACCES)
		err_set(err, 1, "%s: another process has it", path);
	else
		err_errno(err, 1, "%s: no lock", path);
	close(fd);
	return -1;
}

void
lock_close(int fd)
{
	if (fd >= 0)
		close(fd);
}
