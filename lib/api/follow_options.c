#include "api/follow_options.h"

#include <inttypes.h>

#include "api/cursor.h"
#include "api/extra.h"
#include "api/problem.h"
#include "base/num.h"
#include "http/url.h"

#define PARAM_BYTES_MAX 8192
#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

enum number { NUMBER_N, NUMBER_LAST, NUMBER_RETRY, NUMBER_HEARTBEAT };

/* What is out of bounds is refused, or taken as the bound that it passed. */
static const struct {
	const char *name, *unit;
	int64_t min, max;
	bool clamped;
} numbers[] = {
	[NUMBER_N] = { "n", "events", 1, 1000000000, false },
	[NUMBER_LAST] = { "last", "events", 0, 1000000000, false },
	[NUMBER_RETRY] = { "retry", "milliseconds", 0, DAY_MS, true },
	[NUMBER_HEARTBEAT] = { "heartbeat", "seconds", 1, 3600, true },
};

#define NUMBER_COUNT (sizeof(numbers) / sizeof(numbers[0]))

/* Reads the user, who is told in ssed.open. */
static int
read_user(struct api_follow_options *o, struct slice query, struct err *err)
{
	struct slice raw;

	if (!http_query_find_raw(query, "user", &raw))
		return 0;
	if (!http_url_decode(&o->user, raw, true) ||
	    !hub_user_is_valid(buf_slice(&o->user)))
		return err_set(err, API_BAD_FIELD, API_BAD_USER);
	o->start.user = buf_slice(&o->user);
	return 0;
}

static int
read_numbers(struct slice query, int64_t values[NUMBER_COUNT], struct err *err)
{
	struct slice raw;

	for (size_t i = 0; i < NUMBER_COUNT; i++) {
		int64_t *value = &values[i];

		*value = -1;
		if (!http_query_find_raw(query, numbers[i].name, &raw))
			continue;
		if (!num_parse(raw, value) ||
		    (!numbers[i].clamped &&
			(*value < numbers[i].min || *value > numbers[i].max)))
			return err_set(err, API_BAD_FIELD,
			    "%s is a whole number of %s, %" PRId64
			    " to %" PRId64,
			    numbers[i].name, numbers[i].unit, numbers[i].min,
			    numbers[i].max);
		if (*value < numbers[i].min)
			*value = numbers[i].min;
		if (*value > numbers[i].max)
			*value = numbers[i].max;
	}
	return 0;
}

static void
take_numbers(struct api_follow_options *o, const int64_t values[NUMBER_COUNT])
{
	struct hub_start *start = &o->start;

	start->retry_ms = values[NUMBER_RETRY];
	if (values[NUMBER_HEARTBEAT] >= 0)
		o->heartbeat_ms = values[NUMBER_HEARTBEAT] * 1000;
	if (values[NUMBER_N] > 0)
		start->count_max = values[NUMBER_N];
	/* Who comes back goes on from where it was. */
	if (values[NUMBER_LAST] < 0 || start->kind != HUB_CURSOR_LATEST)
		return;
	start->kind = HUB_CURSOR_NEWEST;
	start->newest = values[NUMBER_LAST];
}

/* The types that a request names, decoded behind one another in text. */
struct types {
	struct buf text;
	struct slice items[HUB_TYPES_MAX + 1];
	size_t count;
};

/* Adds the types of one parameter; false if its encoding is broken. */
static bool
add_types(struct types *types, struct slice list)
{
	struct slice raw;

	while (list.len > 0 && types->count <= HUB_TYPES_MAX) {
		size_t from = types->text.len;

		slice_cut(list, ',', &raw, &list);
		if (raw.len == 0)
			continue;
		if (!http_url_decode(&types->text, raw, true))
			return false;
		types->items[types->count++] =
		    (struct slice){ types->text.ptr + from,
			    types->text.len - from };
	}
	return true;
}

static int
read_types(struct hub_select *sel, struct slice query, struct err *err)
{
	struct types types = { .text = BUF(PARAM_BYTES_MAX) };
	enum hub_select_status status = HUB_SELECT_OK;
	struct slice name, value;

	/* Decoded text is never longer, so the pieces do not move. */
	buf_reserve(&types.text, query.len);
	while (http_query_next(&query, &name, &value))
		if (slice_is(name, "type") && !add_types(&types, value))
			status = HUB_SELECT_BAD_TYPE;
	if (status == HUB_SELECT_OK && types.count > 0)
		status = hub_select_types(sel, types.items, types.count);
	buf_clear(&types.text);
	if (status == HUB_SELECT_OK)
		return 0;
	return err_set(err, API_BAD_TYPE, "%s",
	    status == HUB_SELECT_TOO_MANY
		? "a stream follows at most 64 types"
		: "type is a list, parted by commas, of types of at most 255 "
		  "bytes of UTF-8 without NUL, CR or LF");
}

static int
read_batch(struct hub_select *sel, struct slice query,
    const struct api_batches *defaults, struct err *err)
{
	struct api_batches b = *defaults;
	struct buf text = BUF(64);
	struct slice raw;
	bool is_read = true;

	/* A comma may be encoded. */
	if (http_query_find_raw(query, "batch", &raw))
		is_read = http_url_decode(&text, raw, true) &&
			  api_batches_read(&b, buf_slice(&text));
	buf_clear(&text);
	if (!is_read)
		return err_set(err, API_BAD_FIELD,
		    "batch is N,MS: at most %d events, and %" PRId64
		    " milliseconds",
		    HUB_BATCH_MAX, API_BATCH_MS_MAX);
	if (b.count > 0)
		hub_select_batch(sel, b.count, b.ms);
	return 0;
}

static bool
is_param(struct slice query, const char *name, const char *wanted)
{
	struct slice raw;

	return http_query_find_raw(query, name, &raw) && slice_is(raw, wanted);
}

/* Its clients do not expect ssed.open, and compare where they start. */
static void
take_mercure(struct api_follow_options *o)
{
	struct hub_start *start = &o->start;

	start->no_open = true;
	if (start->kind != HUB_CURSOR_ID)
		return;
	start->behind = &o->behind;
	if (slice_is(start->id, "earliest"))
		start->kind = HUB_CURSOR_EARLIEST;
}

int
api_follow_options_read(struct api_follow_options *o,
    const struct http_request *req, const struct api_follow_defaults *defaults,
    struct hub_select *sel, struct err *err)
{
	int64_t values[NUMBER_COUNT];

	*o = (struct api_follow_options){
		.start = { .select = sel, .wall_ms = defaults->wall_ms },
		.heartbeat_ms = defaults->heartbeat_ms,
		.cursor = BUF(PARAM_BYTES_MAX),
		.user = BUF(HUB_USER_BYTES_MAX),
		.behind = BUF(HUB_ID_BYTES_MAX),
	};
	o->start.no_open = is_param(req->query, "open", "0");
	o->start.poll = is_param(req->query, "poll", "1");
	if (!api_cursor_read(req, defaults->wall_ms, &o->cursor, &o->start))
		return err_set(err, API_BAD_CURSOR,
		    "the cursor is too long or badly encoded");
	if (read_user(o, req->query, err) != 0 ||
	    read_numbers(req->query, values, err) != 0 ||
	    read_types(sel, req->query, err) != 0 ||
	    read_batch(sel, req->query, &defaults->batches, err) != 0)
		return -1;
	if (defaults->is_mercure)
		take_mercure(o);
	take_numbers(o, values);
	return 0;
}

void
api_follow_options_clear(struct api_follow_options *o)
{
	buf_clear(&o->cursor);
	buf_clear(&o->user);
	buf_clear(&o->behind);
}
