/* A file of a spool, whatever it holds: what is taken for an event is one. */
#include <stdint.h>
#include <stdlib.h>

#include "client/draft.h"
#include "client/spool_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* Each line is taken once, in order, and none of it is left out. */
static void
check_lines(struct slice text)
{
	const char *at = text.ptr;
	struct slice line;
	enum spool_text what;

	while ((what = spool_text_line(&text, &line)) != SPOOL_TEXT_CUT) {
		must(line.ptr == at && at[line.len] == '\n');
		at += line.len + 1;
		must(text.ptr == at && !slice_has(line, '\n'));
		must(spool_text_number(line, "me") >= 0);
		if (what == SPOOL_TEXT_GOOD)
			must(line.ptr[0] == '{');
	}
	must(text.ptr == at && !slice_has(text, '\n'));
}

static void
check_id(struct slice text)
{
	struct buf id = BUF(64);

	spool_text_id(text, &id);
	must(id.len <= 64);
	buf_clear(&id);
}

/* Nothing in a target could end a line of the request. */
static void
check_alone(struct slice text)
{
	struct slice target, data, id;

	if (spool_text_alone(text, &target, &data) != SPOOL_TEXT_GOOD)
		return;
	must(slice_starts(target, "/events/"));
	if (draft_target_id(target, &id))
		must(spool_text_id_number(id, "me") >= 0);
	for (size_t i = 0; i < target.len; i++)
		must(target.ptr[i] > ' ' && target.ptr[i] < 0x7f);
	must(data.len > 0 && data.ptr + data.len == text.ptr + text.len);
	must(data.ptr[data.len - 1] == '\n');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = { size > 0 ? (const char *)data : "", size };

	check_lines(in);
	check_id(in);
	check_alone(in);
	return 0;
}
