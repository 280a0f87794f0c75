#include "client/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "client/status.h"

#define CHUNK_BYTES (64 << 10)

ssize_t
input_read(int fd, char *bytes, size_t size)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	ssize_t n;

	while ((n = read(fd, bytes, size)) < 0) {
		if (errno == EAGAIN)
			poll(&p, 1, -1); /* not our setting: it is shared */
		else if (errno != EINTR)
			break;
	}
	return n;
}

ssize_t
input_read_now(int fd, char *bytes, size_t size)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	ssize_t n;

	if (poll(&p, 1, 0) <= 0) {
		errno = EAGAIN;
		return -1;
	}
	n = read(fd, bytes, size);
	if (n < 0 && errno == EINTR)
		errno = EAGAIN;
	return n;
}

int
input_read_fd(struct buf *b, int fd, const char *name, struct err *err)
{
	for (;;) {
		char *room = buf_reserve(b, CHUNK_BYTES);
		ssize_t n;

		if (room == NULL)
			return err_set(err, STATUS_USAGE,
			    "%s: longer than %d MiB", name,
			    INPUT_BYTES_MAX >> 20);
		n = input_read(fd, room, CHUNK_BYTES);
		if (n == 0)
			return 0;
		if (n < 0)
			return err_errno(err, STATUS_USAGE, "%s", name);
		b->len += (size_t)n;
	}
}

int
input_read_file(struct buf *b, const char *path, struct err *err)
{
	int fd, status;

	if (slice_is(slice_of(path), "-"))
		return input_read_fd(b, STDIN_FILENO, "standard input", err);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, STATUS_USAGE, "%s", path);
	status = input_read_fd(b, fd, path, err);
	close(fd);
	return status;
}

int
input_read_arg(struct buf *b, const char *arg, struct err *err)
{
	if (arg == NULL)
		return 0;
	if (arg[0] == '@')
		return input_read_file(b, arg + 1, err);
	if (buf_add(b, slice_of(arg)))
		return 0;
	return err_set(err, STATUS_USAGE, "the data is too long");
}
