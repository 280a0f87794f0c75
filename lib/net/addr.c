#include "net/addr.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

#include "base/num.h"
#include "base/slice.h"

#define EXIT_USAGE 2

static int
bad(struct err *err, const char *text, const char *why)
{
	return err_set(err, EXIT_USAGE, "listen %s: %s", text, why);
}

static int
parse_unix(struct net_addr *addr, const char *text, struct err *err)
{
	struct sockaddr_un *un = (struct sockaddr_un *)&addr->sa;
	const char *path = text + strlen("unix:");
	size_t len = strlen(path);

	if (len == 0)
		return bad(err, text, "a path must follow 'unix:'");
	if (len >= sizeof(un->sun_path))
		return bad(err, text, "the path is longer than 107 bytes");
	addr->kind = NET_ADDR_UNIX;
	un->sun_family = AF_UNIX;
	memcpy(un->sun_path, path, len + 1);
	addr->sa_len = (socklen_t)sizeof(*un);
	return 0;
}

static int
parse_fd(struct net_addr *addr, const char *text, struct err *err)
{
	int64_t fd;

	if (!num_parse(slice_of(text + strlen("fd:")), &fd) || fd > 1 << 20)
		return bad(err, text, "a number must follow 'fd:'");
	addr->kind = NET_ADDR_FD;
	addr->fd = (int)fd;
	return 0;
}

static int
set_host(struct net_addr *addr, const char *host, uint16_t port)
{
	struct sockaddr_in *in4 = (struct sockaddr_in *)&addr->sa;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&addr->sa;

	if (inet_pton(AF_INET, host, &in4->sin_addr) == 1) {
		in4->sin_family = AF_INET;
		in4->sin_port = htons(port);
		addr->sa_len = (socklen_t)sizeof(*in4);
		return 0;
	}
	if (inet_pton(AF_INET6, host, &in6->sin6_addr) == 1) {
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(port);
		addr->sa_len = (socklen_t)sizeof(*in6);
		return 0;
	}
	return -1;
}

static int
parse_inet(struct net_addr *addr, const char *text, bool wide, struct err *err)
{
	const char *colon = strrchr(text, ':');
	char host[64];
	int64_t port;
	size_t len;

	if (colon == NULL || !num_parse(slice_of(colon + 1), &port) ||
	    port > 65535)
		return bad(err, text, "want HOST:PORT, unix:PATH or fd:N");
	len = (size_t)(colon - text);
	if (len >= sizeof(host))
		return bad(err, text, "not an address");
	memcpy(host, text, len);
	host[len] = '\0';
	if (len == 0)
		memcpy(host, wide ? "::" : "127.0.0.1", wide ? 3 : 10);
	if (strcmp(host, "localhost") == 0)
		memcpy(host, "127.0.0.1", 10);
	if (host[0] == '[' && len > 1 && host[len - 1] == ']') {
		memmove(host, host + 1, len - 2);
		host[len - 2] = '\0';
	}
	addr->kind = NET_ADDR_INET;
	if (set_host(addr, host, (uint16_t)port) != 0)
		return bad(
		    err, text, "not an address (names are not looked up)");
	return 0;
}

int
net_addr_parse(
    struct net_addr *addr, const char *text, bool wide, struct err *err)
{
	*addr = (struct net_addr){ 0 };
	if (slice_starts(slice_of(text), "unix:"))
		return parse_unix(addr, text, err);
	if (slice_starts(slice_of(text), "fd:"))
		return parse_fd(addr, text, err);
	return parse_inet(addr, text, wide, err);
}

bool
net_addr_is_local(const struct net_addr *addr)
{
	struct sockaddr_storage sa = addr->sa;
	const struct sockaddr_in *in4 = (const void *)&sa;
	const struct sockaddr_in6 *in6 = (const void *)&sa;
	socklen_t len = sizeof(sa);

	if (addr->kind == NET_ADDR_FD)
		getsockname(addr->fd, (struct sockaddr *)&sa, &len);
	if (sa.ss_family == AF_INET)
		return ntohl(in4->sin_addr.s_addr) >> 24 == 127;
	if (sa.ss_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
	return true;
}

int
net_addr_port(const struct net_addr *addr)
{
	const struct sockaddr_in *in4 = (const void *)&addr->sa;
	const struct sockaddr_in6 *in6 = (const void *)&addr->sa;

	if (addr->sa.ss_family == AF_INET)
		return ntohs(in4->sin_port);
	if (addr->sa.ss_family == AF_INET6)
		return ntohs(in6->sin6_port);
	return 0;
}

void
net_addr_format(const struct net_addr *addr, char text[NET_ADDR_TEXT_MAX])
{
	const struct sockaddr_in *in4 = (const void *)&addr->sa;
	const struct sockaddr_in6 *in6 = (const void *)&addr->sa;
	const struct sockaddr_un *un = (const void *)&addr->sa;
	char host[INET6_ADDRSTRLEN] = "";

	if (addr->sa.ss_family == AF_INET) {
		inet_ntop(AF_INET, &in4->sin_addr, host, sizeof(host));
		snprintf(text, NET_ADDR_TEXT_MAX, "%s:%d", host,
		    ntohs(in4->sin_port));
	} else if (addr->sa.ss_family == AF_INET6) {
		inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof(host));
		snprintf(text, NET_ADDR_TEXT_MAX, "[%s]:%d", host,
		    ntohs(in6->sin6_port));
	} else if (addr->sa.ss_family == AF_UNIX) {
		snprintf(text, NET_ADDR_TEXT_MAX, "unix:%s", un->sun_path);
	} else {
		snprintf(text, NET_ADDR_TEXT_MAX, "fd:%d", addr->fd);
	}
}

struct http_peer
net_addr_peer(int fd)
{
	struct sockaddr_storage sa = { 0 };
	const struct sockaddr_in *in4 = (const void *)&sa;
	const struct sockaddr_in6 *in6 = (const void *)&sa;
	socklen_t len = sizeof(sa);

	if (getpeername(fd, (struct sockaddr *)&sa, &len) == 0) {
		if (sa.ss_family == AF_INET)
			return http_peer_of_ipv4(&in4->sin_addr);
		if (sa.ss_family == AF_INET6)
			return http_peer_of_ipv6(&in6->sin6_addr);
		if (sa.ss_family == AF_UNIX)
			return (struct http_peer){ .kind = HTTP_PEER_UNIX };
	}
	return (struct http_peer){ .kind = HTTP_PEER_UNKNOWN };
}
