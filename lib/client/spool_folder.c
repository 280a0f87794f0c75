#include "client/spool_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "client/spool_lock.h"
#include "client/status.h"

#define FOLDER_MODE 0700
#define FILE_MODE 0600
#define DIGITS 16
#define SUFFIX ".ndjson"
#define SUFFIX_ALONE ".event"

/* What a disk may do, or its rights: the spool may be well another time. */
static int
status_of(int number)
{
	switch (number) {
	case ENOSPC:
	case EDQUOT:
	case EROFS:
	case EIO:
	case EACCES:
	case EPERM:
	case EMFILE:
	case ENFILE:
		return STATUS_WRITE;
	default:
		return STATUS_USAGE;
	}
}

/* What others could write to is no place for what is to be sent. */
static int
check_owner(const struct spool_folder *f, struct err *err)
{
	struct stat st;

	if (fstat(f->fd, &st) != 0)
		return err_errno(err, STATUS_USAGE, "%s", f->path);
	if (st.st_uid != geteuid() || (st.st_mode & 022) != 0)
		return err_set(err, STATUS_USAGE,
		    "%s: a spool is a folder of one's own, and nobody else "
		    "may write there",
		    f->path);
	return 0;
}

/* A folder that is new is as safe as what is put in.  As far as it can be. */
static void
sync_parent(const struct spool_folder *f)
{
	int fd = openat(f->fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

int
spool_folder_open(struct spool_folder *f, const char *path, struct err *err)
{
	bool is_new = mkdir(path, FOLDER_MODE) == 0;

	*f = (struct spool_folder){ .path = path, .fd = -1, .lock_fd = -1 };
	if (!is_new && errno != EEXIST && errno != EROFS && errno != EACCES)
		return err_errno(err, status_of(errno), "%s", path);
	f->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->fd < 0)
		return err_errno(err, status_of(errno), "%s", path);
	if (is_new)
		sync_parent(f);
	if (check_owner(f, err) != 0)
		return -1;
	f->lock_fd = openat(f->fd, "lock",
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, FILE_MODE);
	if (f->lock_fd < 0)
		return err_errno(err, status_of(errno), "%s/lock", path);
	return 0;
}

void
spool_folder_close(struct spool_folder *f)
{
	if (f->fd >= 0)
		close(f->fd);
	if (f->lock_fd >= 0)
		close(f->lock_fd);
	f->fd = f->lock_fd = -1;
}

static int
compare(const void *left, const void *right)
{
	const struct spool_name *a = left, *b = right;

	if (a->run != b->run)
		return a->run < b->run ? -1 : 1;
	return (a->part > b->part) - (a->part < b->part);
}

void
spool_name_write(struct spool_name name, char text[SPOOL_NAME_MAX])
{
	snprintf(text, SPOOL_NAME_MAX, "%0*" PRIu64 "-%0*" PRIu64 "%s", DIGITS,
	    name.run, DIGITS, name.part, name.is_alone ? SUFFIX_ALONE : SUFFIX);
}

static bool
read_number(const char **at, uint64_t *number)
{
	*number = 0;
	for (int i = 0; i < DIGITS; i++, (*at)++) {
		if (**at < '0' || **at > '9')
			return false;
		*number = *number * 10 + (uint64_t)(**at - '0');
	}
	return true;
}

/* What is put aside still has its number: it is nobody else's. */
static bool
read_name(const char *text, struct spool_name *name, struct spool_scan *scan)
{
	if (!read_number(&text, &name->run) || *text++ != '-' ||
	    !read_number(&text, &name->part))
		return false;
	if (name->run > scan->run_last)
		scan->run_last = name->run;
	name->is_alone = strcmp(text, SUFFIX_ALONE) == 0;
	return name->run > 0 && (name->is_alone || strcmp(text, SUFFIX) == 0);
}

static void
add_name(struct spool_scan *scan, struct spool_name name)
{
	if (scan->count == scan->cap) {
		scan->cap = scan->cap > 0 ? scan->cap * 2 : 64;
		scan->names =
		    mem_grow(scan->names, scan->cap, sizeof(scan->names[0]));
	}
	scan->names[scan->count++] = name;
}

static int
read_folder(const struct spool_folder *f, DIR *dir, struct spool_scan *scan,
    struct err *err)
{
	struct spool_name name;
	struct dirent *entry;
	struct stat st;

	for (errno = 0; (entry = readdir(dir)) != NULL; errno = 0) {
		if (fstatat(f->fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) ==
			0 &&
		    S_ISREG(st.st_mode))
			scan->bytes += st.st_size;
		if (!read_name(entry->d_name, &name, scan))
			continue;
		if (scan->count == SPOOL_FILES_MAX)
			return err_set(err, STATUS_WRITE,
			    "%s: is full: %d files", f->path, SPOOL_FILES_MAX);
		add_name(scan, name);
	}
	if (errno != 0)
		return err_errno(err, STATUS_WRITE, "%s", f->path);
	return 0;
}

int
spool_folder_scan(
    const struct spool_folder *f, struct spool_scan *scan, struct err *err)
{
	int fd = openat(f->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	int status;

	scan->count = 0;
	scan->bytes = 0;
	scan->run_last = 0;
	if (dir == NULL) {
		err_errno(err, STATUS_WRITE, "%s", f->path);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	status = read_folder(f, dir, scan, err);
	closedir(dir);
	if (scan->count > 1)
		qsort(
		    scan->names, scan->count, sizeof(scan->names[0]), compare);
	return status;
}

void
spool_scan_clear(struct spool_scan *scan)
{
	free(scan->names);
	*scan = (struct spool_scan){ 0 };
}

int
spool_folder_open_part(
    const struct spool_folder *f, struct spool_name name, int flags)
{
	char text[SPOOL_NAME_MAX];

	spool_name_write(name, text);
	return openat(f->fd, text, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
	    FILE_MODE);
}

bool
spool_folder_has_part(const struct spool_folder *f, struct spool_name name)
{
	char text[SPOOL_NAME_MAX];

	spool_name_write(name, text);
	return faccessat(f->fd, text, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

bool
spool_folder_drop_part(const struct spool_folder *f, struct spool_name name)
{
	char text[SPOOL_NAME_MAX];

	spool_name_write(name, text);
	return unlinkat(f->fd, text, 0) == 0 || errno == ENOENT;
}

int
spool_folder_put_aside(
    const struct spool_folder *f, struct spool_name name, struct err *err)
{
	char text[SPOOL_NAME_MAX], other[SPOOL_NAME_MAX + 8];

	spool_name_write(name, text);
	snprintf(other, sizeof(other), "%s.bad", text);
	if (renameat(f->fd, text, f->fd, other) == 0 || errno == ENOENT)
		return 0;
	return err_errno(err, STATUS_WRITE, "%s/%s", f->path, other);
}
