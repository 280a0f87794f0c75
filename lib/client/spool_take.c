/* What is taken out. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/list.h"
#include "base/mem.h"
#include "client/draft.h"
#include "client/spool_inner.h"
#include "client/spool_lock.h"
#include "client/spool_text.h"
#include "client/status.h"

/* One more than a hub takes: what has no end by then is no line for it. */
#define PART_BYTES_MAX (PARCEL_BYTES_MAX + (16 << 10))

static bool
is_own(const struct spool *s, struct spool_name name)
{
	return s->run > 0 && name.run == s->run;
}

/* Finds the next part of a run that does not live any more. */
static bool
find_left(struct spool *s, struct spool_name *name)
{
	while (s->at < s->left.count) {
		*name = s->left.names[s->at++];
		if (!is_own(s, *name) && !spool_lock_is_taken(s->folder.lock_fd,
					     SPOOL_LOCK_RUNS + name->run))
			return true;
	}
	return false;
}

static void
begin(struct spool *s, struct spool_name name)
{
	s->head = (struct spool_head){ .name = name, .is_there = true };
}

/* Looks again at the end: one may have ended while we were sending. */
static int
next_left(struct spool *s, struct err *err)
{
	struct spool_name name;

	if (!find_left(s, &name)) {
		/* What cannot be removed would be found again and again. */
		if (!s->is_stuck && spool_look_left(s, err) != 0)
			return -1;
		if (!find_left(s, &name)) {
			spool_lock_drop(s->folder.lock_fd, SPOOL_LOCK_FLUSH);
			spool_set_stage(s, SPOOL_OWN);
			return 0;
		}
	}
	begin(s, name);
	return 0;
}

static void
next_own(struct spool *s)
{
	if (s->flushes_only || s->first > s->part)
		return;
	if (s->first == s->part)
		spool_end_part(s);
	begin(s, (struct spool_name){ s->run, s->first, false });
	if (!spool_folder_has_part(&s->folder, s->head.name))
		s->head.name.is_alone = true;
}

/* Sets s->head, where there is something. */
static int
next_head(struct spool *s, struct err *err)
{
	if (s->stage == SPOOL_WAITING &&
	    spool_lock_try(s->folder.lock_fd, SPOOL_LOCK_FLUSH)) {
		spool_set_stage(s, SPOOL_FLUSHING);
		s->at = s->left.count; /* look again */
	}
	if (s->stage == SPOOL_FLUSHING && next_left(s, err) != 0)
		return -1;
	if (s->stage == SPOOL_OWN && !s->head.is_there)
		next_own(s);
	return 0;
}

/* Tells what is wrong with the part that is read. */
static void
tell_bad(struct spool *s, const char *why)
{
	char name[SPOOL_NAME_MAX];
	struct err text;

	spool_name_write(s->head.name, name);
	err_set(&text, 0, "%s/%s: %s", s->path, name, why);
	s->bad++;
	s->on_bad(s, text.text);
}

/* What is no event never blocks the rest: it goes with the refused. */
static void
set_aside(struct spool *s, struct slice line)
{
	if (line.len == 0)
		return;
	spool_refuse_head(s, line);
	s->aside_bad++;
}

static void
set_aside_part(struct spool *s)
{
	s->head.is_bad = s->head.is_over = true;
	tell_bad(s, "is no part of a spool; it is now a file in .bad");
}

/* That of the user, where the line is of this run and has an id of ours. */
static int64_t
number_of(struct spool *s, struct slice line)
{
	int64_t number = 0;
	struct slice id;

	if (is_own(s, s->head.name) && s->head.name.is_alone) {
		if (draft_target_id(line, &id))
			number = spool_text_id_number(id, s->own_id);
	} else if (is_own(s, s->head.name)) {
		number = spool_text_number(line, s->own_id);
	}
	return number > 0 ? number : -++s->numbered;
}

/* Adds lines as long as there is room; what is left of text is cut. */
static void
add_lines(struct spool *s, struct parcel *p, struct slice *text)
{
	for (;;) {
		struct slice before = *text, line;

		switch (spool_text_line(text, &line)) {
		case SPOOL_TEXT_CUT:
			return;
		case SPOOL_TEXT_BAD:
			set_aside(s, line);
			break;
		case SPOOL_TEXT_GOOD:
			if (parcel_add_line(p, line, number_of(s, line)) ==
			    PARCEL_ADDED)
				break;
			*text = before;
			return;
		}
	}
}

