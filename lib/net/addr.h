/*
 * net/addr.h - where to listen, as people write it.
 *
 *   127.0.0.1:8080   [::1]:0   :8080   unix:/run/ssed.sock   fd:3
 *
 * Port 0 lets the kernel choose.  ":8080" is that port on the loopback
 * address, or, where the hub was opened, on every address.
 */
#ifndef NET_ADDR_H
#define NET_ADDR_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/err.h"
#include "http/peer.h"

#define NET_ADDR_TEXT_MAX 128

enum net_addr_kind { NET_ADDR_INET, NET_ADDR_UNIX, NET_ADDR_FD };

struct net_addr {
	enum net_addr_kind kind;
	struct sockaddr_storage sa; /* INET and UNIX */
	socklen_t sa_len;
	int fd; /* FD */
};

/* Reads text; -1 with words.  wide: what ":PORT" means. */
int net_addr_parse(
    struct net_addr *addr, const char *text, bool wide, struct err *err);

/* Returns whether only this machine can reach it; of an FD, as it is bound. */
bool net_addr_is_local(const struct net_addr *addr);

/* Writes "127.0.0.1:8080", "[::1]:80", "unix:/path" or "fd:3". */
void net_addr_format(const struct net_addr *addr, char text[NET_ADDR_TEXT_MAX]);

/* Returns who is at the other end of a socket; UNKNOWN once it is gone. */
struct http_peer net_addr_peer(int fd);

/* Returns the port of an INET address, else 0. */
int net_addr_port(const struct net_addr *addr);

#endif
