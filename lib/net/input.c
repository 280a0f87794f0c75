#include "net/input.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct net_input *in = arg;
	struct net_loop *loop = in->loop;
	ssize_t n;

	(void)what;
	if (in->is_held)
		return;
	n = read(fd, loop->scratch, sizeof(loop->scratch));
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		int error = n < 0 ? errno : 0;

		net_input_close(in);
		in->on_end(in, error);
		return;
	}
	if (in->is_file && !in->is_held)
		event_active(&in->event, EV_READ, 0);
	in->on_bytes(in, (struct slice){ loop->scratch, (size_t)n });
}

void
net_input_open(struct net_input *in)
{
	struct stat st;

	in->is_file = fstat(in->fd, &st) == 0 && S_ISREG(st.st_mode);
	in->is_open = true;
	event_assign(&in->event, in->loop->base, in->fd, EV_READ | EV_PERSIST,
	    on_readable, in);
	if (!in->is_file && event_add(&in->event, NULL) == 0)
		return;
	in->is_file = true;
	event_active(&in->event, EV_READ, 0);
}

void
net_input_hold(struct net_input *in, bool held)
{
	if (!in->is_open || in->is_held == held)
		return;
	in->is_held = held;
	if (held && !in->is_file)
		event_del(&in->event);
	else if (!held && in->is_file)
		event_active(&in->event, EV_READ, 0);
	else if (!held && event_add(&in->event, NULL) != 0)
		in->is_held = true; /* it is tried again */
}

void
net_input_close(struct net_input *in)
{
	if (!in->is_open)
		return;
	in->is_open = false;
	event_del(&in->event);
}
