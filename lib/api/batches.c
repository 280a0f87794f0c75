#include "api/batches.h"

#include "base/num.h"
#include "hub/select.h"

#define DEFAULT_MS 1000

static bool
read_with(struct api_batches *b, struct slice text,
    bool (*read_ms)(struct slice text, int64_t *ms))
{
	struct slice number, rest;
	int64_t count;

	slice_cut(text, ',', &number, &rest);
	b->ms = DEFAULT_MS;
	if (!num_parse(number, &count) || count < 0 || count > HUB_BATCH_MAX)
		return false;
	b->count = (size_t)count;
	if (number.len == text.len)
		return true;
	return read_ms(rest, &b->ms) && b->ms >= 0 && b->ms <= API_BATCH_MS_MAX;
}

bool
api_batches_read(struct api_batches *b, struct slice text)
{
	return read_with(b, text, num_parse);
}

bool
api_batches_parse(struct api_batches *b, struct slice text)
{
	return read_with(b, text, num_parse_duration);
}

bool
api_batches_is_option(const char *text)
{
	struct api_batches b;

	return api_batches_parse(&b, slice_of(text));
}
