#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXIT_USAGE 2
#define PIECE 16384
#define LINKS_MAX 40 /* as Linux has it */

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

bool
file_write_all(int fd, struct slice s)
{
	while (s.len > 0) {
		ssize_t n = write(fd, s.ptr, s.len);

		if (n < 0 && errno != EINTR)
			return false;
		s = slice_drop(s, n > 0 ? (size_t)n : 0);
	}
	return true;
}

/* Makes b, a link's path, what the link says, seen from its folder. */
static bool
enter_link(struct buf *b, struct slice target)
{
	const char *slash = strrchr(b->ptr, '/');
	size_t len = slash != NULL ? (size_t)(slash - b->ptr) + 1 : 0;

	b->len = target.ptr[0] == '/' ? 0 : len;
	return buf_add(b, target) && buf_add_char(b, '\0');
}

int
file_follow(const char *path, struct buf *b, struct err *err)
{
	struct stat st;
	/* A pipe, say: /dev/stdout leads to a name that is none. */
	bool is_other = stat(path, &st) == 0 && !S_ISREG(st.st_mode);
	bool fits;

	buf_reset(b);
	fits = buf_add(b, slice_of(path)) && buf_add_char(b, '\0');
	for (int i = 0; fits && !is_other && i < LINKS_MAX; i++) {
		char text[PATH_MAX];
		ssize_t n = readlink(b->ptr, text, sizeof(text));

		if (n <= 0) /* no link: whoever opens it sees what it is */
			return 0;
		fits = enter_link(b, (struct slice){ text, (size_t)n });
	}
	if (fits && is_other)
		return 0;
	errno = fits ? ELOOP : ENAMETOOLONG;
	return err_errno(err, EXIT_USAGE, "%s", path);
}
