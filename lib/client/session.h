/*
 * client/session.h - what the exchanges of a program have in common: who it
 * is, the cookies it was given, and the way it goes.
 *
 * The origin that the user named is home.  Only there go name and password,
 * token, the cookies of -b and the client's certificate; cookies of the jar
 * go where their domain says, which is libcurl's work (RFC 6265).
 */
#ifndef CLIENT_SESSION_H
#define CLIENT_SESSION_H

#include <curl/curl.h>

#include "base/buf.h"
#include "client/request_options.h"

struct session {
	const struct request_options *options;
	CURLSH *jar;        /* NULL: no cookies are kept */
	struct buf cookies; /* those of -b; ends in NUL if any */
	struct buf token;   /* so too */
	bool token_again;   /* its file may have a newer one */
};

/* -1 with words and an exit status where it cannot work. */
int session_init(
    struct session *s, const struct request_options *options, struct err *err);

/* The exchanges have ended. */
void session_clear(struct session *s);

/*
 * Sees whether there is a newer token.  -1 with words where there is none;
 * a file may be just being written, so this is worth another try.
 */
int session_renew(struct session *s, struct err *err);

/*
 * Returns the token for a request to url, ending in NUL; NULL: none.
 */
const char *session_token(const struct session *s, const char *url);

/* Sets up an exchange; home: with what is for the user's origin only. */
void session_apply(const struct session *s, CURL *easy, bool home);

/*
 * Writes the jar, if there is to be one: once an answer may have brought
 * cookies, and at the end, which tells whether it could be.  -1 with words.
 */
int session_keep(const struct session *s, struct err *err);

#endif
