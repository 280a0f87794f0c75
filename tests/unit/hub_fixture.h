/*
 * hub_fixture.h - a hub on a memory log, and followers that write what they
 * get into a string.  No socket, and a clock that is a number.
 */
#ifndef HUB_FIXTURE_H
#define HUB_FIXTURE_H

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hub/hub.h"
#include "log/memory/memory.h"

#define GOT_BYTES_MAX (1 << 22)

struct fixture {
	struct hub *hub;
	int64_t wall_ms;
};

struct follower {
	struct hub_stream stream;
	struct buf got;
	int ready; /* how often it was woken */
};

static inline void
fixture_on_ready(struct hub_stream *s)
{
	struct follower *f = LIST_ITEM(s, struct follower, stream);

	f->ready++;
}

static inline void
fixture_open(struct fixture *fx, struct hub_keep keep, uint64_t lag_bytes)
{
	const struct hub_options options = {
		.retry_ms = 3000,
		.lag_bytes = lag_bytes,
		.streams_max = 1000,
		.topics_max = 100,
	};

	fx->wall_ms = 1000;
	fx->hub = hub_new(&options, memory_log_new(&keep), fixture_on_ready);
}

/* Opens a follower of one pattern, without ssed.open. */
static inline void
follow_from(struct fixture *fx, struct follower *f, const char *pattern,
    enum hub_cursor_kind kind, const char *id)
{
	const struct slice patterns[] = { slice_of(pattern) };
	struct hub_select sel;
	const struct hub_start start = {
		.select = &sel,
		.kind = kind,
		.id = slice_of(id),
		.time_ms = kind == HUB_CURSOR_TIME ? atoll(id) : 0,
		.retry_ms = -1,
		.no_open = true,
	};

	*f = (struct follower){ .got = BUF(GOT_BYTES_MAX) };
	assert_int_equal(hub_select_init(&sel, patterns, 1), HUB_SELECT_OK);
	assert_true(hub_stream_open(fx->hub, &f->stream, &start));
}

static inline void
follow(struct fixture *fx, struct follower *f, const char *pattern)
{
	follow_from(fx, f, pattern, HUB_CURSOR_LATEST, "");
}

/* Takes at most max bytes of what is ready, as a socket would. */
static inline size_t
take(struct follower *f, size_t max)
{
	struct slice ready[8];
	size_t taken = 0, n;

	while (taken < max && (n = hub_stream_peek(&f->stream, ready, 8)) > 0) {
		size_t sent = 0;

		for (size_t i = 0; i < n && taken + sent < max; i++) {
			size_t left = max - taken - sent;

			if (ready[i].len > left)
				ready[i].len = left;
			buf_add(&f->got, ready[i]);
			sent += ready[i].len;
		}
		if (hub_stream_consume(&f->stream, sent))
			hub_stream_settle(&f->stream);
		taken += sent;
	}
	return taken;
}

/* Returns all that f got, as a string. */
static inline const char *
take_all(struct follower *f)
{
	take(f, SIZE_MAX);
	buf_add_char(&f->got, '\0');
	f->got.len--;
	return f->got.ptr;
}

static inline void
unfollow(struct follower *f)
{
	hub_stream_close(&f->stream);
	buf_clear(&f->got);
}

static struct {
	enum hub_outcome outcome;
	size_t delivered;
	char id[HUB_ID_BYTES_MAX + 1];
} published;

static inline void
fixture_on_done(struct hub_publish *p)
{
	published.outcome = p->outcome;
	published.delivered = p->delivered;
	snprintf(published.id, sizeof(published.id), "%.*s", SLICE_ARGS(p->id));
}

/* Publishes, and tells in published what became of it. */
static inline enum hub_outcome
publish(struct fixture *fx, const char *topic, const char *id, const char *data)
{
	struct hub_publish p = {
		.message = {
		    .id = slice_of(id),
		    .topic = slice_of(topic),
		    .type = slice_empty(),
		    .data = slice_of(data),
		    .retry_ms = -1,
		},
		.wall_ms = fx->wall_ms,
		.on_done = fixture_on_done,
	};

	hub_publish(fx->hub, &p);
	return published.outcome;
}

#endif
