#include "sse-pub/run_queue.h"

#include <stdio.h>

#include "base/utf8.h"
#include "client/chop.h"
#include "client/post.h"

/*
 * What a read may come to beyond the maximum, and the exit.  What is longer
 * than that is dropped; it is not lost without a word.
 */
#define LINE_ROOM ((size_t)1 << 20)
#define EXIT_ROOM ((size_t)64 << 10)

/* Copying what is left each time would cost more than sending it. */
#define DROP_BYTES (QUEUE_BYTES_MAX / 2)

void
run_queue_init(struct run_queue *q)
{
	buf_init(
	    &q->waiting, QUEUE_BYTES_MAX + DROP_BYTES + LINE_ROOM + EXIT_ROOM);
	buf_init(&q->mended, CHOP_BYTES_MAX * 3);
}

void
run_queue_clear(struct run_queue *q)
{
	buf_clear(&q->waiting);
	buf_clear(&q->mended);
}

/* The id of what goes on from the event before ends in "+". */
static bool
add(struct run_queue *q, const struct draft *draft, bool is_more)
{
	struct draft d = *draft;
	char id[POST_ID_SIZE + 24];
	size_t before = q->waiting.len;

	snprintf(id, sizeof(id), "%s-%lld%s", q->id, (long long)q->added + 1,
	    is_more ? "+" : "");
	d.id = slice_of(id);
	if (!draft_add_json(&q->waiting, &d) ||
	    !buf_add_char(&q->waiting, '\n')) {
		q->waiting.len = before;
		return false;
	}
	q->added++;
	return true;
}

static struct slice
mend(struct run_queue *q, struct slice line)
{
	if (utf8_is_valid(line))
		return line;
	buf_reset(&q->mended);
	utf8_add_mended(&q->mended, line);
	return buf_slice(&q->mended);
}

void
run_queue_add_line(
    struct run_queue *q, const char *type, struct slice line, bool is_more)
{
	struct draft d = q->draft;
	size_t before = q->waiting.len;

	d.type = slice_of(type);
	d.data = mend(q, line);
	d.retain = false;
	if (!q->is_dropping && add(q, &d, is_more)) {
		if (q->waiting.max - q->waiting.len >= EXIT_ROOM)
			return;
		q->waiting.len = before;
		q->added--;
	}
	q->dropped++;
}

void
run_queue_add_exit(struct run_queue *q, struct slice data)
{
	struct draft d = q->draft;

	d.type = slice_of("exit");
	d.data = data;
	add(q, &d, false);
}

static void
drop_moved(struct run_queue *q)
{
	if (q->moved_bytes < q->waiting.len && q->moved_bytes < DROP_BYTES)
		return;
	buf_drop(&q->waiting, q->moved_bytes);
	q->moved_bytes = 0;
}

static bool
move(struct run_queue *q)
{
	struct slice rest = slice_drop(buf_slice(&q->waiting), q->moved_bytes);
	struct slice line, tail;

	if (rest.len == 0 || !outbox_has_room(q->outbox))
		return false;
	slice_cut(rest, '\n', &line, &tail);
	if (!outbox_add_line(q->outbox, line, q->moved + 1))
		return false;
	q->moved++;
	q->moved_bytes += line.len + 1;
	return true;
}

void
run_queue_turn(struct run_queue *q, int64_t now_ms)
{
	int64_t before = q->moved;
	bool was_full = q->is_full;

	while (move(q))
		;
	drop_moved(q);
	q->is_full = q->waiting.len - q->moved_bytes >= QUEUE_BYTES_MAX;
	if (!was_full || q->moved > before)
		q->full_since_ms = now_ms;
	if (!q->is_full)
		q->is_dropping = false;
	else if (q->outbox->attempt.failures > 0 ||
		 now_ms - q->full_since_ms >= QUEUE_PATIENCE_MS)
		q->is_dropping = true;
	if (q->outbox->state == OUTBOX_OVER)
		q->is_dropping = true;
}

bool
run_queue_takes(const struct run_queue *q)
{
	return !q->is_full || q->is_dropping;
}

int64_t
run_queue_wait_ms(const struct run_queue *q, int64_t now_ms)
{
	if (run_queue_takes(q))
		return INT64_MAX;
	return q->full_since_ms + QUEUE_PATIENCE_MS - now_ms;
}

bool
run_queue_is_empty(const struct run_queue *q)
{
	return q->waiting.len == q->moved_bytes;
}
