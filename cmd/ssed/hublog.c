#include "ssed/hublog.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "common/cli.h"
#include "log/memory/memory.h"
#include "log/sqlite/check.h"
#include "log/sqlite/sqlite.h"
#include "net/loop.h"
#include "ssed/bounds.h"
#include "ssed/daemon.h"

#define AHEAD_MS_MAX 60000

/* A process has one log, which tells its troubles to no one in particular. */
static bool is_failing;

static bool
is_sqlite(const char *value)
{
	return slice_starts(slice_of(value), SSED_LOG_SQLITE);
}

const char *
hublog_path(const char *value)
{
	return is_sqlite(value) ? value + strlen(SSED_LOG_SQLITE) : value;
}

/* Gives words of lib/log the form of others, and an exit status. */
static int
fail(struct err *err, const struct err *why)
{
	return err_set(err, CLI_WRITE, "log %s", why->text);
}

/* Whether a file could be made in the folder of path. */
static int
check_folder(const char *path, struct err *err)
{
	const char *name = strrchr(path, '/');
	size_t len = name != NULL ? (size_t)(name - path) + 1 : 0;
	char *folder = mem_copy((struct slice){ path, len });
	int status = access(len > 0 ? folder : ".", W_OK | X_OK);

	free(folder);
	if (status == 0)
		return 0;
	return err_errno(err, CLI_WRITE, "log %s", path);
}

/* Whether what is there is a log. */
static int
check_file(const char *path, struct err *err)
{
	struct err why;

	return check_is_log(path, &why) == 0 ? 0 : fail(err, &why);
}

int
hublog_check(const struct ssed_options *o, struct err *err)
{
	const char *path = hublog_path(o->log);

	if (!o->check || !is_sqlite(o->log))
		return 0;
	/* The files that SQLite puts beside it need the folder, too. */
	if (check_folder(path, err) != 0)
		return -1;
	if (access(path, R_OK | W_OK) == 0)
		return check_file(path, err);
	if (errno == ENOENT)
		return 0;
	return err_errno(err, CLI_WRITE, "log %s", path);
}

static void
on_trouble(const char *why)
{
	is_failing = why != NULL;
	if (why != NULL)
		log_write(LOG_ERROR, "ssed", "log fails",
		    LOG_FIELDS(LOG_STR("reason", why)));
	else
		log_write(LOG_INFO, "ssed", "log is well again", NULL);
}

/*
 * Times in a log never go back.  So one that was written to while the clock
 * was wrong keeps all for longer, and has every ttl and H last.
 */
static void
tell_ahead(const struct hub_log *log)
{
	int64_t ahead_ms = log->had_ms - clock_unix_ms();

	if (ahead_ms > AHEAD_MS_MAX)
		log_write(LOG_WARN, "ssed", "log is ahead of the clock",
		    LOG_FIELDS(LOG_NUM("seconds", ahead_ms / 1000)));
}

struct hub_log *
hublog_new(const struct ssed_options *o, struct err *err)
{
	/*
	 * What all keep, and what sections say instead, is told before there
	 * is anything to do, but all at once: else a log of a run before would
	 * forget by the one what it is to keep by the other.
	 */
	const struct sqlite_log_options options = {
		.path = hublog_path(o->log),
		.is_normal = o->durability == SSED_DURABLE_NORMAL,
		.keep = { .count = SSED_KEEP_MAX },
		.on_trouble = on_trouble,
	};
	struct hub_log *log;
	struct err why;

	if (!is_sqlite(o->log))
		return memory_log_new(&options.keep);
	log = sqlite_log_new(&options, &why);
	if (log == NULL)
		fail(err, &why);
	else
		tell_ahead(log);
	return log;
}

static void
on_answers(evutil_socket_t fd, short what, void *arg)
{
	struct daemon *d = arg;

	(void)fd;
	(void)what;
	d->log->ops->run(d->log);
}

void
hublog_watch(struct daemon *d)
{
	const struct hub_log_ops *ops = d->log->ops;

	if (ops->fd == NULL)
		return;
	event_assign(&d->answers, d->loop.base, ops->fd(d->log),
	    EV_READ | EV_PERSIST, on_answers, d);
	event_add(&d->answers, NULL);
}

void
hublog_unwatch(struct daemon *d)
{
	if (d->log->ops->fd != NULL)
		event_del(&d->answers);
}

bool
hublog_is_failing(void)
{
	return is_failing;
}
