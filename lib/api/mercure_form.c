#include "api/mercure_form.h"

#include "api/mercure_topic.h"
#include "api/problem.h"
#include "base/mem.h"
#include "base/num.h"
#include "http/url.h"
#include "hub/audience.h"
#include "hub/pattern.h"

static int
add_topic(struct mercure_form *form, struct slice value, struct err *err)
{
	struct buf name = BUF(HUB_TOPIC_BYTES_MAX);
	bool fits = mercure_topic_add(&name, value) &&
		    hub_topic_is_public(buf_slice(&name));

	/* The same name twice is one topic. */
	if (fits && form->topic.len == 0)
		fits = buf_add(&form->topic, buf_slice(&name));
	else if (fits &&
		 !slice_equals(buf_slice(&form->topic), buf_slice(&name)))
		fits = hub_to_add(&form->also, buf_slice(&name));
	buf_clear(&name);
	if (fits)
		return 0;
	return err_set(err, API_BAD_TOPIC,
	    "a topic is 1 to 255 bytes of UTF-8 without control characters, "
	    "not the hub's own, and no segment of it is '*' or '**'; further "
	    "ones are at most 64");
}

static int
set_retry(struct mercure_form *form, struct slice value, struct err *err)
{
	if (value.len == 0 || num_parse(value, &form->message.retry_ms))
		return 0;
	return err_set(
	    err, API_BAD_FIELD, "retry is a whole number of milliseconds");
}

/* An id is also a cursor, and these two mean something as one. */
static int
set_id(struct mercure_form *form, struct slice value, struct err *err)
{
	form->message.id = value;
	if (!slice_starts(value, "#") && !slice_is(value, "earliest"))
		return 0;
	return err_set(err, API_BAD_ID,
	    "an id does not begin with '#' and is not 'earliest'");
}

/* Fields that a form has once, in the order of the bits that note them. */
enum { FIELD_ID = 1, FIELD_TYPE = 2, FIELD_DATA = 4, FIELD_RETRY = 8 };

static unsigned
field_of(struct slice name)
{
	static const char *const names[] = { "id", "type", "data", "retry" };

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_is(name, names[i]))
			return 1U << i;
	return 0;
}

static int
set_field(struct mercure_form *form, unsigned field, struct slice value,
    struct err *err)
{
	if (field == FIELD_ID)
		return set_id(form, value, err);
	if (field == FIELD_RETRY)
		return set_retry(form, value, err);
	if (field == FIELD_TYPE)
		form->message.type = value;
	else if (field == FIELD_DATA)
		form->message.data = value;
	return 0;
}

/* private, and target before it, are for readers who can be told apart. */
static bool
is_restriction(struct slice name)
{
	return slice_is(name, "private") || slice_is(name, "target");
}

/* Appends s, decoded, to the text of the form, and returns it there. */
static bool
decode(struct mercure_form *form, struct slice s, struct slice *decoded)
{
	size_t from = form->text.len;

	if (!http_url_decode(&form->text, s, true))
		return false;
	*decoded = slice_drop(buf_slice(&form->text), from);
	return true;
}

static int
parse_pairs(struct mercure_form *form, struct slice body, struct err *err)
{
	struct slice name, value;
	unsigned known = 0, field;
	int status = 0;

	while (status == 0 && http_query_next(&body, &name, &value)) {
		if (!decode(form, name, &name) || !decode(form, value, &value))
			return err_set(err, API_BAD_REQUEST,
			    "the form is not percent-encoded as it should be");
		if (is_restriction(name))
			return err_set(err, API_BAD_FIELD,
			    "'%.*s' needs authentication, which this hub does "
			    "not do: nobody would be allowed to read it",
			    SLICE_ARGS(name));
		field = field_of(name);
		if (slice_is(name, "topic"))
			status = add_topic(form, value, err);
		else if ((known & field) == 0)
			status = set_field(form, field, value, err);
		known |= field;
	}
	return status;
}

int
mercure_form_parse(
    struct mercure_form *form, struct slice body, struct err *err)
{
	*form = (struct mercure_form){
		.message = {
		    .id = slice_empty(),
		    .type = slice_empty(),
		    .data = slice_empty(),
		    .retry_ms = -1,
		},
		.text = BUF(body.len),
		.topic = BUF(HUB_TOPIC_BYTES_MAX),
		.also = BUF(HUB_TO_BYTES_MAX),
	};
	/* Decoded text is never longer, so the pieces do not move. */
	if (body.len > 0 && buf_reserve(&form->text, body.len) == NULL)
		mem_fail();
	if (parse_pairs(form, body, err) != 0)
		return -1;
	if (form->topic.len == 0)
		return err_set(
		    err, API_BAD_TOPIC, "no topic is named: topic=TOPIC");
	form->message.topic = buf_slice(&form->topic);
	form->message.extra.also = buf_slice(&form->also);
	return 0;
}

void
mercure_form_clear(struct mercure_form *form)
{
	buf_clear(&form->text);
	buf_clear(&form->topic);
	buf_clear(&form->also);
}
