#include "client/tally.h"

#include <jansson.h>
#include <stdio.h>

/* A hub's codes of 408, 429 and 5xx: another time it may be another. */
static bool
is_passing(const char *code)
{
	static const char *const codes[] = { "timeout", "bad-coding",
		"bad-version", "not-kept", "log-failed", "busy", "busy-address",
		"busy-user", "draining", "confirm-timeout" };

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(codes[i], code) == 0)
			return true;
	return false;
}

static bool
read_count(const json_t *object, const char *name, size_t most, size_t *count)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_integer(value) || json_integer_value(value) < 0 ||
	    (json_int_t)most < json_integer_value(value))
		return false;
	*count = (size_t)json_integer_value(value);
	return true;
}

static void
write_words(struct tally_error *e, const char *code, const char *detail)
{
	char text[REFUSAL_TEXT_MAX];

	refusal_clean(slice_of(code), text);
	snprintf(e->words, sizeof(e->words), "%.30s", text);
	if (detail == NULL)
		return;
	refusal_clean(slice_of(detail), text);
	snprintf(e->words + strlen(e->words),
	    sizeof(e->words) - strlen(e->words), ": %s", text);
}

/* They come by line; false if one does not, or is none of those sent. */
static bool
read_error(struct tally *t, const json_t *error, size_t count)
{
	size_t n = t->error_count, line;
	const char *code = json_string_value(json_object_get(error, "code"));
	struct tally_error *e = &t->errors[n];

	if (code == NULL || !read_count(error, "line", count, &line) ||
	    line == 0 || (n > 0 && line - 1 <= t->errors[n - 1].index))
		return false;
	e->index = line - 1;
	e->is_passing = is_passing(code);
	write_words(
	    e, code, json_string_value(json_object_get(error, "detail")));
	t->error_count++;
	return true;
}

static bool
read_errors(struct tally *t, const json_t *errors, size_t count)
{
	size_t listed = json_array_size(errors);

	if (!json_is_array(errors) || listed > count)
		return false;
	for (size_t i = 0; i < listed && i < TALLY_ERRORS_MAX; i++)
		if (!read_error(t, json_array_get(errors, i), count))
			return false;
	t->more_errors += listed - t->error_count;
	return true;
}

static bool
read_answer(struct tally *t, const json_t *answer, size_t count)
{
	if (json_object_get(answer, "more_errors") != NULL &&
	    !read_count(answer, "more_errors", count, &t->more_errors))
		return false;
	return read_count(answer, "accepted", count, &t->accepted) &&
	       read_count(answer, "duplicates", count, &t->duplicates) &&
	       read_errors(t, json_object_get(answer, "errors"), count) &&
	       t->accepted + t->duplicates + t->error_count + t->more_errors ==
		   count;
}

bool
tally_read(struct tally *t, struct slice answer, size_t count)
{
	json_t *tree =
	    json_loadb(answer.ptr, answer.len, JSON_REJECT_DUPLICATES, NULL);
	bool ok;

	t->accepted = t->duplicates = t->error_count = t->more_errors = 0;
	ok = read_answer(t, tree, count);
	json_decref(tree);
	/* Where there are more, something must come of those that are told. */
	return ok && (t->more_errors == 0 || t->error_count > 0) &&
	       tally_known(t, count) + t->more_errors <= count;
}

size_t
tally_known(const struct tally *t, size_t count)
{
	if (t->more_errors == 0)
		return count;
	return t->error_count == 0 ? 0
				   : t->errors[t->error_count - 1].index + 1;
}
