#include "hub/gap.h"

#include "base/buf.h"
#include "base/json_member.h"

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

	buf_add_char(&b, '{');
	json_member_string(&b, "requested", gap->requested);
	json_member_string(&b, "resumed_after", gap->resumed_after);
	json_member_string(&b, "reason", slice_of(reasons[gap->why]));
	if (gap->missed >= 0)
		json_member_number(&b, "missed", gap->missed);
	buf_add_char(&b, '}');
	ev = hub_format_control(format, "ssed.gap", buf_slice(&b), -1);
	buf_clear(&b);
	return ev;
}
