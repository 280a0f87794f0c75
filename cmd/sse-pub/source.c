#include "sse-pub/source.h"

#include <errno.h>
#include <unistd.h>

#include "base/utf8.h"
#include "client/complete.h"
#include "client/input.h"

/* Mending makes three bytes of one. */
#define TEXT_BYTES_MAX (3 * SOURCE_LINE_BYTES_MAX)

/* The row is over. */
static void
end_misfits(struct source *s)
{
	if (s->misfits.count > 0)
		s->on_misfits(s, &s->misfits);
	s->misfits = (struct source_misfits){ 0 };
}

/* Of a row the first tells what is wrong; the others are counted. */
static void
refuse_misfit(struct source *s, const char *why)
{
	struct source_misfits *m = &s->misfits;
	bool is_told = !m->is_first_told || s->on_misfits == NULL;

	m->is_first_told = true;
	if (!is_told && m->count++ == 0)
		m->first = s->lines.number;
	m->last = s->lines.number;
	outbox_refuse(s->outbox, s->lines.number, is_told ? why : NULL);
	s->has_line = false;
}

static void
refuse(struct source *s, const char *why)
{
	end_misfits(s);
	outbox_refuse(s->outbox, s->lines.number, why);
	s->has_line = false;
}

/* The id that this line has, however often it is sent. */
static struct slice
make_id(struct source *s)
{
	char digits[NUM_TEXT_MAX], *at = s->line_id;
	uint64_t number = (uint64_t)s->lines.number;

	slice_put(&at, slice_of(s->id));
	*at++ = '-';
	slice_put(&at, num_format(number, digits));
	return (struct slice){ s->line_id, (size_t)(at - s->line_id) };
}

/* Returns whether the line can be data, once it is mended. */
static bool
check_text(struct source *s)
{
	if (utf8_is_valid(s->line))
		return true;
	if (!s->mends) {
		refuse(s, "bad-utf8: a line must be UTF-8");
		return false;
	}
	buf_reset(&s->text);
	if (!utf8_add_mended(&s->text, s->line)) {
		refuse(s, "too long");
		return false;
	}
	s->line = buf_slice(&s->text);
	return true;
}

static bool
is_blank(struct slice line)
{
	while (line.len > 0 && slice_has(slice_of(" \t\r"), line.ptr[0]))
		line = slice_drop(line, 1);
	return line.len == 0;
}

static bool
complete(struct source *s)
{
	struct err err;

	if (is_blank(s->line))
		return false;
	buf_reset(&s->text);
	if (complete_add(&s->text, s->line, &s->draft, &err) == 0) {
		end_misfits(s);
		return true;
	}
	if (err.code == COMPLETE_NO_OBJECT)
		refuse_misfit(s, err.text);
	else
		refuse(s, err.text);
	return false;
}

/* Returns whether the line is done with: in the outbox, or none for it. */
static bool
put_line(struct source *s)
{
	int64_t number = s->lines.number;

	s->draft.id = make_id(s);
	if (s->is_json)
		return !complete(s) ||
		       outbox_add_line(s->outbox, buf_slice(&s->text), number);
	if (!check_text(s))
		return true;
	s->draft.data = s->line;
	return outbox_add(s->outbox, &s->draft, number);
}

/* Finds the next line of what was read; false: more must be. */
static bool
find_line(struct source *s)
{
	while (!s->has_line && !s->outbox->has_ended) {
		switch (lines_next(&s->lines, &s->rest, &s->line)) {
		case LINES_MORE:
			/* The last line may do without its end. */
			s->has_line =
			    s->at_end && lines_rest(&s->lines, &s->line);
			return s->has_line;
		case LINES_TOO_LONG:
			refuse(s, "too long");
			break;
		case LINES_LINE:
			s->has_line = true;
		}
	}
	return s->has_line;
}

void
source_turn(struct source *s)
{
	struct outbox *o = s->outbox;

	/* One that is refused may be the end of it. */
	while (!o->has_ended && outbox_has_room(o) && find_line(s))
		if (put_line(s))
			s->has_line = false;
	if (s->at_end && !s->has_line && !o->has_ended) {
		end_misfits(s);
		outbox_end(o);
	}
}

bool
source_wants_input(const struct source *s)
{
	return !s->at_end && !s->outbox->has_ended && !s->has_line &&
	       s->rest.len == 0 && outbox_has_room(s->outbox);
}

void
source_read(struct source *s)
{
	ssize_t n = input_read_now(STDIN_FILENO, s->chunk, sizeof(s->chunk));

	if (n < 0 && errno == EAGAIN)
		return;
	if (n < 0)
		s->error = errno;
	s->at_end = n <= 0;
	s->rest = (struct slice){ s->chunk, n > 0 ? (size_t)n : 0 };
}

void
source_init(struct source *s)
{
	s->rest = slice_empty();
	lines_init(&s->lines, SOURCE_LINE_BYTES_MAX);
	buf_init(&s->text, TEXT_BYTES_MAX);
}

void
source_clear(struct source *s)
{
	lines_clear(&s->lines);
	buf_clear(&s->text);
}
