/*
 * unit/sse_rows.h - the rows of conformance/rows.tsv, which tells what they
 * are.
 */
#ifndef UNIT_SSE_ROWS_H
#define UNIT_SSE_ROWS_H

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

#define ROWS_MAX 512
#define ROW_BYTES_MAX ((size_t)16 << 10)

struct sse_row {
	char *name, *stream, *events;
	size_t len; /* of the stream, which may hold NUL */
};

struct sse_rows {
	size_t count;
	struct sse_row items[ROWS_MAX];
};

/* A table that is none is a fault of whoever wrote it. */
static void
rows_need(bool is_so, const char *what)
{
	if (is_so)
		return;
	fprintf(stderr, "rows.tsv: %s\n", what);
	exit(1);
}

static char
rows_byte(const char **at)
{
	char digits[3] = { 0 };
	char c = *(*at)++;

	switch (c) {
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	case '0':
		return '\0';
	case '\\':
		return '\\';
	}
	rows_need(c == 'x' && **at != '\0', "no such escape");
	memcpy(digits, *at, 2);
	*at += 2;
	return (char)strtol(digits, NULL, 16);
}

static void
rows_add(struct buf *b, const char *text, const char *end)
{
	while (text < end) {
		char c = *text++;

		if (c == '\\')
			c = rows_byte(&text);
		rows_need(buf_add_char(b, c), "a row is too long");
	}
}

/* Appends what text stands for; times is where "\*N(" begins in it. */
static void
rows_add_times(struct buf *b, const char **text, const char *times)
{
	char *open;
	unsigned long n = strtoul(times + 2, &open, 10);
	const char *close = strchr(open, ')');

	rows_need(*open == '(' && close != NULL, "times without a text");
	rows_add(b, *text, times);
	while (n-- > 0)
		rows_add(b, open + 1, close);
	*text = close + 1;
}

/* Returns the bytes of one column, with a NUL behind them; len without it. */
static char *
rows_column(const char *text, size_t *len)
{
	struct buf b = BUF(ROW_BYTES_MAX);
	const char *times;

	if (strcmp(text, "-") == 0)
		text = "";
	while ((times = strstr(text, "\\*")) != NULL)
		rows_add_times(&b, &text, times);
	rows_add(&b, text, text + strlen(text));
	*len = b.len;
	rows_need(buf_add_char(&b, '\0'), "a row is too long");
	return b.ptr;
}

static void
rows_take(struct sse_rows *rows, char *line)
{
	struct sse_row *row = &rows->items[rows->count++];
	char *stream = strchr(line, '\t'), *events;
	size_t n;

	rows_need(rows->count <= ROWS_MAX && stream != NULL, "too many rows");
	*stream++ = '\0';
	events = strchr(stream, '\t');
	rows_need(events != NULL, "a row has three columns");
	*events++ = '\0';
	events[strcspn(events, "\n")] = '\0';
	row->name = rows_column(line, &n);
	row->stream = rows_column(stream, &row->len);
	row->events = rows_column(events, &n);
}

static void
rows_load(struct sse_rows *rows)
{
	FILE *file = fopen(SSE_ROWS, "r");
	char line[8192];

	rows_need(file != NULL, SSE_ROWS);
	rows->count = 0;
	while (fgets(line, sizeof(line), file) != NULL)
		if (line[0] != '#' && line[0] != '\n')
			rows_take(rows, line);
	fclose(file);
	rows_need(rows->count > 0, "no rows");
}

static void
rows_free(struct sse_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		free(rows->items[i].name);
		free(rows->items[i].stream);
		free(rows->items[i].events);
	}
}

#endif
