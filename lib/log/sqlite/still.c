#include "log/sqlite/still.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"

#define WAL "-wal"

/* Each byte may take three. */
#define URI_BYTES_MAX (sizeof("file://?immutable=1") + 3 * (size_t)PATH_MAX)

/* Of the folder, as SQLite finds it: a file may be mounted by itself. */
static bool
is_folder_still(const char *real)
{
	char folder[PATH_MAX];
	char *slash;

	snprintf(folder, sizeof(folder), "%s", real);
	slash = strrchr(folder, '/');
	slash[slash == folder ? 1 : 0] = '\0';
	return access(folder, W_OK) != 0 && errno == EROFS;
}

bool
still_is(const char *path)
{
	char real[PATH_MAX];

	return realpath(path, real) != NULL && is_folder_still(real);
}

/* What cannot be looked at may be there. */
static bool
has_wal(const char *real)
{
	char wal[PATH_MAX + sizeof(WAL)];

	snprintf(wal, sizeof(wal), "%s" WAL, real);
	return access(wal, F_OK) == 0 || errno != ENOENT;
}

static void
add_escaped(struct buf *b, char c)
{
	static const char hex[] = "0123456789ABCDEF";
	unsigned char byte = (unsigned char)c;

	if (strchr("%?#", c) == NULL) {
		buf_add_char(b, c);
		return;
	}
	buf_add_char(b, '%');
	buf_add_char(b, hex[byte >> 4]);
	buf_add_char(b, hex[byte & 15]);
}

char *
still_uri(const char *path)
{
	/* It is let go of as it is: free(). */
	struct buf uri = BUF(URI_BYTES_MAX);
	char real[PATH_MAX];

	if (realpath(path, real) == NULL || !is_folder_still(real) ||
	    has_wal(real))
		return NULL;
	buf_add(&uri, slice_of("file://"));
	for (const char *at = real; *at != '\0'; at++)
		add_escaped(&uri, *at);
	buf_add(&uri, slice_of("?immutable=1"));
	buf_add_char(&uri, '\0');
	return uri.ptr;
}
