/* Numbers, UTF-8, JSON strings and lines, made from any bytes. */
#include <stdint.h>
#include <stdlib.h>

#include <jansson.h>

#include "base/json.h"
#include "base/lines.h"
#include "base/num.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LINE_MAX_BYTES 8

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
check_num(struct slice in)
{
	int64_t n = 0, bytes = 0, ms = 0;
	bool is_num = num_parse(in, &n);

	must(!is_num || n >= 0);
	if (num_parse_size(in, &bytes))
		must(bytes >= 0 && (!is_num || bytes == n));
	else
		must(!is_num);
	if (num_parse_duration(in, &ms))
		must(ms >= 0 && (!is_num || ms == n * 1000));
	else
		must(!is_num || n > INT64_MAX / 1000);
}

/* jansson must read back what json_add_string wrote, NUL and all. */
static void
check_json(struct slice in)
{
	struct buf b = BUF(SIZE_MAX);
	json_t *read;

	must(json_add_string(&b, in));
	for (size_t i = 0; i < b.len; i++)
		must((unsigned char)b.ptr[i] >= 0x20 && b.ptr[i] != 0x7F);
	read = json_loadb(b.ptr, b.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	must(json_is_string(read));
	must(slice_equals(in, (struct slice){ json_string_value(read),
				  json_string_length(read) }));
	json_decref(read);
	buf_clear(&b);
}

static void
check_utf8(struct slice in)
{
	struct buf b = BUF(SIZE_MAX);

	must(utf8_add_mended(&b, in));
	must(utf8_is_valid(buf_slice(&b)));
	must(utf8_is_valid(in) == slice_equals(in, buf_slice(&b)));
	check_json(buf_slice(&b));
	buf_clear(&b);
}

/* Appends "LF" or "!" and the number for each line. */
static void
add_lines(struct buf *out, struct slice in, size_t step)
{
	enum lines_status status;
	struct lines l;
	struct slice line;

	lines_init(&l, LINE_MAX_BYTES);
	while (in.len > 0) {
		size_t n = in.len < step ? in.len : step;
		struct slice piece = slice_take(in, n);

		in = slice_drop(in, n);
		while ((status = lines_next(&l, &piece, &line)) != LINES_MORE)
			must(status == LINES_LINE
				 ? buf_add(out, line) && buf_add_char(out, '\n')
				 : buf_addf(out, "!%d", (int)l.number));
	}
	if (lines_rest(&l, &line))
		must(buf_add(out, line));
	lines_clear(&l);
}

static void
check_lines(struct slice in)
{
	struct buf whole = BUF(SIZE_MAX), bytes = BUF(SIZE_MAX);

	add_lines(&whole, in, SIZE_MAX);
	add_lines(&bytes, in, 1);
	must(slice_equals(buf_slice(&whole), buf_slice(&bytes)));
	buf_clear(&whole);
	buf_clear(&bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = { (const char *)data, size };

	check_num(in);
	check_utf8(in);
	check_lines(in);
	return 0;
}
