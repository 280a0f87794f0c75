#include "api/message.h"

#include <jansson.h>
#include <stdlib.h>

#include "api/compact.h"
#include "api/denial.h"
#include "api/plain.h"
#include "api/problem.h"
#include "base/mem.h"

/* Takes a member that must be a string, if it is there. */
static int
take_string(const json_t *object, const char *name, struct slice *value,
    struct err *err)
{
	const json_t *member = json_object_get(object, name);

	if (member == NULL || json_is_null(member))
		return 0;
	if (!json_is_string(member))
		return err_set(
		    err, API_BAD_FIELD, "'%s' must be a string", name);
	*value = api_string_of(member);
	return 0;
}

static int
take_retry(const json_t *object, int64_t *retry_ms, struct err *err)
{
	const json_t *member = json_object_get(object, "retry");

	*retry_ms = -1;
	if (member == NULL || json_is_null(member))
		return 0;
	if (!json_is_integer(member) || json_integer_value(member) < 0)
		return err_set(err, API_BAD_FIELD,
		    "'retry' must be a whole number of milliseconds");
	*retry_ms = json_integer_value(member);
	return 0;
}

static int
take_data(struct api_message *m, const json_t *object, struct err *err)
{
	const json_t *data = json_object_get(object, "data");
	struct buf text = BUF(API_COMPACT_BYTES_MAX);

	if (data == NULL)
		return err_set(err, API_BAD_FIELD, "'data' is missing");
	if (json_is_string(data))
		return take_string(object, "data", &m->message.data, err);
	if (!api_compact_add(&text, data)) {
		buf_clear(&text);
		return err_set(err, API_TOO_LARGE,
		    "'data' is too large once it is written");
	}
	m->text = text.ptr; /* owned by m from here */
	m->message.data = buf_slice(&text);
	return 0;
}

static int
take_members(struct api_message *m, const json_t *object, struct err *err)
{
	if (!json_is_object(object))
		return err_set(err, API_BAD_JSON, "a JSON object is wanted");
	m->message.topic = m->message.id = m->message.type = slice_empty();
	api_extra_init(&m->extra);
	if (api_extra_read_json(&m->extra, object, err) != 0 ||
	    take_string(object, "topic", &m->message.topic, err) != 0 ||
	    take_string(object, "id", &m->message.id, err) != 0 ||
	    take_string(object, "event", &m->message.type, err) != 0 ||
	    take_retry(object, &m->message.retry_ms, err) != 0)
		return -1;
	m->message.extra = m->extra.extra;
	m->is_main = !json_is_string(json_object_get(object, "topic")) &&
		     m->message.extra.to.len == 0;
	if (m->is_main)
		m->message.topic = slice_of("main");
	if (take_data(m, object, err) != 0)
		return -1;
	api_denial_read(&m->message);
	return 0;
}

struct json_t *
api_message_load(struct slice text, struct err *err)
{
	json_error_t error;
	json_t *tree = json_loadb(text.ptr, text.len,
	    JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);

	if (tree == NULL)
		err_set(err, API_BAD_JSON, "line %d, column %d: %s", error.line,
		    error.column, error.text);
	return tree;
}

int
api_message_read(
    struct api_message *m, const struct json_t *object, struct err *err)
{
	*m = (struct api_message){ 0 };
	if (take_members(m, object, err) == 0)
		return 0;
	api_message_clear(m);
	return -1;
}

static struct slice
or_nothing(struct slice s)
{
	return s.ptr != NULL ? s : slice_empty();
}

static void
take_plain_data(struct api_message *m, const struct api_plain *plain)
{
	size_t len;

	m->message.data = plain->data;
	if (!plain->is_escaped)
		return;
	m->text = mem_new(plain->data.len);
	len = api_plain_unescape(m->text, plain->data);
	m->message.data = (struct slice){ m->text, len };
}

/* The same as api_message_read() of the tree, only faster. */
static void
take_plain(struct api_message *m, const struct api_plain *plain)
{
	*m = (struct api_message){ .is_main = plain->topic.ptr == NULL };
	api_extra_init(&m->extra);
	m->message.topic = plain->topic;
	if (m->is_main)
		m->message.topic = slice_of("main");
	m->message.type = or_nothing(plain->type);
	m->message.id = or_nothing(plain->id);
	take_plain_data(m, plain);
	m->message.retry_ms = -1;
	m->message.extra = m->extra.extra;
	api_denial_read(&m->message);
}

int
api_message_parse(struct api_message *m, struct slice text, struct err *err)
{
	struct api_plain plain;
	json_t *tree;

	if (api_plain_read(&plain, text)) {
		take_plain(m, &plain);
		return 0;
	}
	tree = api_message_load(text, err);
	*m = (struct api_message){ 0 };
	if (tree == NULL)
		return -1;
	if (api_message_read(m, tree, err) == 0) {
		m->json = tree;
		return 0;
	}
	json_decref(tree);
	return -1;
}

void
api_message_clear(struct api_message *m)
{
	json_decref(m->json);
	free(m->text);
	api_extra_clear(&m->extra);
	*m = (struct api_message){ 0 };
}
