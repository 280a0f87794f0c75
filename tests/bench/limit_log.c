#include <stdio.h>

#include "base/mem.h"
#include "limit.h"

#define FRAME_BYTES_MIN 64

static void
add(struct limit *limit, struct limit_log *log, struct slice s)
{
	uint64_t at = log->end & (limit->log_bytes - 1);
	uint64_t room = limit->log_bytes - at;
	size_t first = s.len < room ? s.len : (size_t)room;

	memcpy(log->bytes + at, s.ptr, first);
	memcpy(log->bytes, s.ptr + first, s.len - first);
	log->end += s.len;
}

/* "1764000000123-0": as long as ssed's, and as cheap as can be. */
static void
add_id(struct limit *limit, struct limit_log *log)
{
	char id[] = "id: 1764000000000-0\ntopic: ";
	uint64_t n = log->frames;

	for (size_t i = 16; i > 8 && n > 0; i--, n /= 10)
		id[i] = (char)('0' + n % 10);
	add(limit, log, (struct slice){ id, sizeof(id) - 1 });
}

void
limit_log_add(struct limit *limit, struct limit_log *log, struct slice topic,
    struct slice data)
{
	uint64_t ends = limit->log_bytes / FRAME_BYTES_MIN;

	if (log->bytes == NULL) {
		log->bytes = mem_new(limit->log_bytes);
		log->ends = mem_new(sizeof(uint64_t) * ends);
	}
	add_id(limit, log);
	add(limit, log, topic);
	add(limit, log, slice_of("\ndata: "));
	add(limit, log, data);
	add(limit, log, slice_of("\n\n"));
	log->ends[log->frames++ & (ends - 1)] = log->end;
}
