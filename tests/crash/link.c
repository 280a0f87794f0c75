#include "link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fail.h"

#define READ_BYTES 65536

void
link_init(struct link *l)
{
	l->fd = -1;
	buf_init(&l->in, LINK_BYTES_MAX);
	buf_init(&l->out, LINK_BYTES_MAX);
}

void
link_open(struct link *l, int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int on = 1;

	l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (l->fd < 0)
		fail_system("socket");
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons((uint16_t)port);
	if (connect(l->fd, (struct sockaddr *)&to, sizeof(to)) != 0)
		fail("connect: %s", strerror(errno));
	setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	fcntl(l->fd, F_SETFL, O_NONBLOCK);
}

void
link_close(struct link *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	buf_clear(&l->in);
	buf_clear(&l->out);
}

short
link_events(const struct link *l)
{
	return l->out.len > 0 ? POLLIN | POLLOUT : POLLIN;
}

static void
send_all(struct link *l)
{
	ssize_t n;

	while (l->out.len > 0) {
		n = send(l->fd, l->out.ptr, l->out.len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		/* It is gone; what it said before is still to be read. */
		if (n < 0)
			n = (ssize_t)l->out.len;
		buf_drop(&l->out, (size_t)n);
	}
}

bool
link_pump(struct link *l)
{
	char *to;
	ssize_t n;

	send_all(l);
	for (;;) {
		to = buf_reserve(&l->in, READ_BYTES);
		if (to == NULL)
			return true; /* read on once some of it is used */
		n = recv(l->fd, to, READ_BYTES, 0);
		if (n > 0) {
			l->in.len += (size_t)n;
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		return n < 0 && errno == EAGAIN;
	}
}
