#include "client/spool_text.h"

#include <jansson.h>
#include <stdio.h>

#define LENGTH_MAX ((size_t)1 << 30)
#define NUMBER_MAX (INT64_MAX / 10 - 9)

/* What may be one: the hub is to judge, and tells what is wrong with it. */
static bool
is_object(struct slice line)
{
	return line.len > 0 && line.ptr[0] == '{';
}

enum spool_text
spool_text_line(struct slice *text, struct slice *line)
{
	struct slice rest;

	if (!slice_has(*text, '\n'))
		return SPOOL_TEXT_CUT;
	slice_cut(*text, '\n', line, &rest);
	*text = rest;
	return is_object(*line) ? SPOOL_TEXT_GOOD : SPOOL_TEXT_BAD;
}

static bool
is_target(struct slice s)
{
	if (!slice_starts(s, "/events/"))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] <= ' ' || s.ptr[i] >= 0x7f)
			return false;
	return true;
}

static bool
read_length(struct slice s, size_t *length)
{
	*length = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9' || *length > LENGTH_MAX)
			return false;
		*length = *length * 10 + (size_t)(s.ptr[i] - '0');
	}
	return s.len > 0;
}

enum spool_text
spool_text_alone(struct slice text, struct slice *target, struct slice *data)
{
	struct slice head, length;
	size_t size;

	if (!slice_has(text, '\n'))
		return SPOOL_TEXT_CUT;
	slice_cut(text, '\n', &head, data);
	slice_cut(head, ' ', &length, target);
	if (!read_length(length, &size) || !is_target(*target) || size == 0 ||
	    data->len > size)
		return SPOOL_TEXT_BAD;
	if (data->len < size)
		return SPOOL_TEXT_CUT;
	return data->ptr[size - 1] == '\n' ? SPOOL_TEXT_GOOD : SPOOL_TEXT_BAD;
}

int64_t
spool_text_id_number(struct slice id, const char *own_id)
{
	int64_t number = 0;

	if (!slice_starts(id, own_id))
		return 0;
	id = slice_drop(id, strlen(own_id));
	if (id.len < 2 || id.ptr[0] != '-')
		return 0;
	for (size_t i = 1; i < id.len; i++) {
		if (id.ptr[i] < '0' || id.ptr[i] > '9' || number > NUMBER_MAX)
			return 0;
		number = number * 10 + (id.ptr[i] - '0');
	}
	return number;
}

/* In a string each '"' is escaped, so that this stands nowhere else. */
int64_t
spool_text_number(struct slice line, const char *own_id)
{
	static const char name[] = "\"id\":\"";
	char begin[80];
	int len = snprintf(begin, sizeof(begin), "%s%s-", name, own_id);
	struct slice id, rest;
	const char *at;

	if (len <= 0 || (size_t)len >= sizeof(begin))
		return 0;
	at = memmem(line.ptr, line.len, begin, (size_t)len);
	if (at == NULL)
		return 0;
	line = slice_drop(line, (size_t)(at - line.ptr) + sizeof(name) - 1);
	if (!slice_has(line, '"'))
		return 0;
	slice_cut(line, '"', &id, &rest);
	return spool_text_id_number(id, own_id);
}

void
spool_text_id(struct slice line, struct buf *id)
{
	json_t *tree = json_loadb(line.ptr, line.len, 0, NULL);
	const char *text = json_string_value(json_object_get(tree, "id"));

	if (text != NULL)
		buf_add(id, slice_of(text));
	json_decref(tree);
}
