#include "pour.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"

#define BLOCK_BYTES ((size_t)256 << 10)
#define HEAD                                                                   \
	"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"               \
	"Connection: close\r\n\r\n"
#define TAIL "\n\ndata: end\n\n"

static bool
send_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);

		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

/* Sends len bytes of unit after unit. */
static bool
send_units(int fd, const char *unit, size_t unit_len, int64_t len)
{
	size_t block_len = BLOCK_BYTES / unit_len * unit_len;
	char *block = mem_new(block_len);
	bool sent = true;

	for (size_t at = 0; at < block_len; at += unit_len)
		memcpy(block + at, unit, unit_len);
	for (; sent && len > (int64_t)block_len; len -= (int64_t)block_len)
		sent = send_all(fd, block, block_len);
	sent = sent && send_all(fd, block, (size_t)len);
	free(block);
	return sent;
}

static bool
send_events(int fd, const struct pour *p)
{
	size_t len = (size_t)p->event_bytes;
	char *event = mem_new(len);
	bool sent;

	memset(event, 'x', len);
	mempcpy(event, "data: ", 6);
	event[len - 2] = event[len - 1] = '\n';
	sent = send_units(fd, event, len, p->events * p->event_bytes);
	free(event);
	return sent;
}

static bool
send_line(int fd, const struct pour *p)
{
	return send_all(fd, p->lead, strlen(p->lead)) &&
	       send_units(fd, "x", 1, p->line_bytes) &&
	       send_all(fd, TAIL, strlen(TAIL));
}

/* Reads the request: its body, if it has one, does not matter. */
static bool
take_request(int fd)
{
	char bytes[4096];
	size_t len = 0;

	while (len < sizeof(bytes)) {
		ssize_t n = recv(fd, bytes + len, sizeof(bytes) - len, 0);

		if (n <= 0)
			return false;
		len += (size_t)n;
		if (memmem(bytes, len, "\r\n\r\n", 4) != NULL)
			return true;
	}
	return false;
}

bool
pour_serve(int fd, const struct pour *p)
{
	bool sent = take_request(fd) && send_all(fd, HEAD, strlen(HEAD));

	if (sent && p->lead != NULL)
		sent = send_line(fd, p);
	else if (sent)
		sent = send_events(fd, p);
	return sent;
}
