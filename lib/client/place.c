#include "client/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "client/status.h"
#include "sse/write.h"

#define PATH_BYTES_MAX 4096
#define ID_BYTES_MAX ((size_t)1 << 20)
#define FILE_MODE 0666
#define SECTOR_BYTES 512

static void
set_path(struct buf *b, const char *path, const char *suffix)
{
	buf_init(b, PATH_BYTES_MAX + sizeof(".lock"));
	if (!buf_addf(b, "%s%s", path, suffix) || !buf_add_char(b, '\0'))
		mem_fail();
}

/* What is no file would be gone, replaced by one: /dev/null, say. */
static int
check_kind(const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st) != 0 || S_ISREG(st.st_mode))
		return 0;
	return err_set(err, STATUS_USAGE, "%s: is no regular file", path);
}

static int
lock(struct place *p, const char *path, struct err *err)
{
	struct buf name;

	set_path(&name, path, ".lock");
	p->lock_fd = open(name.ptr, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);
	if (p->lock_fd < 0)
		err_errno(err, STATUS_USAGE, "%s", name.ptr);
	buf_clear(&name);
	if (p->lock_fd < 0)
		return -1;
	if (flock(p->lock_fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		return err_set(err, STATUS_USAGE,
		    "%s: another process keeps its place there", path);
	return err_errno(err, STATUS_USAGE, "%s", path);
}

/* A rename is safe once its folder is. */
static int
open_folder(struct place *p, const char *path, struct err *err)
{
	struct buf name;
	char *slash;

	set_path(&name, path, "");
	slash = strrchr(name.ptr, '/');
	if (slash != NULL)
		slash[slash == name.ptr ? 1 : 0] = '\0';
	p->folder_fd = open(
	    slash != NULL ? name.ptr : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->folder_fd < 0)
		err_errno(err, STATUS_USAGE, "%s", name.ptr);
	buf_clear(&name);
	return p->folder_fd < 0 ? -1 : 0;
}

static int
read_id(struct place *p, const char *path, struct err *err)
{
	struct buf text = BUF(ID_BYTES_MAX + 1);
	struct slice id, rest;
	int status = 0;

	if (access(path, F_OK) == 0 || errno != ENOENT)
		status = file_read(path, &text, err);
	slice_cut(buf_slice(&text), '\n', &id, &rest);
	if (status == 0 && (rest.len > 0 || !sse_is_field_value(id)))
		status = err_set(err, STATUS_USAGE,
		    "%s: holds more than the line of an id", path);
	if (status == 0 && !buf_add(&p->id, id))
		status =
		    err_set(err, STATUS_USAGE, "%s: the id is too long", path);
	buf_clear(&text);
	return status;
}

int
place_open(struct place *p, const char *path, struct err *err)
{
	*p = (struct place){
		.lock_fd = -1,
		.folder_fd = -1,
		.file_fd = -1,
		.is_safe = true,
	};
	buf_init(&p->id, ID_BYTES_MAX);
	buf_init(&p->path, PATH_BYTES_MAX + 1);
	if (file_follow(path, &p->path, err) != 0)
		return -1;
	path = p->path.ptr;
	set_path(&p->part, path, ".tmp");
	if (check_kind(path, err) != 0 || lock(p, path, err) != 0 ||
	    open_folder(p, path, err) != 0)
		return -1;
	return read_id(p, path, err);
}

void
place_close(struct place *p)
{
	if (p->lock_fd >= 0)
		close(p->lock_fd);
	if (p->folder_fd >= 0)
		close(p->folder_fd);
	if (p->file_fd >= 0)
		close(p->file_fd);
	p->lock_fd = p->folder_fd = p->file_fd = -1;
	buf_clear(&p->path);
	buf_clear(&p->part);
	buf_clear(&p->id);
}

static int
fail(const struct place *p, struct err *err)
{
	return err_errno(err, STATUS_WRITE, "%s", p->path.ptr);
}

/* Replaces the file by one that holds p->id. */
static int
replace(struct place *p, bool safely, struct err *err)
{
	int fd = open(
	    p->part.ptr, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE);
	bool ok = fd >= 0 && file_write_all(fd, buf_slice(&p->id)) &&
		  file_write_all(fd, slice_of("\n")) &&
		  (!safely || fsync(fd) == 0);
	int number = errno;

	if (p->file_fd >= 0)
		close(p->file_fd);
	p->file_fd = fd;
	errno = number;
	if (!ok || rename(p->part.ptr, p->path.ptr) != 0 ||
	    (safely && fsync(p->folder_fd) != 0))
		return fail(p, err);
	p->is_safe = safely;
	return 0;
}

static bool
holds(const struct place *p, struct slice id)
{
	return slice_equals(buf_slice(&p->id), id);
}

int
place_keep(struct place *p, struct slice id, struct err *err)
{
	bool fits =
	    p->file_fd >= 0 && id.len == p->id.len && id.len < SECTOR_BYTES;

	if (holds(p, id))
		return 0;
	buf_reset(&p->id);
	if (!buf_add(&p->id, id))
		return err_set(
		    err, STATUS_WRITE, "%s: the id is too long", p->path.ptr);
	if (!fits)
		return replace(p, false, err);
	p->is_safe = false;
	if (pwrite(p->file_fd, id.ptr, id.len, 0) == (ssize_t)id.len)
		return 0;
	return fail(p, err);
}

int
place_sync(struct place *p, struct err *err)
{
	return p->is_safe ? 0 : replace(p, true, err);
}
