/*
 * http/filename.h - the file that the path of a request names.
 *
 * Pure: it looks at no disk.  What is refused here is never asked for there:
 * a name has no empty segment and none that begins with a dot, ".." being one
 * of those, no NUL, no backslash, and no slash that was encoded, since others
 * might split it elsewhere.
 */
#ifndef HTTP_FILENAME_H
#define HTTP_FILENAME_H

#include "base/buf.h"
#include "base/slice.h"

enum http_filename_status {
	HTTP_FILENAME_OK,
	HTTP_FILENAME_NONE, /* no file may have that name */
	HTTP_FILENAME_BAD,  /* it is not percent-encoded as it should be */
};

/*
 * Sets *name to the file that path, raw and with its leading '/', names below
 * a folder: "/a/b" is "a/b", "/a/" is "a/index.html".  A name that is longer
 * than name may be is NONE.
 */
enum http_filename_status http_filename(struct slice path, struct buf *name);

#endif
