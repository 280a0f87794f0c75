#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "proc.h"

static int64_t
sum_of(const struct load *load, int64_t (*read)(pid_t))
{
	int64_t sum = 0;

	for (size_t i = 0; i < load->o.pids.count; i++) {
		pid_t pid = (pid_t)strtol(load->o.pids.items[i], NULL, 10);
		int64_t n = read(pid);

		if (n < 0) {
			fprintf(stderr, "bench_load: process %d is gone\n",
			    (int)pid);
			exit(2);
		}
		sum += n;
	}
	return sum;
}

int64_t
measure_memory(const struct load *load)
{
	return sum_of(load, proc_pss_bytes);
}

struct measure
measure_take(const struct load *load)
{
	return (struct measure){
		.wall_ns = clock_now_ns(),
		.cpu_ns = sum_of(load, proc_cpu_ns),
		.self_ns = proc_cpu_ns(getpid()),
		.machine_ns = proc_machine_cpu_ns(),
		.published = load->published,
		.received = load->totals.received,
	};
}

static const char *const mode_names[] = { "fanout", "idle", "churn", "replay" };

static void
print_load(const struct load *load)
{
	const struct load_options *o = &load->o;

	printf("{\"mode\":\"%s\",\"followers\":%lld,\"deaf\":%lld,"
	       "\"patterns\":%lld,\"publishers\":%lld,\"topics\":%lld,"
	       "\"bytes\":%lld,\"rate\":%lld",
	    mode_names[o->mode], (long long)o->followers, (long long)o->deaf,
	    (long long)o->patterns, (long long)o->publishers,
	    (long long)o->topics, (long long)o->bytes, (long long)o->rate);
}

/* Prints how many a second, and the CPU time of each; nothing of nothing. */
static void
print_rate(const struct measure_report *r, const char *name, int64_t count)
{
	double wall_s = (double)(r->to.wall_ns - r->from.wall_ns) / 1e9;
	double cpu_us = (double)(r->to.cpu_ns - r->from.cpu_ns) / 1e3;

	if (count <= 0)
		return;
	printf(",\"%s\":%lld,\"%s_per_s\":%.0f,\"cpu_us_per_%s\":%.4f", name,
	    (long long)count, name, (double)count / wall_s, name,
	    cpu_us / (double)count);
}

static void
print_latency(const struct hist *h)
{
	if (h->total == 0)
		return;
	printf(",\"p50_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f",
	    (double)hist_quantile_ns(h, 0.5) / 1e3,
	    (double)hist_quantile_ns(h, 0.99) / 1e3, (double)h->max_ns / 1e3);
}

static void
print_memory(const struct load *load, const struct measure_report *r)
{
	int64_t more = r->memory_after - r->memory_before;

	printf(",\"memory_before\":%lld,\"memory_after\":%lld",
	    (long long)r->memory_before, (long long)r->memory_after);
	if (load->o.mode == LOAD_IDLE && load->opened > 0)
		printf(",\"bytes_per_follower\":%lld",
		    (long long)(more / load->opened));
}

/* What was wrong with a replay is as wrong. */
static void
add_replays(struct load *load, struct measure_report *r)
{
	const struct replays_report *more = &r->replayed;

	load->totals.doubled += more->totals.doubled;
	load->totals.reordered += more->totals.reordered;
	load->totals.foreign += more->totals.foreign;
	load->is_broken |= more->is_broken;
	r->lost += more->lost;
	if (more->wall_ns > 0)
		printf(",\"replays\":%lld,\"replayed\":%lld,"
		       "\"replayed_per_s\":%.0f",
		    (long long)more->rounds, (long long)more->totals.received,
		    (double)more->totals.received /
			((double)more->wall_ns / 1e9));
}

/* How much of the machine was at work, and for whom. */
static void
print_shares(const struct measure_report *r)
{
	double wall_ns = (double)(r->to.wall_ns - r->from.wall_ns);
	double hub = (double)(r->to.cpu_ns - r->from.cpu_ns) / wall_ns;
	double load = (double)(r->to.self_ns - r->from.self_ns) / wall_ns;
	double all = (double)(r->to.machine_ns - r->from.machine_ns) / wall_ns;
	double others = all - hub - load;

	printf(",\"seconds\":%.3f,\"cpu_share\":%.3f,\"load_share\":%.3f,"
	       "\"others_share\":%.3f",
	    wall_ns / 1e9, hub, load, others > 0 ? others : 0);
}

bool
measure_print(struct load *load, struct measure_report *r)
{
	const struct ledger_totals *t = &load->totals;

	print_load(load);
	print_shares(r);
	print_rate(r, "publish", r->to.published - r->from.published);
	print_rate(r, "delivery", r->to.received - r->from.received);
	print_rate(r, "connection", r->churned);
	if (load->o.mode == LOAD_FANOUT)
		print_latency(&load->latency);
	print_memory(load, r);
	add_replays(load, r);
	printf(",\"lost\":%lld,\"doubled\":%lld,\"reordered\":%lld,"
	       "\"foreign\":%lld,\"closed\":%u,\"refused\":%s}\n",
	    (long long)r->lost, (long long)t->doubled, (long long)t->reordered,
	    (long long)t->foreign, load->closed,
	    load->is_broken ? "true" : "false");
	return r->lost == 0 && t->doubled == 0 && t->reordered == 0 &&
	       t->foreign == 0 && load->closed == 0 && !load->is_broken;
}
