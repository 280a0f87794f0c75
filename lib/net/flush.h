/*
 * net/flush.h - the one place where a connection is written.
 *
 * Writing has two halves.  The first one sends, on any thread, and touches
 * only the connection and its source; the second, on the loop thread, draws
 * the consequences: readiness, deadlines, the end.
 */
#ifndef NET_FLUSH_H
#define NET_FLUSH_H

#include "net/conn.h"

#define NET_FLUSH_SLICES_MAX 64

/* Writes what a connection has ready, and draws the consequences. */
void net_flush_conn(struct net_conn *conn);

/* Writes a response, of at most NET_FLUSH_SLICES_MAX parts; keeps the rest. */
void net_flush_response(
    struct net_conn *conn, const struct slice *parts, size_t count);

#endif
