#include "api/tally.h"

#include <stdlib.h>

#include "base/json_member.h"
#include "base/mem.h"

#define ERRORS_MIN 4

void
api_tally_clear(struct api_tally *t)
{
	free(t->errors);
	*t = (struct api_tally){ 0 };
}

/* Makes room for one more error behind the last, which may be dropped. */
static void
make_room(struct api_tally *t)
{
	if (t->error_count == API_TALLY_ERRORS_MAX)
		t->error_count--;
	if (t->error_count < t->error_cap)
		return;
	t->error_cap = t->error_cap > 0 ? 2 * t->error_cap : ERRORS_MIN;
	if (t->error_cap > API_TALLY_ERRORS_MAX)
		t->error_cap = API_TALLY_ERRORS_MAX;
	t->errors = mem_grow(t->errors, t->error_cap, sizeof(t->errors[0]));
}

/*
 * Nearly always the error is behind all others.  Only a log that answers
 * later has one come after those that the hub refused at once.
 */
void
api_tally_refuse(
    struct api_tally *t, size_t line, enum api_code code, const char *why)
{
	size_t at = t->error_count;

	t->refused++;
	while (at > 0 && t->errors[at - 1].line > line)
		at--;
	if (at == API_TALLY_ERRORS_MAX)
		return;
	make_room(t);
	memmove(t->errors + at + 1, t->errors + at,
	    (t->error_count - at) * sizeof(t->errors[0]));
	t->error_count++;
	t->errors[at].line = line;
	err_set(&t->errors[at].err, (int)code, "%s", why);
}

bool
api_tally_is_nothing(const struct api_tally *t)
{
	return t->refused > 0 && t->accepted == 0 && t->duplicates == 0;
}

static void
add_error(struct buf *b, const struct api_tally_error *e)
{
	enum api_code code = (enum api_code)e->err.code;

	buf_add_char(b, '{');
	json_member_number(b, "line", (int64_t)e->line);
	json_member_string(b, "code", slice_of(api_code_name(code)));
	json_member_string(b, "detail", slice_of(e->err.text));
	buf_add_char(b, '}');
}

void
api_tally_write(const struct api_tally *t, struct buf *b)
{
	buf_add(b, slice_of("\"accepted\":"));
	buf_add_number(b, t->accepted);
	buf_add(b, slice_of(",\"duplicates\":"));
	buf_add_number(b, t->duplicates);
	buf_add(b, slice_of(",\"errors\":["));
	for (size_t i = 0; i < t->error_count; i++) {
		if (i > 0)
			buf_add_char(b, ',');
		add_error(b, &t->errors[i]);
	}
	buf_add_char(b, ']');
	if (t->refused > t->error_count) {
		buf_add(b, slice_of(",\"more_errors\":"));
		buf_add_number(b, t->refused - t->error_count);
	}
}
