#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define EXIT_USAGE 2
#define PIECE 16384

/* Reads up to the end of the file. */
static int
read_all(int fd, const char *path, struct buf *b, struct err *err)
{
	for (;;) {
		char piece[PIECE];
		ssize_t n = read(fd, piece, sizeof(piece));

		if (n == 0)
			return 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, EXIT_USAGE, "%s", path);
		if (!buf_add(b, (struct slice){ piece, (size_t)n }))
			return err_set(err, EXIT_USAGE,
			    "%s: is longer than %zu bytes", path, b->max);
	}
}

int
file_read(const char *path, struct buf *b, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int status;

	if (fd < 0)
		return err_errno(err, EXIT_USAGE, "%s", path);
	status = read_all(fd, path, b, err);
	close(fd);
	return status;
}
