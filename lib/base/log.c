#include "base/log.h"

#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/utf8.h"
#include "base/when.h"

#define LINE_BYTES 2048
#define CLOSING_BYTES 2 /* "}\n" */
#define VALUE_BYTES 512 /* so that one long value leaves room for others */

static enum log_level wanted = LOG_INFO;
static enum log_format written_as = LOG_TEXT;

static const char *const level_names[] = { "error", "warn", "info", "debug" };

void
log_setup(enum log_level level, enum log_format format)
{
	wanted = level;
	written_as = format;
}

bool
log_wants(enum log_level level)
{
	return level <= wanted;
}

/* Returns whether s may stand bare: nothing in it needs an escape or quotes. */
static bool
is_plain(struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];

		if (c <= ' ' || c >= 0x7F || strchr("=\"\\", c) != NULL)
			return false;
	}
	return s.len > 0;
}

/* Appends one byte of a text; is_raw: as it is unless it is a control. */
static bool
add_byte(struct buf *b, unsigned char c, bool is_raw)
{
	if (c == '\n')
		return buf_add(b, slice_of("\\n"));
	if (c == '\r')
		return buf_add(b, slice_of("\\r"));
	if (c == '\t')
		return buf_add(b, slice_of("\\t"));
	if (c == '"' || c == '\\')
		return buf_add_char(b, '\\') && buf_add_char(b, (char)c);
	if (c < ' ' || c == 0x7F || !is_raw)
		return buf_addf(b, "\\x%02x", c);
	return buf_add_char(b, (char)c);
}

/* Returns whether a C1 control stands at i: 0xC2 and 0x80 to 0x9F. */
static bool
is_c1(struct slice s, size_t i)
{
	return (unsigned char)s.ptr[i] == 0xC2 && i + 1 < s.len &&
	       (unsigned char)s.ptr[i + 1] < 0xA0;
}

/* Appends s with controls escaped, and all bytes over 0x7F if it is broken. */
static bool
add_escaped(struct buf *b, struct slice s)
{
	bool is_valid = utf8_is_valid(s);
	bool fits = true;

	for (size_t i = 0; fits && i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		bool is_control = is_valid && is_c1(s, i);

		fits = add_byte(b, c, c < 0x80 || (is_valid && !is_control));
		if (fits && is_control)
			fits = add_byte(b, (unsigned char)s.ptr[++i], false);
	}
	return fits;
}

/* Each writer appends s, and "..." if it was cut, as one value. */
typedef bool add_value(struct buf *b, struct slice s, const char *end);

static bool
add_message(struct buf *b, struct slice s, const char *end)
{
	return add_escaped(b, s) && buf_add(b, slice_of(end));
}

static bool
add_text_value(struct buf *b, struct slice s, const char *end)
{
	if (is_plain(s))
		return buf_add(b, s) && buf_add(b, slice_of(end));
	return buf_add_char(b, '"') && add_message(b, s, end) &&
	       buf_add_char(b, '"');
}

static bool
add_json_value(struct buf *b, struct slice s, const char *end)
{
	struct buf mended = BUF(LINE_BYTES);
	bool fits = utf8_add_mended(&mended, s) &&
		    buf_add(&mended, slice_of(end)) &&
		    json_add_string(b, buf_slice(&mended));

	buf_clear(&mended);
	return fits;
}

/* Returns the first n bytes of s, less a character that would be cut. */
static struct slice
head_of(struct slice s, size_t n)
{
	size_t at = n;

	while (
	    at > 0 && n - at < 3 && ((unsigned char)s.ptr[at] & 0xC0) == 0x80)
		at--;
	return slice_take(s, at);
}

/* Appends as much of s as fits; false if not even "..." does. */
static bool
add_cut(struct buf *b, struct slice s, add_value *add)
{
	size_t before = b->len, low = 0;
	size_t high = s.len < LINE_BYTES ? s.len : LINE_BYTES;

	if (s.len <= LINE_BYTES && add(b, s, ""))
		return true;
	while (low < high) {
		size_t half = low + (high - low) / 2;

		b->len = before;
		if (add(b, head_of(s, half), "..."))
			low = half + 1;
		else
			high = half;
	}
	b->len = before;
	if (low > 0 && add(b, head_of(s, low - 1), "..."))
		return true;
	b->len = before;
	return false;
}

/* Appends a value, which takes at most VALUE_BYTES of what b has left. */
static bool
add_bounded(struct buf *b, struct slice s, add_value *add)
{
	size_t max = b->max;
	bool fits;

	if (max - b->len > VALUE_BYTES)
		b->max = b->len + VALUE_BYTES;
	fits = add_cut(b, s, add);
	b->max = max;
	return fits;
}

static bool
add_field(struct buf *b, const struct log_field *f)
{
	bool is_json = written_as == LOG_JSON;

	if (!buf_addf(b, is_json ? ",\"%s\":" : " %s=", f->key))
		return false;
	if (f->is_num)
		return buf_addf(b, "%lld", (long long)f->num);
	return add_bounded(
	    b, f->text, is_json ? add_json_value : add_text_value);
}

/* Appends the time of day, as RFC 3339 has it, to the millisecond. */
static bool
add_time(struct buf *b)
{
	struct timespec now;
	char text[WHEN_TEXT_MAX];

	clock_gettime(CLOCK_REALTIME, &now);
	return buf_add(
	    b, when_format(
		   (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000, text));
}

static void
add_head(
    struct buf *b, const char *level, const char *part, const char *message)
{
	if (written_as == LOG_TEXT) {
		add_time(b);
		buf_addf(b, " %s %s ", level, part);
		add_bounded(b, slice_of(message), add_message);
		return;
	}
	buf_add(b, slice_of("{\"time\":\""));
	add_time(b);
	buf_addf(
	    b, "\",\"level\":\"%s\",\"part\":\"%s\",\"message\":", level, part);
	add_bounded(b, slice_of(message), add_json_value);
}

void
log_write(enum log_level level, const char *part, const char *message,
    const struct log_field *fields)
{
	struct buf line = BUF(LINE_BYTES - CLOSING_BYTES);

	if (!log_wants(level))
		return;
	add_head(&line, level_names[level], part, message);
	for (; fields != NULL && fields->key != NULL; fields++) {
		size_t before = line.len;

		if (!add_field(&line, fields))
			line.len = before;
	}
	line.max = LINE_BYTES;
	buf_add(&line, slice_of(written_as == LOG_JSON ? "}\n" : "\n"));
	/* One call a line, so that lines of several writers do not mix. */
	if (line.len > 0 && write(STDERR_FILENO, line.ptr, line.len) < 0)
		line.len = 0; /* nowhere is left to complain */
	buf_clear(&line);
}
