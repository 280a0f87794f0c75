#include "ledger.h"

#include <stdlib.h>

#include "base/mem.h"

void
ledger_init(struct ledger *l, uint32_t publishers, uint32_t stride)
{
	*l = (struct ledger){ .publishers = publishers, .stride = stride };
	l->next = mem_new(sizeof(int64_t) * publishers);
}

void
ledger_expect(struct ledger *l, uint32_t publisher, int64_t first)
{
	l->next[publisher] = first;
}

void
ledger_clear(struct ledger *l)
{
	free(l->next);
	free(l->gaps);
	l->next = NULL;
	l->gaps = NULL;
	l->gap_count = 0;
}

static void
add_gap(struct ledger *l, uint32_t publisher, int64_t from, int64_t end)
{
	l->gaps =
	    mem_grow(l->gaps, l->gap_count + 1, sizeof(struct ledger_gap));
	l->gaps[l->gap_count++] = (struct ledger_gap){ publisher, from, end };
}

/* Takes seq out of its gap; false if it is in none. */
static bool
fill_gap(struct ledger *l, uint32_t publisher, int64_t seq)
{
	for (size_t i = 0; i < l->gap_count; i++) {
		struct ledger_gap *g = &l->gaps[i];
		int64_t end = g->end;

		if (g->publisher != publisher || seq < g->from || seq >= g->end)
			continue;
		g->end = seq;
		if (seq + l->stride < end)
			add_gap(l, publisher, seq + l->stride, end);
		return true;
	}
	return false;
}

bool
ledger_take(
    struct ledger *l, const struct payload *p, struct ledger_totals *totals)
{
	int64_t *next;

	if (p->publisher >= l->publishers ||
	    (p->seq - l->next[p->publisher]) % l->stride != 0) {
		totals->foreign++;
		return false;
	}
	next = &l->next[p->publisher];
	if (p->seq >= *next) {
		bool is_next = p->seq == *next;

		if (!is_next)
			add_gap(l, p->publisher, *next, p->seq);
		*next = p->seq + l->stride;
		totals->received++;
		return is_next;
	}
	if (fill_gap(l, p->publisher, p->seq)) {
		totals->reordered++;
		totals->received++;
	} else {
		totals->doubled++;
	}
	return false;
}

static int64_t
count_between(const struct ledger *l, int64_t from, int64_t end)
{
	return from < end ? (end - from + l->stride - 1) / l->stride : 0;
}

int64_t
ledger_lost(const struct ledger *l, uint32_t publisher, int64_t end)
{
	int64_t lost = count_between(l, l->next[publisher], end);

	for (size_t i = 0; i < l->gap_count; i++)
		if (l->gaps[i].publisher == publisher)
			lost +=
			    count_between(l, l->gaps[i].from, l->gaps[i].end);
	return lost;
}
