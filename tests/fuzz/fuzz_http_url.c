/* Any path, query, Accept and list can be taken apart and decoded. */
#include <stdint.h>
#include <stdlib.h>

#include "http/accept.h"
#include "http/token.h"
#include "http/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const types[] = { "text/event-stream",
	"application/x-ndjson", "text/plain" };

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* Whatever is decoded is no longer than it was, and stays if it is bad. */
static void
check_decode(struct slice s, bool plus_is_space)
{
	struct buf b = BUF(SIZE_MAX);
	bool good;

	must(buf_add(&b, slice_of("front")));
	good = http_url_decode(&b, s, plus_is_space);
	must(good || b.len == 5);
	must(b.len <= 5 + s.len && memcmp(b.ptr, "front", 5) == 0);
	must(good || slice_has(s, '%'));
	buf_clear(&b);
}

static void
check_query(struct slice query)
{
	struct slice name, value;
	struct buf found = BUF(SIZE_MAX);

	if (!http_query_find(query, "topic", &found))
		must(found.len == 0);
	buf_clear(&found);
	while (http_query_next(&query, &name, &value)) {
		must(!slice_has(name, '&') && !slice_has(name, '='));
		must(!slice_has(value, '&'));
		check_decode(name, true);
		check_decode(value, true);
	}
}

static void
check_path(struct slice path)
{
	struct slice segment;

	while (http_path_next(&path, &segment)) {
		must(!slice_has(segment, '/'));
		check_decode(segment, false);
	}
	must(path.len == 0);
}

static void
check_list(struct slice list)
{
	struct slice item;

	while (http_list_next(&list, &item))
		must(item.len > 0 && item.len == slice_trim(item).len);
	must(list.len == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = { (const char *)data, size };
	int chosen = http_accept_choose(in, types, 3);

	must(chosen >= -1 && chosen < 3);
	(void)http_type_is(in, types[0]);
	check_query(in);
	check_path(in);
	check_list(in);
	return 0;
}
