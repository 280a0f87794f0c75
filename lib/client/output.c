#include "client/output.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include "base/clock.h"

/* Waits until the descriptor can be written again. */
static void
wait_writable(struct output *o, int64_t deadline_ms)
{
	struct pollfd p = { .fd = o->fd, .events = POLLOUT };
	int64_t left_ms = -1;

	if (deadline_ms != INT64_MAX)
		left_ms = deadline_ms - clock_ms();
	if (deadline_ms != INT64_MAX && left_ms < 0)
		left_ms = 0;
	if (left_ms > INT32_MAX)
		left_ms = INT32_MAX;
	if (poll(&p, 1, (int)left_ms) == 0 && clock_ms() >= deadline_ms)
		o->error = ETIMEDOUT;
}

/* A pipe that poll calls writable takes PIPE_BUF bytes without blocking. */
static void
write_part(struct output *o, size_t *done, size_t max)
{
	size_t left = o->buf.len - *done;
	ssize_t n = write(o->fd, o->buf.ptr + *done, left < max ? left : max);

	if (n >= 0)
		*done += (size_t)n;
	else if (errno != EINTR && errno != EAGAIN)
		o->error = errno;
}

bool
output_flush(struct output *o, int64_t deadline_ms)
{
	bool limited = deadline_ms != INT64_MAX;
	int64_t began_ms = clock_ms();
	size_t done = 0;

	while (done < o->buf.len && o->error == 0) {
		size_t before = done;

		if (limited)
			wait_writable(o, deadline_ms);
		if (o->error == 0)
			write_part(o, &done, limited ? PIPE_BUF : SIZE_MAX);
		/* It may be nonblocking: that is a shared setting. */
		if (done == before && !limited && o->error == 0)
			wait_writable(o, deadline_ms);
	}
	o->blocked_ms += clock_ms() - began_ms;
	buf_drop(&o->buf, done);
	return o->error == 0;
}

bool
output_relax(struct output *o, int64_t deadline_ms)
{
	return o->buf.len < OUTPUT_FLUSH_BYTES || output_flush(o, deadline_ms);
}

void
output_init(struct output *o, int fd, size_t max_bytes)
{
	o->fd = fd;
	o->error = 0;
	o->blocked_ms = 0;
	buf_init(&o->buf, max_bytes);
}

void
output_clear(struct output *o)
{
	buf_clear(&o->buf);
}
