#include "net/access.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "http/redact.h"
#include "net/addr.h"

/* The log cuts a value at 512 bytes, and marks it: what is more is not kept. */
#define KEPT_BYTES_MAX 640
#define PATH_BYTES_MAX (32 << 10)

struct net_access {
	int64_t start_ms;
	uint64_t bytes;
	int status;
	enum http_method method;
	char *path, *agent;
	char client[NET_ADDR_TEXT_MAX];
};

static char *
copy_cut(struct slice s)
{
	return mem_copy(
	    s.len > KEPT_BYTES_MAX ? slice_take(s, KEPT_BYTES_MAX) : s);
}

/* The path and the query, and nothing else that may stand in a target. */
static char *
copy_path(const struct http_request *req)
{
	struct buf b = BUF(PATH_BYTES_MAX);
	char *path;

	buf_add(&b, req->path);
	if (req->query.len > 0 && buf_add_char(&b, '?'))
		http_redact_query(&b, req->query);
	path = copy_cut(buf_slice(&b));
	buf_clear(&b);
	return path;
}

/* Asked at once: who has left has no address any more. */
static void
format_client(int fd, char text[NET_ADDR_TEXT_MAX])
{
	struct net_addr addr = { .sa_len = sizeof(addr.sa) };

	text[0] = '\0';
	if (getpeername(fd, (struct sockaddr *)&addr.sa, &addr.sa_len) != 0)
		return;
	if (addr.sa.ss_family == AF_UNIX)
		memcpy(text, "unix", sizeof("unix"));
	else
		net_addr_format(&addr, text);
}

/* Returns what is noted of the request, NULL if there is nothing. */
static struct net_access *
access_of(const struct net_conn *conn)
{
	return conn->srv->limits.log_access ? conn->access[0] : NULL;
}

size_t
net_access_size(const struct net_server *srv)
{
	return srv->limits.log_access ? sizeof(struct net_access *) : 0;
}

void
net_access_begin(struct net_conn *conn, const struct http_request *req)
{
	struct net_access *a;

	if (!conn->srv->limits.log_access || access_of(conn) != NULL)
		return;
	a = mem_new(sizeof(*a));
	a->start_ms = clock_ms();
	a->method = HTTP_OTHER;
	format_client(conn->fd, a->client);
	if (req != NULL) {
		a->method = req->method;
		a->path = copy_path(req);
		a->agent = copy_cut(http_request_field(req, "user-agent"));
	}
	conn->access[0] = a;
}

void
net_access_answer(struct net_conn *conn, int status)
{
	struct net_access *a = access_of(conn);

	if (a != NULL)
		a->status = status;
}

void
net_access_sent(struct net_conn *conn, uint64_t bytes)
{
	struct net_access *a = access_of(conn);

	if (a != NULL)
		a->bytes += bytes;
}

static const char *
or_none(const char *text)
{
	return text != NULL && text[0] != '\0' ? text : "-";
}

void
net_access_end(struct net_conn *conn)
{
	struct net_access *a = access_of(conn);

	if (a == NULL)
		return;
	log_write(LOG_INFO, "net", "request",
	    LOG_FIELDS(LOG_STR("method", http_method_name(a->method)),
		LOG_STR("path", or_none(a->path)), LOG_NUM("status", a->status),
		LOG_NUM("bytes", a->bytes),
		LOG_NUM("ms", clock_ms() - a->start_ms),
		LOG_STR("client", or_none(a->client)),
		LOG_STR("agent", or_none(a->agent))));
	free(a->path);
	free(a->agent);
	free(a);
	conn->access[0] = NULL;
}
