#include "ssed/reload.h"

#include <stdlib.h>

#include "api/gate.h"
#include "base/log.h"
#include "base/mem.h"
#include "hub/tune.h"
#include "ssed/reply.h"

static int64_t
number_or(int64_t number, int64_t otherwise)
{
	return number >= 0 ? number : otherwise;
}

static void
apply_keep(struct daemon *d, const struct ssed_options *o)
{
	const struct hub_keep all = {
		.count = o->keep,
		.bytes = o->keep_bytes,
		.age_ms = o->keep_age_ms,
	};
	size_t count;
	const struct ssed_topic_rule *from =
	    ssed_topic_rules(&o->sections, &count);
	struct hub_keep_rule *rules = mem_new(count * sizeof(*rules) + 1);

	for (size_t i = 0; i < count; i++) {
		struct hub_keep *keep = &rules[i].keep;

		rules[i].pattern = slice_of(from[i].pattern);
		keep->count = number_or(from[i].keep, all.count);
		keep->bytes = number_or(from[i].keep_bytes, all.bytes);
		keep->age_ms = number_or(from[i].keep_age_ms, all.age_ms);
	}
	d->log->ops->set_keep(d->log, &all, rules, count);
	free(rules);
}

static void
apply_gate(struct daemon *d, const struct ssed_config *c)
{
	size_t count;
	const struct ssed_user_rule *from =
	    ssed_user_rules(&c->options.sections, &count);
	struct api_gate_rule *rules = mem_new(count * sizeof(*rules) + 1);
	const struct api_gate_rules all = {
		.users = c->users,
		.topics = c->topics,
		.rules = rules,
		.count = count,
	};

	const struct hub_gates gates = {
		.topics = c->topics != NULL ? &c->topics->gate : NULL,
		.users = c->users != NULL ? &c->users->gate : NULL,
	};

	for (size_t i = 0; i < count; i++) {
		rules[i].user = slice_of(from[i].user);
		rules[i].streams_max = from[i].streams_max;
	}
	api_gate_set(d->api.gate, &all);
	hub_set_gates(d->hub, &gates);
	free(rules);
}

void
reload_apply(struct daemon *d, const struct ssed_config *c)
{
	const struct ssed_options *o = &c->options;
	struct hub_options options;
	struct err err;

	log_setup((enum log_level)o->log_level, (enum log_format)o->log_format);
	daemon_hub_options(o, &options);
	hub_tune(d->hub, &options);
	apply_keep(d, o);
	apply_gate(d, c);
	d->api.heartbeat_ms = o->heartbeat_ms;
	api_batches_parse(&d->api.batches, slice_of(o->batch));
	limits_tune(&d->api, o);
	/* That it can is what daemon_check() found out. */
	(void)reply_set(&d->api.reply, o, &err);
}

/* Tells what differs from what is in force, and stays as it is. */
static void
tell_fixed(const struct ssed_config *was, const struct ssed_config *is)
{
	const struct opt *row;

	for (size_t at = 0;
	     (row = opt_next_change(&was->set, &is->set, &at)) != NULL;)
		if (!row->reload)
			log_write(LOG_WARN, "ssed", "needs a restart",
			    LOG_FIELDS(LOG_STR("option", row->name)));
}

void
reload(struct daemon *d)
{
	struct ssed_config *was = d->config;
	struct ssed_config *fresh = ssed_config_new(was->argc, was->argv);
	struct err err;

	fresh->again = true;
	if (ssed_config_read(fresh, &err) != 0 ||
	    ssed_config_load(fresh, &err) != 0 ||
	    daemon_check(&fresh->options, &err) != 0) {
		log_write(LOG_ERROR, "ssed", "not reloaded, nothing changed",
		    LOG_FIELDS(LOG_STR("reason", err.text)));
		ssed_config_free(fresh);
		return;
	}
	tell_fixed(was, fresh);
	/* Texts among them are the first one's, which outlives all others. */
	opt_keep_fixed(&fresh->set, &d->first->set);
	reload_apply(d, fresh);
	d->config = fresh; /* owned by d from here */
	d->options = &fresh->options;
	if (was != d->first)
		ssed_config_free(was);
	log_write(LOG_INFO, "ssed", "reloaded", NULL);
}
