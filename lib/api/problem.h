/*
 * api/problem.h - every error, in one shape: problem+json.
 *
 * {"type":"about:blank","title":"Bad Request","status":400,
 *  "detail":"why","code":"bad-topic"}, or "400 bad-topic: why" for
 * Accept: text/plain.  code is stable, detail is for people.
 *
 * Spec: RFC 9457.
 */
#ifndef API_PROBLEM_H
#define API_PROBLEM_H

#include "api/api.h"

enum api_code {
	API_BAD_REQUEST,
	API_BAD_JSON,
	API_BAD_TOPIC,
	API_BAD_ID,
	API_BAD_TYPE,
	API_BAD_UTF8,
	API_BAD_FIELD,
	API_BAD_CURSOR,
	API_CROSS_ORIGIN,
	API_NOT_FOUND,
	API_BAD_METHOD,
	API_TIMEOUT,
	API_ID_TAKEN,
	API_TOO_LARGE,
	API_LONG_TARGET,
	API_BAD_MEDIA,
	API_BAD_EXPECT,
	API_LONG_HEAD,
	API_BAD_CODING,
	API_BAD_VERSION,
	API_NOT_KEPT,
	API_LOG_FAILED,
	API_BUSY,
	API_BUSY_FROM,
	API_BUSY_OF,
	API_DRAINING,
	API_NOTHING_TAKEN,
	API_UNKNOWN_USER,
	API_UNKNOWN_TOPIC,
	API_NO_PROMPT,
	API_PROMPT_OVER,
	API_NOT_ASKED,
	API_CONFIRM_TIMEOUT,
};

struct api_problem {
	enum api_code code;
	const char *detail;
	struct slice fields;  /* further header lines, each ended by CR LF */
	struct slice members; /* further JSON, as "a":1,"b":2; not in text */
	bool as_text;
};

/* Answers x with that error. */
void api_problem(struct api *api, struct http_exchange *x, enum api_code code,
    const char *detail);

/* The same with further header lines, each ended by CR LF. */
void api_problem_with(struct api *api, struct http_exchange *x,
    enum api_code code, const char *detail, struct slice fields);

/* The same with all there is to say. */
void api_problem_answer(struct api *api, struct http_exchange *x,
    const struct api_problem *problem);

/* Answers x that the hub is shutting down, and when to come back. */
void api_problem_draining(struct api *api, struct http_exchange *x);

/* The same: the log could not be read. */
void api_problem_unread(struct api *api, struct http_exchange *x, bool as_text);

/* Returns whether a client would have errors as text; false for NULL. */
bool api_problem_is_text(const struct http_request *req);

/* Returns "bad-topic" and the like. */
const char *api_code_name(enum api_code code);

/* For http_handler.on_broken: fills resp for a status of the wire's. */
void api_problem_broken(struct api *api, struct http_exchange *x, int status,
    const char *why, struct http_response *resp);

#endif
