#include "client/refusal.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "client/harmless.h"

bool
refusal_is_type(const char *type, const char *name)
{
	struct slice head, tail;

	slice_cut(slice_of(type), ';', &head, &tail);
	head = slice_trim(head);
	return head.len == strlen(name) &&
	       strncasecmp(head.ptr, name, head.len) == 0;
}

bool
refusal_is_problem(const char *type)
{
	return refusal_is_type(type, "application/problem+json");
}

static struct slice
first_line(struct slice body)
{
	struct slice line, rest;

	do {
		slice_cut(body, '\n', &line, &rest);
		body = rest;
		while (line.len > 0 && line.ptr[line.len - 1] == '\r')
			line.len--;
	} while (slice_trim(line).len == 0 && rest.len > 0);
	return slice_trim(line);
}

void
refusal_clean(struct slice s, char *text)
{
	size_t n = s.len < REFUSAL_TEXT_MAX ? s.len : REFUSAL_TEXT_MAX - 1;

	while (n > 0 && n < s.len && (s.ptr[n] & 0xC0) == 0x80)
		n--;
	if (n > 0)
		memcpy(text, s.ptr, n);
	harmless_mask(text, n);
	text[n] = '\0';
}

void
refusal_words(const char *type, struct slice body, char *text)
{
	json_t *problem = NULL;
	const char *detail = NULL;

	if (refusal_is_problem(type))
		problem = json_loadb(body.ptr, body.len, 0, NULL);
	detail = json_string_value(json_object_get(problem, "detail"));
	if (detail == NULL)
		detail = json_string_value(json_object_get(problem, "title"));
	refusal_clean(
	    detail != NULL ? slice_of(detail) : first_line(body), text);
	json_decref(problem);
}
