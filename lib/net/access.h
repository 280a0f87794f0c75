/*
 * net/access.h - the access log: a line a request.
 *
 *   info net request method=GET path=/events/a status=200 bytes=4711 ms=12
 *   client=127.0.0.1:51234 agent=curl/7.88.1
 *
 * Written once the answer is, and for a stream at its end; status is 0 where
 * the client left before there was an answer.  bytes are those that the
 * socket took, the head of the answer among them.  Secrets in the query are
 * left out: http/redact.h.  Costs nothing unless srv->limits.log_access.
 */
#ifndef NET_ACCESS_H
#define NET_ACCESS_H

#include "net/conn.h"

/* Returns how many bytes a connection takes for it. */
size_t net_access_size(const struct net_server *srv);

/* A request's head is in; NULL: what came is none.  The first call counts. */
void net_access_begin(struct net_conn *conn, const struct http_request *req);

/* It is answered with that status. */
void net_access_answer(struct net_conn *conn, int status);

/* Bytes of the answer were taken; on any thread. */
void net_access_sent(struct net_conn *conn, uint64_t bytes);

/* The answer is written, or the connection lost: writes the line, once. */
void net_access_end(struct net_conn *conn);

#endif
