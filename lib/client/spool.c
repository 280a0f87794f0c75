#include "client/spool.h"

#include <errno.h>
#include <unistd.h>

#include "base/mem.h"
#include "client/spool_inner.h"
#include "client/spool_lock.h"
#include "client/spool_note.h"
#include "client/status.h"

/* Who was waited for in vain is not waited for again. */
int
spool_lock(struct spool *s, struct err *err)
{
	int64_t ms = s->is_locked_out ? 0 : s->lock_ms;

	s->is_locked_out =
	    !spool_lock_wait(s->folder.lock_fd, SPOOL_LOCK_FOLDER, ms);
	if (!s->is_locked_out)
		return 0;
	if (errno == EAGAIN || errno == EACCES)
		return err_set(err, STATUS_WRITE,
		    "%s/lock: another process does not let go of it", s->path);
	return err_errno(err, STATUS_WRITE, "%s/lock", s->path);
}

void
spool_unlock(struct spool *s)
{
	spool_lock_drop(s->folder.lock_fd, SPOOL_LOCK_FOLDER);
}

int
spool_look(struct spool *s, struct spool_scan *scan, struct err *err)
{
	if (spool_folder_scan(&s->folder, scan, err) != 0)
		return -1;
	return spool_note_hub(
	    &s->folder, scan->count == 0, slice_of(s->hub), err);
}

int
spool_look_left(struct spool *s, struct err *err)
{
	int status;

	s->at = 0;
	if (spool_lock(s, err) != 0)
		return -1;
	status = spool_look(s, &s->left, err);
	spool_unlock(s);
	return status;
}

void
spool_set_stage(struct spool *s, enum spool_stage stage)
{
	s->stage = stage;
	s->store.is_waiting = stage == SPOOL_WAITING;
}

int
spool_open(struct spool *s, struct err *err)
{
	s->store = (struct outbox_store){
		.put = spool_put,
		.take = spool_take,
		.drop = spool_drop,
	};
	/* With one more, nobody could look through it. */
	if (s->files_max == 0 || s->files_max > SPOOL_FILES_MAX)
		s->files_max = SPOOL_FILES_MAX;
	if (s->lock_ms == 0 || s->lock_ms > SPOOL_LOCK_MS)
		s->lock_ms = SPOOL_LOCK_MS;
	s->fd = -1;
	s->first = 1;
	buf_init(&s->aside, SIZE_MAX); /* of one parcel */
	spool_set_stage(s, SPOOL_WAITING);
	if (spool_folder_open(&s->folder, s->path, err) == 0 &&
	    spool_look_left(s, err) == 0)
		return 0;
	if (err->code != STATUS_WRITE)
		return -1;
	s->is_broken = true;
	s->why = *err;
	spool_set_stage(s, SPOOL_OWN);
	return 0;
}

void
spool_drop_first(struct spool *s)
{
	struct spool_name name = { s->run, s->first, false };

	if (s->first == s->part)
		spool_end_part(s);
	spool_folder_drop_part(&s->folder, name);
	name.is_alone = true;
	spool_folder_drop_part(&s->folder, name);
	s->first++;
}

void
spool_drop_own(struct spool *s)
{
	while (s->first <= s->part)
		spool_drop_first(s);
}

void
spool_close(struct spool *s)
{
	spool_end_part(s);
	if (s->folder.fd >= 0)
		fsync(s->folder.fd);
	spool_folder_close(&s->folder);
	spool_scan_clear(&s->scan);
	spool_scan_clear(&s->left);
	buf_clear(&s->aside);
}

int
spool_note_line(struct spool *s, struct slice line, struct err *err)
{
	int status;

	if (spool_lock(s, err) != 0)
		return -1;
	status = spool_note_refused(&s->folder, line, err);
	spool_unlock(s);
	return status;
}

int
spool_refuse_own(struct spool *s, struct slice line, struct err *err)
{
	struct spool_name name = { s->run, s->first, true };
	int status;

	if (spool_folder_has_part(&s->folder, name))
		status = spool_folder_put_aside(&s->folder, name, err);
	else
		status = spool_note_line(s, line, err);
	if (status == 0)
		spool_drop_own(s);
	return status;
}

void
spool_refuse_head(struct spool *s, struct slice line)
{
	/* What goes alone is no line: its file is put aside as it is. */
	if (s->head.name.is_alone) {
		s->head.is_bad = true;
		return;
	}
	if ((s->aside.len > 0 && !buf_add_char(&s->aside, '\n')) ||
	    !buf_add(&s->aside, line))
		mem_fail();
}