static void
take_lines(struct spool *s, struct parcel *p, struct slice text)
{
	bool is_all = text.len < PART_BYTES_MAX;
	size_t before = text.len;

	add_lines(s, p, &text);
	s->head.offset += (int64_t)(before - text.len);
	if (is_all && !slice_has(text, '\n'))
		s->head.is_over = true;
	else if (text.len == before)
		set_aside_part(s);
}

static void
take_alone(struct spool *s, struct parcel *p, struct slice text)
{
	struct slice target, data;

	s->head.is_over = true;
	switch (spool_text_alone(text, &target, &data)) {
	case SPOOL_TEXT_CUT:
		return;
	case SPOOL_TEXT_GOOD:
		if (parcel_add_alone(p, target, data, number_of(s, target)) ==
		    PARCEL_ADDED)
			return;
		break;
	case SPOOL_TEXT_BAD:
		break;
	}
	set_aside_part(s);
}

/* Reads what comes next of the part; its start is its first PART_BYTES_MAX. */
static int
read_part(struct spool *s, struct buf *b, struct err *err)
{
	int fd = spool_folder_open_part(&s->folder, s->head.name, O_RDONLY);
	struct stat st;
	ssize_t n = 0;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (buf_reserve(b, b->max) == NULL)
		mem_fail();
	if (fd < 0) {
		/* A link, or a socket; what else fails may do so only now. */
		s->head.is_bad = errno == ELOOP || errno == ENXIO;
		n = s->head.is_bad ? 0 : -1;
	} else {
		n = fstat(fd, &st);
		s->head.is_bad = n == 0 && !S_ISREG(st.st_mode);
		if (n == 0 && !s->head.is_bad)
			n = pread(fd, b->ptr, b->max, (off_t)s->head.offset);
	}
	if (n < 0)
		err_errno(err, STATUS_WRITE, "%s", s->path);
	if (fd >= 0)
		close(fd);
	b->len = n > 0 ? (size_t)n : 0;
	return n < 0 ? -1 : 0;
}

static int
take_from_head(struct spool *s, struct parcel *p, struct err *err)
{
	struct buf text = BUF(PART_BYTES_MAX);
	int status = read_part(s, &text, err);

	if (status == 0 && s->head.is_bad)
		set_aside_part(s);
	else if (status == 0 && s->head.name.is_alone)
		take_alone(s, p, buf_slice(&text));
	else if (status == 0)
		take_lines(s, p, buf_slice(&text));
	buf_clear(&text);
	return status;
}

/* What was refused of the head is safe before that is dropped. */
static int
keep_aside(struct spool *s, struct err *err)
{
	if (s->aside.len == 0)
		return 0;
	if (spool_note_line(s, buf_slice(&s->aside), err) != 0)
		return -1;
	if (s->aside_bad > 0)
		tell_bad(s, "holds what is no event; it is in refused.ndjson");
	buf_reset(&s->aside);
	s->aside_bad = 0;
	return 0;
}

static int
drop_part(struct spool *s, struct err *err)
{
	if (s->head.is_bad &&
	    spool_folder_put_aside(&s->folder, s->head.name, err) != 0)
		return -1;
	if (is_own(s, s->head.name))
		spool_drop_first(s);
	else if (!spool_folder_drop_part(&s->folder, s->head.name))
		s->is_stuck = true;
	s->head.is_there = false;
	return 0;
}

/* Of a part that is longer than a parcel the rest is taken next. */
static int
drop_head(struct spool *s, struct err *err)
{
	if (keep_aside(s, err) != 0)
		return -1;
	return s->head.is_over ? drop_part(s, err) : 0;
}

int
spool_take(struct outbox_store *store, struct parcel *p, struct err *err)
{
	struct spool *s = LIST_ITEM(store, struct spool, store);

	while (p->count == 0) {
		if (s->head.is_there && drop_head(s, err) != 0)
			return -1;
		if (!s->head.is_there && next_head(s, err) != 0)
			return -1;
		if (!s->head.is_there)
			return 0;
		if (take_from_head(s, p, err) != 0)
			return -1;
	}
	return 0;
}

int
spool_drop(struct outbox_store *store, struct err *err)
{
	struct spool *s = LIST_ITEM(store, struct spool, store);

	return s->head.is_there ? drop_head(s, err) : 0;
}
