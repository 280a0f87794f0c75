/*
 * client/fetch.h - one HTTP exchange at a time, one of those of a multi.
 *
 * Never waits, never prints.  Redirects are followed here, not by libcurl: http
 * and https only, and what the user sent along (-H) or is known by does not go
 * to another origin; see client/session.h.
 */
#ifndef CLIENT_FETCH_H
#define CLIENT_FETCH_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/opt.h"
#include "client/multi.h"
#include "client/session.h"

/* What to ask for.  Everything is borrowed while the exchange lasts. */
struct fetch_request {
	const char *program; /* "sse-cat": the User-Agent */
	const char *url;
	const char *method;             /* NULL: GET, or POST with a body */
	const char *unix_socket;        /* NULL: TCP */
	const char *accept;             /* NULL: any */
	const char *content_type;       /* of the body; NULL: a form's */
	const struct opt_list *headers; /* "Name: value"; they win; or NULL */
	struct session *session;        /* what requests share; or NULL */
	struct slice last_id;           /* Last-Event-ID; empty: none */
	struct slice body;
	bool has_body;
	bool keeps_body; /* a redirect that drops it is not followed */
	bool owns_type;  /* accept and content_type win over headers */
	bool insecure;   /* any certificate will do */
	int64_t connect_timeout_ms; /* 0: the caller sees to it */
};

enum fetch_state {
	FETCH_BUSY, /* flush what came, then multi_wait() */
	FETCH_DONE, /* status, code and reason are filled */
};

/* The words of a proxy's refusal, for libcurl keeps those it had. */
#define FETCH_PROXY_WORDS "from the proxy"

struct fetch {
	/*
	 * The head of the answer is there: status and type are filled.  Then
	 * its body, as it comes.  False: enough, the exchange ends there.
	 */
	bool (*on_head)(struct fetch *f);
	bool (*on_body)(struct fetch *f, struct slice bytes);

	int status;             /* of HTTP; 0: no answer */
	bool by_proxy;          /* it is a proxy's, which let nobody through */
	char type[128];         /* Content-Type, "" if none; cut if longer */
	struct buf encoding;    /* Content-Encoding; ends in NUL if any */
	int64_t retry_after_ms; /* 0: none */
	bool is_connected;      /* the request can be sent */
	uint64_t steps;         /* grows when anything comes or happens */
	int code;               /* an exit status: why it broke; 0: it ended */
	char reason[CURL_ERROR_SIZE];

	/* Its own. */
	struct multi *multi;
	struct multi_result result;
	CURL *easy;
	struct curl_slist *headers;
	const struct fetch_request *request;
	struct buf url;      /* where redirects led; ends in NUL */
	struct buf location; /* where the answer points to; so too */
	int redirects;
	size_t trailer_bytes;
	bool has_head;     /* what comes now of fields is a trailer */
	bool with_body;    /* a redirect may have dropped it */
	bool enough;       /* a callback said so */
	bool is_redirect;  /* the answer only points elsewhere */
	bool is_bad_file;  /* a certificate of ours, or its key, is none */
	bool is_bad_proxy; /* the environment names what can be none */
};

/* The caller has set on_head and on_body; multi outlives it. */
void fetch_init(struct fetch *f, struct multi *multi);
void fetch_clear(struct fetch *f);

void fetch_start(struct fetch *f, const struct fetch_request *request);

/* Returns whether path can be a unix socket's. */
bool fetch_is_socket_path(const char *path);

/* To be asked after multi_perform(), which calls on_head and on_body. */
enum fetch_state fetch_turn(struct fetch *f);

/* Returns whether the body of the answer can be read, encoded as it is. */
bool fetch_is_readable(const struct fetch *f);

/* Returns whether what broke the exchange would break it again. */
bool fetch_is_lasting(const struct fetch *f);

/* Ends the exchange; harmless where there is none. */
void fetch_stop(struct fetch *f);

#endif
