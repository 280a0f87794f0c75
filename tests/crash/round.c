#include "round.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "chance.h"
#include "clock.h"
#include "fail.h"
#include "replay.h"

#define TURN_MS 5
#define WAIT_US_MAX 20000000
#define EARLY_MAX 2
#define TELL_EVERY 5 /* rounds */
#define BULK 32
#define BULK_DEPTH 2
#define FILL_ASKS 280

static const struct follower_kind kinds[ROUND_FOLLOWERS] = {
	{ "who follows a/0", "/events/a/0", 1, false, false },
	{ "who follows **", "/events/**", 15, false, false },
	{ "who resumes **", "/events/**", 15, false, true },
	{ "who resumes b/*", "/events/b/*", 12, false, true },
	{ "who reads all of **", "/events/**", 15, true, false },
	{ "who reads all of a/1 and b/0", "/events?topic=a/1&topic=b/0", 6,
	    true, false },
};

void
round_init(struct round *r)
{
	record_init(&r->record);
	for (unsigned i = 0; i < ROUND_PUBLISHERS; i++) {
		struct publisher *p = &r->publishers[i];

		link_init(&p->link);
		p->record = &r->record;
		p->chance = &r->chance;
		p->makes_ids = i % 2 == 0;
		p->depth = i < 2 ? 1 : PUBLISHER_DEPTH_MAX;
	}
	r->publishers[ROUND_PUBLISHERS - 1].bulk = BULK;
	r->publishers[ROUND_PUBLISHERS - 1].depth = BULK_DEPTH;
	for (unsigned i = 0; i < ROUND_FOLLOWERS; i++) {
		struct follower *f = &r->followers[i];

		link_init(&f->link);
		f->record = &r->record;
		f->kind = &kinds[i];
		follower_reset(f);
	}
}

void
round_clear(struct round *r)
{
	for (unsigned i = 0; i < ROUND_FOLLOWERS; i++)
		follower_reset(&r->followers[i]);
	for (unsigned i = 0; i < ROUND_PUBLISHERS; i++)
		r->publishers[i].again_count = 0;
	r->kept += r->record.order_count;
	record_clear(&r->record);
}

void
round_begin_file(struct round *r)
{
	static const char *const names[] = { "log.db", "log.db-wal",
		"log.db-shm", "log.db-journal" };
	char path[4096];

	round_clear(r);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", r->victim.dir, names[i]);
		unlink(path);
	}
}

/* Waits for any of them, and lets those go whose hub is gone. */
static unsigned
turn(struct round *r, int timeout_ms)
{
	struct pollfd polls[ROUND_PUBLISHERS + ROUND_FOLLOWERS];
	unsigned n = 0, open = 0;

	for (unsigned i = 0; i < ROUND_PUBLISHERS; i++)
		polls[n++] = (struct pollfd){ .fd = r->publishers[i].link.fd,
			.events = link_events(&r->publishers[i].link) };
	for (unsigned i = 0; i < ROUND_FOLLOWERS; i++)
		polls[n++] = (struct pollfd){ .fd = r->followers[i].link.fd,
			.events = link_events(&r->followers[i].link) };
	poll(polls, n, timeout_ms);
	for (unsigned i = 0; i < ROUND_PUBLISHERS; i++) {
		if (polls[i].fd >= 0 && !publisher_pump(&r->publishers[i]))
			publisher_close(&r->publishers[i]);
		open += r->publishers[i].link.fd >= 0;
	}
	for (unsigned i = 0; i < ROUND_FOLLOWERS; i++) {
		if (polls[ROUND_PUBLISHERS + i].fd >= 0 &&
		    !follower_pump(&r->followers[i]))
			follower_close(&r->followers[i]);
		open += r->followers[i].link.fd >= 0;
	}
	return open;
}

/* Waits while the hub lives, and lets go of no one; false: for too long. */
static bool
wait_for(struct round *r, bool (*is_so)(const struct round *r))
{
	int64_t end_us = clock_now_us() + WAIT_US_MAX;
	unsigned before = turn(r, 0);

	while (!is_so(r)) {
		if (clock_now_us() > end_us)
			return false;
		if (turn(r, TURN_MS) < before)
			fail("the hub closed a connection");
	}
	return true;
}

static void
wait_until(
    struct round *r, bool (*is_so)(const struct round *r), const char *what)
{
	if (!wait_for(r, is_so))
		fail("%s", what);
}

static bool
are_open(const struct round *r)
{
	for (unsigned i = 0; i < ROUND_FOLLOWERS; i++)
		if (!r->followers[i].is_open)
			return false;
	return true;
}

static bool
are_answered(const struct round *r)
{
	for (unsigned i = 0; i < ROUND_PUBLISHERS; i++)
		if (r->publishers[i].asked > 0)
			return false;
	return true;
}

static bool
have_all(const struct round *r)
{
	for (unsigned i = 0; i < ROUND_FOLLOWERS; i++)
		if (follower_lacks(&r->followers[i]) > 0)
			return false;
	return true;
}

static void
tell_lack(const struct follower *f)
{
	if (follower_lacks(f) > 0)
		fail("%s saw %zu events, and %zu do not come", f->kind->name,
		    f->count, follower_lacks(f));
}

