#include "hub/id.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/num.h"

void
hub_id_next(struct hub_id *last, int64_t wall_ms)
{
	if (wall_ms > last->ms) {
		last->ms = wall_ms;
		last->seq = 0;
		return;
	}
	last->seq++;
}

struct slice
hub_id_format(struct hub_id id, char text[HUB_ID_TEXT_MAX])
{
	int n = snprintf(
	    text, HUB_ID_TEXT_MAX, "%" PRId64 "-%" PRId64, id.ms, id.seq);

	return (struct slice){ text, (size_t)n };
}

bool
hub_id_parse(struct slice s, struct hub_id *id)
{
	struct slice ms, seq;

	slice_cut(s, '-', &ms, &seq);
	return num_parse(ms, &id->ms) && num_parse(seq, &id->seq);
}

int
hub_id_compare(struct hub_id a, struct hub_id b)
{
	if (a.ms != b.ms)
		return a.ms < b.ms ? -1 : 1;
	return a.seq < b.seq ? -1 : a.seq > b.seq;
}
