/* An answer of a hub about a question: what is made of it is lines. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "client/ledger.h"
#include "client/receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* Each is JSON, and does a terminal no harm. */
static void
check_lines(struct slice lines)
{
	struct slice line;

	must(utf8_is_valid(lines));
	must(lines.len == 0 || lines.ptr[lines.len - 1] == '\n');
	for (size_t i = 0; i < lines.len; i++)
		must(((unsigned char)lines.ptr[i] >= ' ' &&
			 lines.ptr[i] != 0x7F) ||
		     lines.ptr[i] == '\n');
	while (lines.len > 0) {
		json_t *value;

		slice_cut(lines, '\n', &line, &lines);
		value = json_loadb(line.ptr, line.len, JSON_ALLOW_NUL, NULL);
		must(json_is_object(value));
		json_decref(value);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = { (const char *)data, size };
	struct buf lines = BUF(1 << 20), again = BUF(1 << 20);
	struct ledger l;
	const struct receipt_of of = { .id = slice_empty() };
	struct receipt receipt;
	enum ledger_state state;

	ledger_init(&l);
	state = ledger_read(&l, "q", text, &lines);
	check_lines(buf_slice(&lines));
	must(ledger_read(&l, "q", text, &again) == state);
	must(again.len == 0 || lines.len > 0);
	must(state > LEDGER_NONE || lines.len == 0);
	if (ledger_has("q", text, "a", true))
		must(state != LEDGER_NONE);
	buf_reset(&again);
	if (receipt_read(&receipt, &of, text, &again))
		must(again.len > 0);
	check_lines(buf_slice(&again));
	ledger_is_answer("q", text);
	buf_clear(&lines);
	buf_clear(&again);
	ledger_clear(&l);
	return 0;
}