/* No one publishes any more: then the followers get all. */
static void
settle(struct round *r)
{
	for (unsigned i = 0; i < ROUND_PUBLISHERS; i++)
		r->publishers[i].is_done = true;
	wait_until(r, are_answered, "not all is answered");
	if (!wait_for(r, have_all))
		for (unsigned i = 0; i < ROUND_FOLLOWERS; i++)
			tell_lack(&r->followers[i]);
}

/* Followers come before the first event, or among them. */
static void
open_all(struct round *r, bool follow_first)
{
	for (unsigned i = 0; follow_first && i < ROUND_FOLLOWERS; i++)
		follower_open(&r->followers[i], r->victim.port);
	if (follow_first)
		wait_until(r, are_open, "not all streams open");
	for (unsigned i = 0; i < ROUND_PUBLISHERS; i++)
		publisher_open(
		    &r->publishers[i], r->victim.port, ROUND_ASKS_MAX);
	for (unsigned i = 0; i < ROUND_PUBLISHERS; i++)
		publisher_pump(&r->publishers[i]);
	for (unsigned i = 0; !follow_first && i < ROUND_FOLLOWERS; i++)
		follower_open(&r->followers[i], r->victim.port);
}

/* Some in the first moments, others after a while. */
static int64_t
choose_life_us(uint64_t *chance)
{
	uint32_t ms = chance_one_in(chance, 4) ? 20 : ROUND_LIFE_MS_MAX;

	return chance_below(chance, ms * 1000);
}

static void
live(struct round *r)
{
	int64_t end_us = clock_now_us() + choose_life_us(&r->chance);
	int64_t left_us;

	while ((left_us = end_us - clock_now_us()) > 0)
		turn(r,
		    left_us / 1000 > TURN_MS ? TURN_MS : (int)(left_us / 1000));
}

/* The hub is told to end: it answers what it has, within its time. */
static void
end_well(struct round *r)
{
	int64_t end_us = clock_now_us() + VICTIM_END_US;

	r->told++;
	for (unsigned i = 0; i < ROUND_PUBLISHERS; i++)
		r->publishers[i].is_ending = true;
	victim_tell(&r->victim);
	while (!victim_is_gone(&r->victim)) {
		if (clock_now_us() > end_us)
			fail("ssed takes too long to end");
		turn(r, TURN_MS);
	}
}

/* What a hub had sent before it died still counts. */
static void
read_rest(struct round *r)
{
	int64_t end_us = clock_now_us() + WAIT_US_MAX;

	while (turn(r, TURN_MS) > 0)
		if (clock_now_us() > end_us)
			fail("a dead hub's connections stay open");
}

/*
 * A hub that is killed while it starts: before anything, while it opens the
 * log, when its port file appears, or a little later.
 */
static void
kill_early(struct round *r)
{
	int64_t end_us;

	r->killed_early++;
	victim_start(&r->victim);
	if (chance_one_in(&r->chance, 4)) {
		victim_wait_up(&r->victim);
	} else {
		end_us = clock_now_us() +
			 chance_below(&r->chance,
			     (uint32_t)r->victim.start_us * 5 / 4 + 1000);
		while (clock_now_us() < end_us)
			clock_pause_us(100);
	}
	victim_kill(&r->victim);
}

/* Each round's last hub only shows what the log has. */
static void
check(struct round *r)
{
	victim_start(&r->victim);
	victim_wait_up(&r->victim);
	replay_check(&r->record, r->victim.port);
	victim_kill(&r->victim);
	for (unsigned i = 0; i < ROUND_FOLLOWERS; i++)
		follower_check(&r->followers[i]);
}

void
round_run(struct round *r)
{
	uint32_t early = chance_below(&r->chance, 2 * EARLY_MAX + 1);
	bool follow_first = chance_one_in(&r->chance, 2);

	while (early-- > EARLY_MAX)
		kill_early(r);
	victim_start(&r->victim);
	victim_wait_up(&r->victim);
	open_all(r, follow_first);
	live(r);
	if (follow_first && chance_one_in(&r->chance, 2))
		settle(r);
	if ((r->killed + r->told) % TELL_EVERY == TELL_EVERY - 1) {
		end_well(r);
	} else {
		r->killed++;
		victim_kill(&r->victim);
	}
	read_rest(r);
	if (chance_one_in(&r->chance, 3))
		kill_early(r);
	check(r);
}

static bool
is_full(const struct round *r)
{
	const struct publisher *p = &r->publishers[ROUND_PUBLISHERS - 1];

	return p->left == 0 && p->asked == 0;
}

void
round_fill(struct round *r)
{
	struct publisher *p = &r->publishers[ROUND_PUBLISHERS - 1];

	victim_start(&r->victim);
	victim_wait_up(&r->victim);
	publisher_open(p, r->victim.port, FILL_ASKS);
	p->bulk = PUBLISHER_BULK_MAX;
	p->depth = PUBLISHER_DEPTH_MAX;
	publisher_pump(p);
	wait_until(r, is_full, "a bulk takes too long");
	p->bulk = BULK;
	p->depth = BULK_DEPTH;
	victim_kill(&r->victim);
	read_rest(r);
	check(r);
}
