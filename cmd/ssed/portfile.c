#include "ssed/portfile.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#define EXIT_WRITE 23

int
portfile_write(const char *path, struct slice text, struct err *err)
{
	char part[PATH_MAX];
	int n = snprintf(part, sizeof(part), "%s.%ld", path, (long)getpid());
	int fd;

	if (n < 0 || (size_t)n >= sizeof(part))
		return err_set(
		    err, EXIT_WRITE, "%s: the path is too long", path);
	fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0)
		return err_errno(err, EXIT_WRITE, "--port-file %s", path);
	if (write(fd, text.ptr, text.len) != (ssize_t)text.len) {
		err_errno(err, EXIT_WRITE, "--port-file %s", path);
		close(fd);
		unlink(part);
		return -1;
	}
	close(fd);
	if (rename(part, path) == 0)
		return 0;
	err_errno(err, EXIT_WRITE, "--port-file %s", path);
	unlink(part);
	return -1;
}
