/*
 * net/listen.h - accepting connections, and surviving when there are too many.
 */
#ifndef NET_LISTEN_H
#define NET_LISTEN_H

#include "net/server.h"

/* A connection closed: accepts again, if accepting was paused. */
void net_listen_resume(struct net_server *srv);

/* Closes all listeners. */
void net_listen_close_all(struct net_server *srv);

#endif
