/* bench_load - a load on a hub, exactly counted, and what it cost the hub. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/opt_doc.h"
#include "churn.h"
#include "clock.h"
#include "follower.h"
#include "measure.h"
#include "publisher.h"
#include "replays.h"

#define QUIET_MS_MAX 4000 /* without progress, for what is missing */
#define AFTERMATH_MS 100  /* in which a double could still come */
#define CALM_MS 200
#define IDLE_MS 1500

static int
turn_ms(const struct load *load)
{
	int64_t due_ns = publisher_due_ns(load), now_ns = clock_now_ns();

	if (due_ns <= now_ns)
		return 0;
	return due_ns - now_ns > 10 * CLOCK_NS_PER_MS
		   ? 10
		   : (int)((due_ns - now_ns) / CLOCK_NS_PER_MS);
}

static void
publish_until(struct load *load, int64_t end_ns)
{
	while (clock_now_ns() < end_ns && !load->is_broken &&
	       load->published < load->events_max)
		load_turn(load, turn_ms(load));
}

/* Waits for what is on its way. */
static void
await_rest(struct load *load)
{
	int64_t seen = -1, seen_ns = 0;

	while (
	    load->totals.received < load->expected ||
	    (load->o.feed == NULL && load->idle_count < load->o.publishers)) {
		int64_t now_ns = clock_now_ns();

		if (load->totals.received != seen) {
			seen = load->totals.received;
			seen_ns = now_ns;
		}
		if (now_ns - seen_ns > QUIET_MS_MAX * CLOCK_NS_PER_MS)
			return;
		load_turn(load, 10);
	}
}

static void
run_fanout(struct load *load, struct measure_report *r)
{
	int64_t warm_ns = load->o.warm_ms * CLOCK_NS_PER_MS;
	int64_t measured_ns = load->o.measured_ms * CLOCK_NS_PER_MS;
	bool counts = load->o.events > 0;
	struct replays replays;

	r->memory_before = measure_memory(load);
	replays_start(&replays, &load->o);
	follower_open_all(load);
	publisher_open_all(load);
	load_settle(load, CALM_MS);
	load->started_ns = clock_now_ns();
	load->is_publishing = true;
	r->from = measure_take(load);
	publisher_run_idle(load);
	if (!counts) {
		publish_until(load, load->started_ns + warm_ns);
		r->from = measure_take(load);
		hist_reset(&load->latency);
	}
	publish_until(load, counts ? INT64_MAX : r->from.wall_ns + measured_ns);
	load->is_publishing = false;
	await_rest(load);
	r->to = measure_take(load);
	r->memory_after = measure_memory(load);
	load_settle(load, AFTERMATH_MS);
	r->lost = follower_count_lost(load);
	r->replayed = replays_stop(&replays);
}

static void
run_idle(struct load *load, struct measure_report *r)
{
	load->o.publishers = 0;
	r->memory_before = measure_memory(load);
	follower_open_all(load);
	load_settle(load, CALM_MS);
	r->from = measure_take(load);
	load_settle(load, IDLE_MS);
	r->to = measure_take(load);
	r->memory_after = measure_memory(load);
}

static void
run_churn(struct load *load, struct measure_report *r)
{
	load->o.publishers = 0;
	churn_run(load, load->o.warm_ms);
	r->memory_before = measure_memory(load);
	r->churned = churn_count();
	r->from = measure_take(load);
	churn_run(load, load->o.measured_ms);
	r->to = measure_take(load);
	r->churned = churn_count() - r->churned;
	r->memory_after = measure_memory(load);
}

/* Publishes first; then all followers want all of it. */
static void
run_replay(struct load *load, struct measure_report *r)
{
	publisher_open_all(load);
	load->is_publishing = true;
	publisher_run_idle(load);
	publish_until(load, INT64_MAX);
	load->is_publishing = false;
	await_rest(load);
	r->memory_before = measure_memory(load);
	r->from = measure_take(load);
	follower_open_all(load);
	load->expected = load->published * load->hearing;
	await_rest(load);
	r->to = measure_take(load);
	r->memory_after = measure_memory(load);
	load_settle(load, AFTERMATH_MS);
	r->lost = follower_count_lost(load);
}

static int
run(const struct load_options *o)
{
	struct load *load = mem_new(sizeof(*load));
	struct measure_report r = { 0 };
	bool is_right;

	signal(SIGPIPE, SIG_IGN);
	load_init(load, o);
	if (o->mode == LOAD_IDLE)
		run_idle(load, &r);
	else if (o->mode == LOAD_CHURN)
		run_churn(load, &r);
	else if (o->mode == LOAD_REPLAY)
		run_replay(load, &r);
	else
		run_fanout(load, &r);
	is_right = measure_print(load, &r);
	follower_close_all(load);
	if (load->publishers != NULL)
		publisher_close_all(load);
	load_clear(load);
	free(load);
	return is_right ? 0 : 1;
}

/* What no row of the table can say. */
static const char *
mistake(const struct load_options *o)
{
	if (o->port == 0)
		return "--port is missing";
	if (o->mode == LOAD_REPLAY && o->events == 0)
		return "--mode=replay wants --events";
	if (o->feed != NULL && o->publishers != 1)
		return "--feed is one publisher";
	if (o->batch > 1 && o->feed == NULL)
		return "--batch wants --feed";
	return NULL;
}

int
main(int argc, char **argv)
{
	struct opt_operands operands;
	struct load_options o;
	struct opt_set set;
	struct buf help = BUF(64 << 10);
	struct err err;
	int status = 2;

	load_options_init(&o, &set);
	if (opt_parse_argv(&set, argc, argv, &operands, &err) != 0) {
		fprintf(stderr, "bench_load: %s\n", err.text);
	} else if (o.help) {
		opt_doc_help(&set, &help);
		fwrite(help.ptr, 1, help.len, stdout);
		buf_clear(&help);
		status = 0;
	} else if (mistake(&o) != NULL) {
		fprintf(stderr, "bench_load: %s\n", mistake(&o));
	} else {
		status = run(&o);
	}
	opt_clear(&set);
	return status;
}
