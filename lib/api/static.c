#include "api/static.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "api/endpoints.h"
#include "api/file.h"
#include "api/problem.h"
#include "http/etag.h"
#include "http/filename.h"
#include "http/media.h"
#include "http/url.h"

#define EXIT_USAGE 2
#define NAME_BYTES_MAX 4096
#define LOCATION_BYTES_MAX 1024
#define ETAG_BYTES_MAX 80
#define DATE_BYTES_MAX 40
/* To be asked for each time, and be spared the body if nothing changed. */
#define FRESH_FIELD "Cache-Control: no-cache\r\n"
#define BUSY_FIELD "Retry-After: 1\r\n"
/* A folder that others rename things in makes the kernel ask for this. */
#define TRIES_MAX 8

void
api_static_init(struct api_static *s)
{
	*s = (struct api_static){ .dir_fd = -1 };
}

/* Opens name beneath the folder; -1 with errno. */
static int
open_beneath(const struct api_static *s, const char *name, uint64_t flags)
{
	struct open_how how = {
		.flags = flags | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
	};
	long fd = -1;

	for (int i = 0; i < TRIES_MAX; i++) {
		fd = syscall(SYS_openat2, s->dir_fd, name, &how, sizeof(how));
		if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
			break;
	}
	return (int)fd;
}

int
api_static_open(struct api_static *s, const char *dir, struct err *err)
{
	int fd;

	api_static_init(s);
	if (dir == NULL)
		return 0;
	s->dir_fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (s->dir_fd < 0)
		return err_errno(err, EXIT_USAGE, "static %s", dir);
	/* Whether it may be entered, and the kernel knows how. */
	fd = open_beneath(s, ".", O_PATH | O_DIRECTORY);
	if (fd >= 0) {
		close(fd);
		return 0;
	}
	if (errno == ENOSYS)
		err_set(err, EXIT_USAGE,
		    "static %s: needs openat2, which Linux has from 5.6 on",
		    dir);
	else
		err_errno(err, EXIT_USAGE, "static %s", dir);
	api_static_close(s);
	return -1;
}

int
api_static_check(const char *dir, struct err *err)
{
	struct api_static s;

	if (api_static_open(&s, dir, err) != 0)
		return -1;
	api_static_close(&s);
	return 0;
}

void
api_static_close(struct api_static *s)
{
	if (s->dir_fd >= 0)
		close(s->dir_fd);
	s->dir_fd = -1;
}

static void
answer_none(struct api *api, struct http_exchange *x)
{
	api_problem(api, x, API_NOT_FOUND,
	    "there is no such file; events are at /events/TOPIC");
}

static void
answer_busy(struct api *api, struct http_exchange *x)
{
	api_problem_with(api, x, API_BUSY, "as many files are open as may be",
	    slice_of(BUSY_FIELD));
}

/*
 * What is not there and what ssed may not read are one: nobody learns what
 * else is on the disk.
 */
static void
answer_errno(struct api *api, struct http_exchange *x)
{
	bool passes = errno == EMFILE || errno == ENFILE || errno == ENOMEM ||
		      errno == EAGAIN || errno == EINTR;

	if (passes)
		answer_busy(api, x);
	else
		answer_none(api, x);
}

/*
 * Sends a client from "/a/b" to "/a/b/", where relative links mean what the
 * folder's page means by them.  Said from where the client is, so that it
 * holds behind a proxy that cuts something off the path.
 */
static void
answer_folder(struct api *api, struct http_exchange *x)
{
	const struct http_request *req = x->req;
	struct http_response resp = { .status = 301 };
	struct buf fields = BUF(LOCATION_BYTES_MAX);
	struct slice path = req->path, last = slice_empty();

	while (http_path_next(&path, &last)) {
	}
	if (last.len == 0) {
		/* A folder of the name index.html. */
		answer_none(api, x);
	} else if (!buf_addf(&fields, FRESH_FIELD "Location: ./%.*s/%s%.*s\r\n",
		       SLICE_ARGS(last), req->query.len > 0 ? "?" : "",
		       SLICE_ARGS(req->query))) {
		api_problem(api, x, API_LONG_TARGET,
		    "this is a folder, whose path ends in '/'; the query is "
		    "too long to say where it is");
	} else {
		resp.fields = buf_slice(&fields);
		api_respond(api, x, &resp);
	}
	buf_clear(&fields);
}

