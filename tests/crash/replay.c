#include "replay.h"

#include <poll.h>

#include "clock.h"
#include "fail.h"
#include "follower.h"

#define REPLAY_US_MAX 60000000

static const struct follower_kind replay = {
	.name = "the replay",
	.path = "/events/**?poll=1",
	.topics = (1u << RECORD_TOPICS) - 1,
	.from_start = true,
};

size_t
replay_check(struct record *r, int port)
{
	struct follower f = { .kind = &replay, .record = r };
	int64_t end_us = clock_now_us() + REPLAY_US_MAX;
	struct pollfd p;
	size_t count;

	link_init(&f.link);
	follower_open(&f, port);
	p.fd = f.link.fd;
	while (follower_pump(&f)) {
		p.events = link_events(&f.link);
		if (clock_now_us() > end_us)
			fail("the replay does not end");
		poll(&p, 1, 100);
	}
	if (!f.is_open)
		fail("the replay did not open");
	for (size_t i = 0; i < f.count; i++)
		record_place(r, i, f.seen[i]);
	count = f.count;
	record_check(r, count);
	follower_close(&f);
	follower_reset(&f);
	return count;
}
