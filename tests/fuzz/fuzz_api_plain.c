/* Bytes as a plain object: what is read of it is what jansson reads. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#include "api/message.h"
#include "api/plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
must_equal(const struct hub_message *a, const struct hub_message *b)
{
	must(slice_equals(a->topic, b->topic));
	must(slice_equals(a->type, b->type));
	must(slice_equals(a->id, b->id));
	must(slice_equals(a->data, b->data));
	must(a->retry_ms == b->retry_ms);
	must(a->extra.denies == b->extra.denies);
	must(a->extra.to.len == 0 && b->extra.to.len == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct slice line = { (const char *)data, size };
	struct api_message plain, message;
	struct api_plain parts;
	struct err err;
	json_t *tree;

	if (!api_plain_read(&parts, line))
		return 0;
	must(api_message_parse(&plain, line, &err) == 0);
	tree = api_message_load(line, &err);
	must(tree != NULL && api_message_read(&message, tree, &err) == 0);
	must_equal(&plain.message, &message.message);
	must(plain.is_main == message.is_main);
	api_message_clear(&message);
	api_message_clear(&plain);
	json_decref(tree);
	return 0;
}
