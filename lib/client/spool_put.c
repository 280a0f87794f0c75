/* What is put in. */
#include <errno.h>
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/list.h"
#include "base/mem.h"
#include "client/spool_inner.h"
#include "client/spool_lock.h"
#include "client/status.h"
#include "client/url.h"

/* Of what goes alone: its length and its target. */
#define HEAD_BYTES_MAX (URL_BYTES_MAX + 64)

/* The folder is locked, and s->scan tells what is there. */
static int
choose_run(struct spool *s, struct err *err)
{
	uint64_t run = s->scan.run_last + 1;

	/* One may live that has nothing there for now. */
	for (; run <= SPOOL_RUN_MAX; run++) {
		if (spool_lock_try(s->folder.lock_fd, SPOOL_LOCK_RUNS + run)) {
			s->run = run;
			return 0;
		}
		if (errno != EAGAIN && errno != EACCES)
			return err_errno(err, STATUS_WRITE, "%s/lock", s->path);
	}
	return err_set(err, STATUS_WRITE,
	    "%s: a file there has the last number there is", s->path);
}

static int
blame(const struct spool *s, struct err *err)
{
	return err_errno(err, STATUS_WRITE, "%s", s->path);
}

void
spool_end_part(struct spool *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

/* Returns whether a parcel may go behind what is in the last part. */
static bool
fits(const struct spool *s, const struct parcel *p)
{
	return s->fd >= 0 && p->target.len == 0 &&
	       (size_t)s->len + p->text.len <= PARCEL_BYTES_FULL &&
	       s->lines + p->count <= PARCEL_LINES_MAX;
}

static int
open_next(struct spool *s, bool is_alone, struct err *err)
{
	struct spool_name name = { s->run, s->part + 1, is_alone };

	spool_end_part(s);
	s->len = 0;
	s->lines = 0;
	s->fd =
	    spool_folder_open_part(&s->folder, name, O_RDWR | O_CREAT | O_EXCL);
	if (s->fd < 0)
		return blame(s, err);
	s->part++;
	return 0;
}

static bool
write_at(int fd, struct slice text, int64_t at)
{
	while (text.len > 0) {
		ssize_t n = pwrite(fd, text.ptr, text.len, (off_t)at);

		if (n < 0 && errno != EINTR)
			return false;
		n = n > 0 ? n : 0;
		text = slice_drop(text, (size_t)n);
		at += n;
	}
	return true;
}

/* Nothing half-written stays. */
static void
take_back(struct spool *s, bool is_alone)
{
	int number = errno;

	if (s->len == 0)
		spool_folder_drop_part(&s->folder,
		    (struct spool_name){ s->run, s->part--, is_alone });
	/* If not even that can be, none may follow in this part. */
	if (s->len == 0 || ftruncate(s->fd, (off_t)s->len) != 0)
		spool_end_part(s);
	errno = number;
}

/* What goes alone has its length and target in front. */
static int
append(struct spool *s, const struct parcel *p, struct err *err)
{
	bool is_alone = p->target.len > 0;
	struct buf head = BUF(HEAD_BYTES_MAX);
	bool ok;

	if (is_alone && !buf_addf(&head, "%zu %.*s\n", p->text.len,
			    SLICE_ARGS(buf_slice(&p->target))))
		mem_fail();
	ok = write_at(s->fd, buf_slice(&head), 0) &&
	     write_at(s->fd, buf_slice(&p->text), s->len + (int64_t)head.len);
	buf_clear(&head);
	if (ok)
		return 0;
	blame(s, err);
	take_back(s, is_alone);
	return -1;
}

static int
make_safe(struct spool *s, const struct parcel *p, struct err *err)
{
	bool is_new = s->len == 0;

	if (fdatasync(s->fd) == 0 && (!is_new || fsync(s->folder.fd) == 0)) {
		s->len += (int64_t)(p->text.len + p->target.len);
		s->lines += p->count;
		if (p->target.len > 0)
			spool_end_part(s);
		return 0;
	}
	blame(s, err);
	take_back(s, p->target.len > 0);
	return -1;
}

static int
check_room(struct spool *s, const struct parcel *p, struct err *err)
{
	int64_t size = (int64_t)(p->text.len + p->target.len);

	if (spool_look(s, &s->scan, err) != 0)
		return -1;
	if (s->scan.bytes + size > s->bytes_max)
		return err_set(err, STATUS_WRITE,
		    "%s: is full, as --spool-max has it", s->path);
	if (s->scan.count >= s->files_max && !fits(s, p))
		return err_set(err, STATUS_WRITE, "%s: is full: %zu files",
		    s->path, s->files_max);
	return s->run == 0 ? choose_run(s, err) : 0;
}

/* Nobody else adds to the folder meanwhile. */
static int
put_locked(struct spool *s, const struct parcel *p, struct err *err)
{
	if (check_room(s, p, err) != 0)
		return -1;
	if (!fits(s, p) && open_next(s, p->target.len > 0, err) != 0)
		return -1;
	return append(s, p, err);
}

int
spool_put(struct outbox_store *store, const struct parcel *p, struct err *err)
{
	struct spool *s = LIST_ITEM(store, struct spool, store);
	int status;

	if (s->is_broken) {
		*err = s->why;
		return -1;
	}
	if (spool_lock(s, err) != 0)
		return -1;
	status = put_locked(s, p, err);
	spool_unlock(s);
	return status == 0 ? make_safe(s, p, err) : -1;
}
