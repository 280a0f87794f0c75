#include "hub/id.h"

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
	char *end = text + HUB_ID_TEXT_MAX - 1;
	char *at;

	/* From its end: so no length has to be known before. */
	*end = '\0';
	at = num_format_before(end, (uint64_t)id.seq);
	*--at = '-';
	at = num_format_before(at, (uint64_t)id.ms);
	return (struct slice){ at, (size_t)(end - at) };
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
