/*
 * api/static.h - the files of a folder, at paths that no route takes.
 *
 * Never outside of that folder, whatever a path or a link in it says: each
 * name is resolved by the kernel, beneath the folder as it was at the start.
 * Only regular files are served, none whose name, or the name of a folder on
 * the way, begins with a dot, and no folder is listed.
 *
 * API_STATIC_OPEN_MAX files are open at once at most, one for each answer.
 */
#ifndef API_STATIC_H
#define API_STATIC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define API_STATIC_OPEN_MAX 256

struct api;
struct api_call;

struct api_static {
	int dir_fd; /* -1: there is no folder */
	size_t open_count;
};

/* With no folder. */
void api_static_init(struct api_static *s);

/*
 * NULL: no folder.  -1 with words if there is none of that name, or it may not
 * be entered.
 */
int api_static_open(struct api_static *s, const char *dir, struct err *err);

/* Says only whether it could. */
int api_static_check(const char *dir, struct err *err);
void api_static_close(struct api_static *s);

/*
 * For a page of ours at "/": answers with the folder's index.html, which goes
 * before it.  False, and no answer, if there is none.
 */
bool api_static_index(struct api *api, const struct api_call *call);

#endif
