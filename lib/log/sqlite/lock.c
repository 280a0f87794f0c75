#include "log/sqlite/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
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

/* Of a path that cannot be looked at nothing is known. */
static bool
is_gone(const struct stat *own, const char *path)
{
	struct stat there;

	if (stat(path, &there) != 0)
		return errno == ENOENT || errno == ENOTDIR;
	return there.st_dev != own->st_dev || there.st_ino != own->st_ino;
}

int
lock_check(int fd, const char *path, struct err *err)
{
	struct stat own;

	if (fstat(fd, &own) != 0)
		return 0;
	if (is_gone(&own, path))
		return err_set(err, 1, "it was removed or moved away");
	if (own.st_size == 0)
		return err_set(err, 1, "it was emptied");
	return 0;
}

/* SQLite keeps it for as long as a connection is open. */
int
lock_check_wal(struct lock_wal *wal, struct err *err)
{
	struct stat there;
	bool is_there = stat(wal->path, &there) == 0;

	if (!is_there && errno != ENOENT && errno != ENOTDIR)
		return 0;
	if (is_there && !wal->is_known) {
		wal->is_known = true;
		wal->dev = there.st_dev;
		wal->ino = there.st_ino;
	}
	if (!wal->is_known ||
	    (is_there && wal->dev == there.st_dev && wal->ino == there.st_ino))
		return 0;
	return err_set(err, 1,
	    "its -wal was removed or replaced; end ssed with SIGTERM, which "
	    "saves what was in it");
}

void
lock_close(int fd)
{
	if (fd >= 0)
		close(fd);
}
