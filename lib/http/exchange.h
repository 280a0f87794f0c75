/*
 * http/exchange.h - one request and the response to it, whatever carries it.
 *
 * The meeting place of lib/net, which owns the wire (HTTP/1 today, HTTP/2
 * later), and lib/api, which knows what is asked.  Neither includes the
 * other.  A handler gets an exchange, and answers it once: at once or later,
 * whole (http_respond) or with a body that is pulled (http_stream).
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "http/peer.h"
#include "http/request.h"

struct http_exchange;
struct http_source;

/*
 * A response body that is pulled: the wire asks when it can write, so the
 * source queues nothing for it.  Owned by the exchange from http_stream() on,
 * until on_close.
 */
struct http_source_ops {
	/*
	 * Returns what to write next, at most max slices, 0 if nothing is
	 * ready.  They stay until the next call on the source.  Runs on any
	 * thread, while others run for other sources, and nothing else does.
	 */
	size_t (*peek)(struct http_source *src, struct slice *out, size_t max);

	/*
	 * The first n of the bytes that peek returned were written.  Returns
	 * whether settle is due.  Runs where peek does.
	 */
	bool (*consume)(struct http_source *src, size_t n);

	/* After writing, on the loop's own thread, as all that follows. */
	void (*settle)(struct http_source *src);

	/* Returns whether nothing more will come: the body ends. */
	bool (*is_done)(const struct http_source *src);

	/* Returns whether it is done before its length; NULL: it never is. */
	bool (*is_cut)(const struct http_source *src);

	/*
	 * Time passed.  May make bytes ready (a heartbeat).  Returns when to
	 * be called again, 0 for never.  last_write_ms: of this body.
	 */
	int64_t (*on_tick)(
	    struct http_source *src, int64_t now_ms, int64_t last_write_ms);

	/*
	 * The socket takes no more for now (true), or everything that was
	 * ready is written after all (false).
	 */
	void (*on_blocked)(struct http_source *src, bool blocked);

	/* The body was written to its end, or the peer is gone: free it. */
	void (*on_close)(struct http_source *src);
};

struct http_source {
	const struct http_source_ops *ops;
	struct http_exchange *exchange; /* set by http_stream() */
};

/* The head of a response, and its body where that is known. */
struct http_response {
	int status;
	struct slice type;   /* Content-Type; empty: none */
	struct slice fields; /* further header lines, each ends in CR LF */
	struct slice body;
	bool close; /* end the connection after it */

	/*
	 * Of a body that is pulled: how long it will be, so that the
	 * connection is good for more behind it.  Else it ends with it.
	 */
	bool has_length;
	uint64_t length;
};

/* What the wire does for an exchange. */
struct http_exchange_ops {
	void (*respond)(
	    struct http_exchange *x, const struct http_response *resp);
	void (*stream)(struct http_exchange *x,
	    const struct http_response *resp, struct http_source *src);
	void (*wake)(struct http_exchange *x);
	struct http_peer (*peer)(const struct http_exchange *x);
};

struct http_exchange {
	const struct http_exchange_ops *ops;
	const struct http_request *req; /* NULL once the handler returned */
	struct slice body;              /* whole; until the handler returns */

	/* Set by http_hold(), until there is an answer. */
	struct http_exchange **holder;
	void (*on_gone)(struct http_exchange **holder);

	/*
	 * The handler's note for its answer, which may come when req is gone:
	 * the origin whose pages may read it.  NULL: none.  Freed by
	 * http_exchange_clear().
	 */
	char *reader;
};

/* Called by the handler once it answers, and by the wire at the end. */
void http_exchange_clear(struct http_exchange *x);

/*
 * For a handler that answers later: *holder is x, until x is answered or the
 * client leaves; then it is NULL.  on_gone, if not NULL, is told of the
 * latter, and soon, though nothing is written meanwhile.
 */
void http_hold(struct http_exchange *x, struct http_exchange **holder,
    void (*on_gone)(struct http_exchange **holder));

/* Called by the wire: the client left. */
void http_gone(struct http_exchange *x);

/* Answers x with a whole body.  resp is copied out before it returns. */
void http_respond(struct http_exchange *x, const struct http_response *resp);

/* Answers x with a head, and a body pulled from src, which x then owns. */
void http_stream(struct http_exchange *x, const struct http_response *resp,
    struct http_source *src);

/* Says that a source has something to write, or is done.  Cheap, idempotent. */
void http_wake(struct http_exchange *x);

/* Returns who is at the other end, UNKNOWN once it is gone. */
struct http_peer http_exchange_peer(const struct http_exchange *x);

/* What a server serves. */
struct http_handler {
	/*
	 * The head is in.  Returns how many body bytes are welcome, or
	 * answers at once (404, 405, 413) and returns 0.
	 */
	size_t (*on_head)(struct http_handler *h, struct http_exchange *x);

	/* The whole request is in, and was not answered by on_head. */
	void (*on_request)(struct http_handler *h, struct http_exchange *x);

	/*
	 * The request is so broken that there is none: fill resp for status
	 * with why (one sentence).  resp's slices stay until the next call.
	 * x->req is NULL unless its head, at least, could be read.
	 */
	void (*on_broken)(struct http_handler *h, struct http_exchange *x,
	    int status, const char *why, struct http_response *resp);
};

#endif
