#include "hub/gap.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/json.h"

#define GAP_BYTES_MAX ((size_t)16 * 256)

static const char *const reasons[] = {
	[HUB_GAP_NONE] = "",
	[HUB_GAP_UNKNOWN] = "unknown",
	[HUB_GAP_EXPIRED] = "expired",
	[HUB_GAP_SLOW] = "slow",
};

struct hub_event *
hub_gap_new(enum hub_format format, const struct hub_gap_text *gap)
{
	struct buf b = BUF(GAP_BYTES_MAX);
	struct hub_event *ev;

	buf_add(&b, slice_of("{\"requested\":"));
	json_add_string(&b, gap->requested);
	buf_add(&b, slice_of(",\"resumed_after\":"));
	json_add_string(&b, gap->resumed_after);
	buf_addf(&b, ",\"reason\":\"%s\"", reasons[gap->why]);
	if (gap->missed >= 0)
		buf_addf(&b, ",\"missed\":%" PRId64, gap->missed);
	buf_add_char(&b, '}');
	ev = hub_format_control(format, "ssed.gap", buf_slice(&b), -1);
	buf_clear(&b);
	return ev;
}
