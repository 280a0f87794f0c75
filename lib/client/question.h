/*
 * client/question.h - a question to people, and an answer to one, as a hub
 * takes them.
 *
 * Pure.  POST /H and POST /C: a JSON object, of which what is not said is left
 * out.  See PROMPTS in ssed(8).
 */
#ifndef CLIENT_QUESTION_H
#define CLIENT_QUESTION_H

#include "base/buf.h"
#include "base/opt.h"

/* All borrowed. */
struct question {
	const char *id;
	const char *topic; /* NULL: the users' inboxes, or "main" */
	const struct opt_list *to;
	struct slice data;
	bool has_data;  /* else the hub says something */
	int64_t ttl_ms; /* 0: the hub's */
	int64_t quorum; /* so too */
};

struct reply {
	const char *id; /* of the question */
	struct slice data;
	bool has_data;
	bool denies;
};

/* False where a text is not UTF-8, or it does not fit. */
bool question_add_json(struct buf *b, const struct question *q);
bool reply_add_json(struct buf *b, const struct reply *r);

/*
 * Appends a path with a user in its query, and a NUL: "/C?user=ann", or
 * "/messages/42?user=ann" where there is a name.  NULL: without.
 */
bool question_add_path(
    struct buf *b, const char *path, const char *name, const char *user);

/*
 * Appends the path of the stream that brings the answers: those of a topic,
 * and what goes to user.
 */
bool question_add_stream(struct buf *b, const char *topic, const char *user);

#endif
