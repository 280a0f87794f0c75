/* A form, a topic or a selector: what becomes of them are valid names. */
#include <stdint.h>
#include <stdlib.h>

#include "api/mercure_form.h"
#include "api/mercure_topic.h"
#include "hub/audience.h"
#include "hub/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* No topic is the hub's own, and none is there twice. */
static void
check_form(struct slice body)
{
	struct mercure_form form;
	struct slice also, name;
	struct err err;

	if (mercure_form_parse(&form, body, &err) == 0) {
		const struct hub_message *m = &form.message;

		must(hub_topic_is_public(m->topic));
		must(m->data.len <= body.len && m->retry_ms >= -1);
		must(!hub_to_has(m->extra.also, m->topic));
		for (also = m->extra.also; hub_to_next(&also, &name);) {
			must(hub_topic_is_public(name));
			must(!hub_to_has(also, name));
		}
	}
	mercure_form_clear(&form);
}

/* A topic is found by its own name, whatever that is made of. */
static void
check_topic(struct slice topic)
{
	struct buf name = BUF(HUB_TOPIC_BYTES_MAX);
	struct mercure_patterns p;

	mercure_patterns_init(&p, topic.len + 1);
	if (mercure_topic_add(&name, topic) &&
	    hub_topic_is_public(buf_slice(&name))) {
		must(mercure_patterns_add(&p, MERCURE_EXACT, topic) == NULL);
		must(p.count == 1);
		must(slice_equals(p.items[0], buf_slice(&name)));
	}
	mercure_patterns_clear(&p);
	buf_clear(&name);
}

/* The names of what was made of a selector hold no wildcard by accident. */
static void
check_selector(enum mercure_kind kind, struct slice selector)
{
	struct mercure_patterns p;

	mercure_patterns_init(&p, 2 * selector.len + 2);
	if (mercure_patterns_add(&p, kind, selector) == NULL) {
		must(p.count == 1 || p.count == 2);
		for (size_t i = 0; i < p.count; i++) {
			must(p.items[i].len > 0 && p.items[i].ptr[0] != '$');
			must(kind != MERCURE_EXACT || slice_is(selector, "*") ||
			     !hub_pattern_is_wild(p.items[i]));
		}
	}
	mercure_patterns_clear(&p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = { (const char *)data, size };

	check_form(in);
	check_topic(in);
	check_selector(MERCURE_TOPIC, in);
	check_selector(MERCURE_EXACT, in);
	check_selector(MERCURE_URL_PATTERN, in);
	return 0;
}
