/* A line, completed: an object stays one, and says what it lacked. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#include "client/complete.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static json_t *
load(struct slice s)
{
	return json_loadb(
	    s.ptr, s.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
}

/* Returns whether it is no more than null, or as an id empty. */
static bool
is_lacking(const json_t *tree, const char *name)
{
	const json_t *value = json_object_get(tree, name);

	return value == NULL || json_is_null(value) ||
	       (strcmp(name, "id") == 0 && json_is_string(value) &&
		   json_string_length(value) == 0);
}

static void
check_member(const json_t *before, const json_t *after, const char *name,
    const char *filled)
{
	const json_t *value = json_object_get(after, name);

	if (!is_lacking(before, name))
		must(json_equal(json_object_get(before, name), value));
	else
		must(json_is_string(value) &&
		     strcmp(json_string_value(value), filled) == 0);
}

/* What is an object is taken, and what is made of what is none is none. */
static void
check(struct slice line, const struct buf *made, int status)
{
	json_t *before = load(line), *after = NULL;

	if (json_is_object(before))
		must(status == 0);
	if (status == 0)
		after = load(buf_slice(made));
	must(json_is_object(before) == json_is_object(after));
	if (after != NULL) {
		check_member(before, after, "topic", "t");
		check_member(before, after, "id", "1");
		must(json_equal(json_object_get(before, "data"),
			 json_object_get(after, "data")) ||
		     json_object_get(before, "data") == NULL);
		must(json_object_size(after) <= json_object_size(before) + 2);
	}
	json_decref(before);
	json_decref(after);
}

/* What a line grows by, with room to spare. */
#define MORE_BYTES 1024

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct draft draft = {
		.topic = slice_of("t"),
		.id = slice_of("1"),
	};
	const struct slice line = { (const char *)data, size };
	struct buf made = BUF(size + MORE_BYTES);
	struct err err;
	int status;

	/* A line has no end in it. */
	if (!slice_has(line, '\n')) {
		status = complete_add(&made, line, &draft, &err);
		check(line, &made, status);
	}
	buf_clear(&made);
	return 0;
}
