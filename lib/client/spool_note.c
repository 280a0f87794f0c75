#include "client/spool_note.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "client/harmless.h"
#include "client/status.h"

#define FILE_MODE 0600
#define HUB_BYTES_MAX ((size_t)64 << 10)

static int
open_note(const struct spool_folder *f, const char *name, int flags)
{
	struct stat st;
	int fd = openat(f->fd, name,
	    flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, FILE_MODE);

	if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
		return fd;
	close(fd);
	errno = EINVAL;
	return -1;
}

static int
blame(const struct spool_folder *f, const char *name, struct err *err)
{
	return err_errno(err, STATUS_WRITE, "%s/%s", f->path, name);
}

/* Reads what hub the spool is for; nothing where that is not noted. */
static int
read_hub(const struct spool_folder *f, struct buf *b, struct err *err)
{
	int fd = open_note(f, "hub", O_RDONLY);
	ssize_t n = 0;

	if (fd < 0)
		return errno == ENOENT ? 0 : blame(f, "hub", err);
	if (buf_reserve(b, b->max) == NULL)
		mem_fail();
	n = pread(fd, b->ptr, b->max, 0);
	if (n < 0)
		blame(f, "hub", err);
	close(fd);
	b->len = n > 0 ? (size_t)n : 0;
	while (b->len > 0 && strchr("\r\n", b->ptr[b->len - 1]) != NULL)
		b->len--;
	return n < 0 ? -1 : 0;
}

/* A kill leaves the old one, or the new one. */
static int
write_hub(const struct spool_folder *f, struct slice hub, struct err *err)
{
	int fd = open_note(f, "hub.tmp", O_WRONLY | O_CREAT | O_TRUNC);
	bool ok = fd >= 0 && write(fd, hub.ptr, hub.len) == (ssize_t)hub.len &&
		  write(fd, "\n", 1) == 1 && fsync(fd) == 0 &&
		  renameat(f->fd, "hub.tmp", f->fd, "hub") == 0 &&
		  fsync(f->fd) == 0;

	if (!ok)
		blame(f, "hub", err);
	if (fd >= 0)
		close(fd);
	return ok ? 0 : -1;
}

/* Somebody wrote it: it may be a hand, and it goes to a terminal. */
static int
blame_hub(const struct spool_folder *f, struct buf *noted, struct slice hub,
    struct err *err)
{
	harmless_mask(noted->ptr, noted->len);
	return err_set(err, STATUS_USAGE,
	    "%s/hub: what is spooled is for '%.*s', not for this hub: flush it "
	    "to that one, or use another folder; if the hub has moved, make "
	    "that file say '%.*s'",
	    f->path, SLICE_ARGS(buf_slice(noted)), SLICE_ARGS(hub));
}

int
spool_note_hub(const struct spool_folder *f, bool is_empty, struct slice hub,
    struct err *err)
{
	struct buf noted = BUF(HUB_BYTES_MAX);
	int status = read_hub(f, &noted, err);

	struct slice is = buf_slice(&noted);

	if (status == 0 && !slice_equals(is, hub)) {
		if (is_empty)
			status = write_hub(f, hub, err);
		else
			status = blame_hub(f, &noted, hub, err);
	}
	buf_clear(&noted);
	return status;
}

/* Writes all of it at the end of a file, or nothing. */
static bool
append_safely(int fd, struct slice text)
{
	off_t end = lseek(fd, 0, SEEK_END);
	char last = '\n';
	int number;

	if (end < 0 || (end > 0 && pread(fd, &last, 1, end - 1) != 1))
		return false;
	/* A kill may have left half a line. */
	if (last == '\n')
		text = slice_drop(text, 1);
	if (pwrite(fd, text.ptr, text.len, end) == (ssize_t)text.len &&
	    fdatasync(fd) == 0)
		return true;
	number = errno;
	if (ftruncate(fd, end) == 0)
		errno = number;
	return false;
}

int
spool_note_refused(
    const struct spool_folder *f, struct slice line, struct err *err)
{
	int fd = open_note(f, "refused.ndjson", O_RDWR | O_CREAT);
	struct buf text = BUF(SIZE_MAX);
	bool ok = fd >= 0;

	if (!buf_add_char(&text, '\n') || !buf_add(&text, line) ||
	    !buf_add_char(&text, '\n'))
		mem_fail();
	ok = ok && append_safely(fd, buf_slice(&text)) && fsync(f->fd) == 0;
	if (!ok)
		blame(f, "refused.ndjson", err);
	if (fd >= 0)
		close(fd);
	buf_clear(&text);
	return ok ? 0 : -1;
}
