/*
 * net/h1.h - HTTP/1.1 on a connection: requests in, responses out.
 *
 * One request at a time; what is pipelined behind it waits.  A request in
 * one piece is handled where it was read, without a copy.
 *
 * Spec: RFC 9112.
 */
#ifndef NET_H1_H
#define NET_H1_H

#include "http/body.h"
#include "http/parse.h"
#include "net/conn.h"

/* Room for a head, and for what may be pipelined behind a request. */
#define NET_H1_INPUT_MAX ((16 << 10) + 2 * NET_SCRATCH_BYTES)

/* A response body is bounded by its maker; this bounds the maker's mistake. */
#define NET_H1_OUTPUT_MAX (64 << 20)

/* A request on its way in, and what of its response is unwritten. */
struct net_h1 {
	struct buf in;   /* what is not handled yet */
	struct buf head; /* of a request whose body comes in pieces */
	struct buf body;
	struct buf out; /* heads and whole bodies */
	struct http_parse parse;
	struct http_body decode;
	enum http_method method; /* HTTP_OTHER: or not known yet */
};

extern const struct http_exchange_ops net_h1_ops;

void net_h1_init(struct net_conn *conn);
void net_h1_clear(struct net_conn *conn);

/* Handles bytes of the peer. */
void net_h1_input(struct net_conn *conn, struct slice in);

/*
 * Reads once more the head of a request whose body comes in pieces, into the
 * server's.  False if it is gone.
 */
bool net_h1_recall(struct net_conn *conn);

/* Answers a request that was never whole, and ends the connection. */
void net_h1_broken(struct net_conn *conn, int status, const char *why);

/* All of a response is written. */
void net_h1_done(struct net_conn *conn);

#endif
