#include "net/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "net/conn.h"

#define ACCEPTS_A_TURN 64
#define PAUSE_MS 500
#define EXIT_LISTEN 7
/*
 * What the kernel holds for a peer beyond what is on its way: who does not
 * read would take megabytes of it, and their copies the others' time.
 */
#define UNSENT_BYTES_MAX (64 << 10)

struct listener {
	struct list link; /* in srv->listeners */
	struct net_server *srv;
	struct event event;
	struct net_addr addr;
	int fd;
};

static void
set_paused(struct net_server *srv, bool paused)
{
	for (struct list *link = srv->listeners.next; link != &srv->listeners;
	     link = link->next) {
		struct listener *l = LIST_ITEM(link, struct listener, link);

		if (paused)
			event_del(&l->event);
		else
			event_add(&l->event, NULL);
	}
	srv->paused = paused;
}

void
net_listen_resume(struct net_server *srv)
{
	if (srv->paused && srv->conn_count < srv->limits.conns_max)
		set_paused(srv, false);
}

static void
pause_accepting(struct net_server *srv, const char *why)
{
	log_write(LOG_WARN, "net", "accepting is paused",
	    LOG_FIELDS(LOG_STR("reason", why),
		LOG_NUM("connections", srv->conn_count)));
	srv->stats.pauses++;
	set_paused(srv, true);
	/* Descriptors may be freed by others than our connections. */
	wheel_set(
	    &srv->loop->wheel, &srv->resume, srv->loop->now_ms + PAUSE_MS);
}

/* Returns whether the failure was one connection's own. */
static bool
is_passing(int error)
{
	return error == ECONNABORTED || error == EINTR || error == EPROTO ||
	       error == EPERM;
}

static void
on_accept(evutil_socket_t fd, short what, void *arg)
{
	struct listener *l = arg;
	struct net_server *srv = l->srv;

	(void)what;
	for (int i = 0; i < ACCEPTS_A_TURN; i++) {
		int conn_fd;

		if (srv->conn_count >= srv->limits.conns_max) {
			pause_accepting(srv, "too many connections");
			return;
		}
		conn_fd = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (conn_fd >= 0) {
			srv->stats.accepted++;
			net_conn_new(srv, conn_fd);
		} else if (errno == EAGAIN) {
			return;
		} else if (!is_passing(errno)) {
			pause_accepting(srv, strerror(errno));
			return;
		}
	}
}

/* Whom the kernel has let in already would be reset. */
static void
accept_rest(struct listener *l)
{
	struct net_server *srv = l->srv;
	int conn_fd;

	while (srv->conn_count < srv->limits.conns_max) {
		conn_fd =
		    accept4(l->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (conn_fd < 0)
			return;
		net_conn_new(srv, conn_fd);
	}
}

/* Removes a socket file that a dead process left behind. */
static void
remove_stale(const struct net_addr *addr)
{
	const struct sockaddr_un *un = (const void *)&addr->sa;
	struct stat st;
	int fd;

	if (lstat(un->sun_path, &st) != 0 || !S_ISSOCK(st.st_mode))
		return;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (connect(fd, (const struct sockaddr *)un, addr->sa_len) != 0 &&
	    errno == ECONNREFUSED)
		unlink(un->sun_path);
	close(fd);
}

/* Returns whether what stands in the way of a unix socket is none. */
static bool
is_other_file(const struct net_addr *addr)
{
	const struct sockaddr_un *un = (const void *)&addr->sa;
	struct stat st;

	return addr->kind == NET_ADDR_UNIX && lstat(un->sun_path, &st) == 0 &&
	       !S_ISSOCK(st.st_mode);
}

static int
open_socket(const struct net_addr *addr)
{
	int on = 1, off = 0, fd;

	fd = socket(
	    addr->sa.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (addr->kind == NET_ADDR_UNIX)
		remove_stale(addr);
	else
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	/* Whatever the machine's default, [::] means everyone. */
	if (addr->sa.ss_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (bind(fd, (const struct sockaddr *)&addr->sa, addr->sa_len) == 0 &&
	    listen(fd, SOMAXCONN) == 0)
		return fd;
	close(fd);
	return -1;
}

/* A descriptor that was handed to us must be a listening socket. */
static int
adopt(struct net_addr *addr)
{
	int listening = 0;
	socklen_t len = sizeof(listening);

	if (getsockopt(addr->fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) !=
	    0)
		return -1;
	if (!listening) {
		errno = EINVAL;
		return -1;
	}
	if (fcntl(addr->fd, F_SETFL, O_NONBLOCK) != 0)
		return -1;
	return addr->fd;
}

/*
 * What a listener is told, the sockets accepted from it inherit: no call for
 * each of them.  On a unix socket all fail, and none matters.
 */
static void
set_options(const struct net_server *srv, int fd)
{
	const struct {
		int name, value;
	} options[] = {
		{ TCP_NODELAY, 1 },
		{ TCP_USER_TIMEOUT, (int)srv->limits.stall_ms },
		{ TCP_NOTSENT_LOWAT, UNSENT_BYTES_MAX },
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		setsockopt(fd, IPPROTO_TCP, options[i].name, &options[i].value,
		    sizeof(options[i].value));
}

int
net_server_listen(
    struct net_server *srv, struct net_addr *addr, struct err *err)
{
	char text[NET_ADDR_TEXT_MAX];
	struct listener *l;
	int fd = addr->kind == NET_ADDR_FD ? adopt(addr) : open_socket(addr);

	net_addr_format(addr, text);
	if (fd < 0 && errno == EADDRINUSE && is_other_file(addr))
		return err_set(err, EXIT_LISTEN,
		    "listen %s: there is a file, and it is no socket", text);
	if (fd < 0)
		return err_errno(err, EXIT_LISTEN, "listen %s", text);
	set_options(srv, fd);
	addr->sa_len = sizeof(addr->sa);
	getsockname(fd, (struct sockaddr *)&addr->sa, &addr->sa_len);
	l = mem_new(sizeof(*l));
	l->srv = srv;
	l->fd = fd;
	l->addr = *addr;
	list_init(&l->link);
	list_add(&srv->listeners, &l->link);
	event_assign(
	    &l->event, srv->loop->base, fd, EV_READ | EV_PERSIST, on_accept, l);
	if (event_add(&l->event, NULL) != 0)
		return err_errno(err, EXIT_LISTEN, "listen %s", text);
	return 0;
}

void
net_listen_close_all(struct net_server *srv)
{
	struct list *link;

	while ((link = list_take(&srv->listeners)) != NULL) {
		struct listener *l = LIST_ITEM(link, struct listener, link);
		const struct sockaddr_un *un = (const void *)&l->addr.sa;

		event_del(&l->event);
		accept_rest(l);
		close(l->fd);
		if (l->addr.kind == NET_ADDR_UNIX)
			unlink(un->sun_path);
		free(l);
	}
	srv->paused = false;
}
