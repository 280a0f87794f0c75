/*
 * net/flush.h - writes what a connection has: one send a turn, if it fits.
 */
#ifndef NET_FLUSH_H
#define NET_FLUSH_H

#include "net/conn.h"

/* Writes until nothing is ready or the socket takes no more. */
void net_flush_conn(struct net_conn *conn);

#endif