/* Writes when a file was changed; nothing if that is yet to come. */
static struct slice
date_of(const struct stat *st, int64_t now_ms, char text[DATE_BYTES_MAX])
{
	struct tm tm;

	text[0] = '\0';
	if (st->st_mtime >= 0 && st->st_mtime <= now_ms / 1000 &&
	    gmtime_r(&st->st_mtime, &tm) != NULL)
		strftime(
		    text, DATE_BYTES_MAX, "%a, %d %b %Y %H:%M:%S GMT", &tm);
	return slice_of(text);
}

/* Writes what is another for every version of a file. */
static struct slice
etag_of(const struct stat *st, char text[ETAG_BYTES_MAX])
{
	snprintf(text, ETAG_BYTES_MAX,
	    "\"%" PRIx64 "-%" PRIx64 "-%" PRIx64 ".%" PRIx64 "\"",
	    (uint64_t)st->st_ino, (uint64_t)st->st_size,
	    (uint64_t)st->st_mtim.tv_sec, (uint64_t)st->st_mtim.tv_nsec);
	return slice_of(text);
}

/* Takes fd over. */
static void
answer_file(struct api *api, struct http_exchange *x, struct slice name, int fd,
    const struct stat *st)
{
	char etag_text[ETAG_BYTES_MAX], date_text[DATE_BYTES_MAX];
	struct slice etag = etag_of(st, etag_text);
	struct slice date = date_of(st, api->wall_ms(), date_text);
	struct http_response resp = { .status = 200 };
	char fields[256];

	snprintf(fields, sizeof(fields),
	    FRESH_FIELD "ETag: %s\r\n%s%s%s"
			"Accept-Ranges: none\r\n",
	    etag_text, date.len > 0 ? "Last-Modified: " : "", date_text,
	    date.len > 0 ? "\r\n" : "");
	resp.fields = slice_of(fields);
	if (http_etag_is_fresh(x->req, etag, date)) {
		resp.status = 304;
		close(fd);
		api_respond(api, x, &resp);
		return;
	}
	resp.type = slice_of(http_media_type(name));
	resp.has_length = true;
	resp.length = (uint64_t)st->st_size;
	api_stream(api, x, &resp,
	    api_file_source_new(fd, resp.length, &api->files.open_count));
}

static void
answer_name(struct api *api, struct http_exchange *x, const char *name)
{
	struct stat st;
	int fd;

	if (api->files.open_count >= API_STATIC_OPEN_MAX) {
		answer_busy(api, x);
		return;
	}
	/* Not blocking: it may be a pipe, which is only then refused. */
	fd = open_beneath(&api->files, name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		answer_errno(api, x);
		return;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		answer_file(api, x, slice_of(name), fd, &st);
		return;
	}
	close(fd);
	if (S_ISDIR(st.st_mode))
		answer_folder(api, x);
	else
		answer_none(api, x);
}

void
api_static_get(struct api *api, const struct api_call *call)
{
	struct http_exchange *x = call->x;
	struct buf name = BUF(NAME_BYTES_MAX);

	switch (http_filename(x->req->path, &name)) {
	case HTTP_FILENAME_OK:
		if (buf_add_char(&name, '\0'))
			answer_name(api, x, name.ptr);
		else
			answer_none(api, x);
		break;
	case HTTP_FILENAME_NONE:
		answer_none(api, x);
		break;
	case HTTP_FILENAME_BAD:
		api_problem(api, x, API_BAD_REQUEST,
		    "the path is not percent-encoded as it should be");
		break;
	}
	buf_clear(&name);
}

bool
api_static_index(struct api *api, const struct api_call *call)
{
	struct stat st;
	int fd = -1;

	if (api->files.dir_fd >= 0)
		fd = open_beneath(&api->files, "index.html", O_PATH);
	if (fd < 0)
		return false;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return false;
	}
	close(fd);
	api_static_get(api, call);
	return true;
}
