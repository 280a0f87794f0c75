/*
 * client/request_options.h - what a user may say about every request: who it
 * is, by which way it goes, and what it may become.
 *
 * Never shows a value: most of them hold secrets.
 */
#ifndef CLIENT_REQUEST_OPTIONS_H
#define CLIENT_REQUEST_OPTIONS_H

#include "base/err.h"
#include "base/opt.h"

#define REDIRECTS_MAX 10 /* unless the user says otherwise */

/* NULL: not given.  All is borrowed. */
struct request_options {
	const char *user; /* "NAME:PASSWORD" */
	bool netrc;
	const char *token_file; /* of a bearer token (RFC 6750) ... */
	const char *token;      /* ... or one from the environment */

	struct opt_list cookies; /* each "a=b; c=d", or a file */
	const char *cookie_jar;
	const char *agent; /* empty: none is told */

	const char *proxy; /* empty: none, whatever the environment says */
	const char *ca_file, *cert_file, *key_file;

	bool compressed, http1, http2, http3;
	int64_t redirects_max;
};

/* -1 with words and STATUS_USAGE where it cannot work. */
int request_options_check(const struct request_options *o, struct err *err);

/* Returns what SSE_TOKEN says; NULL: it is not set, or empty. */
const char *request_env_token(void);

/* Returns whether text may stand in a header field: no control characters. */
bool request_is_value(const char *text);

/* Returns the file that a value of -b names; NULL: it holds cookies. */
const char *request_cookie_file(const char *cookie);

#endif
