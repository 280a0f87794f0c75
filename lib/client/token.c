#include "client/token.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "client/input.h"
#include "client/status.h"

/* White space around it, and a byte to see that it is too long. */
#define FILE_BYTES_MAX (TOKEN_BYTES_MAX + 64)

bool
token_is(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] <= ' ' || text.ptr[i] > '~')
			return false;
	return text.len > 0 && text.len <= TOKEN_BYTES_MAX;
}

static bool
is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool
token_cut(struct slice text, struct slice *token)
{
	while (text.len > 0 && is_white(text.ptr[0]))
		text = slice_drop(text, 1);
	while (text.len > 0 && is_white(text.ptr[text.len - 1]))
		text.len--;
	*token = text;
	return token_is(text);
}

/* Reads until the end, or more than a token can be. */
static ssize_t
read_all(int fd, char *text, size_t size)
{
	size_t len = 0;
	ssize_t n = 1;

	while (n > 0 && len < size) {
		n = input_read(fd, text + len, size - len);
		if (n > 0)
			len += (size_t)n;
	}
	return n < 0 ? -1 : (ssize_t)len;
}

static int
read_fd(struct buf *b, int fd, const char *path, struct err *err)
{
	char *text = mem_new(FILE_BYTES_MAX);
	ssize_t n = read_all(fd, text, FILE_BYTES_MAX);
	struct slice token;
	int status = 0;

	if (n < 0) {
		status = err_errno(err, STATUS_USAGE, "%s", path);
	} else if (token_cut((struct slice){ text, (size_t)n }, &token)) {
		buf_reset(b);
		if (!buf_add(b, token) || !buf_add_char(b, '\0'))
			mem_fail();
	} else {
		status = err_set(err, STATUS_USAGE, "%s: no token in it", path);
	}
	explicit_bzero(text, FILE_BYTES_MAX);
	free(text);
	return status;
}

int
token_read(struct buf *b, const char *path, bool *again, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	int status;

	if (fd < 0)
		return err_errno(err, STATUS_USAGE, "%s", path);
	*again = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	status = read_fd(b, fd, path, err);
	close(fd);
	return status;
}
