#include "client/multi.h"

#include <poll.h>

#include "base/mem.h"

void
multi_perform(struct multi *m)
{
	CURLMsg *message;
	int count;

	curl_multi_perform(m->curl, &count);
	while ((message = curl_multi_info_read(m->curl, &count)) != NULL) {
		void *arg = NULL;
		struct multi_result *result;

		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &arg);
		result = arg;
		if (message->msg != CURLMSG_DONE || result == NULL)
			continue;
		result->code = message->data.result;
		result->is_over = true;
	}
}

static void
add_input(struct curl_waitfd *extra, unsigned int *count, int fd)
{
	if (fd >= 0)
		extra[(*count)++] = (struct curl_waitfd){
			.fd = fd,
			.events = CURL_WAIT_POLLIN,
		};
}

bool
multi_wait(struct multi *m, const struct multi_until *until)
{
	struct curl_waitfd extra[2 + MULTI_MORE_MAX];
	struct pollfd out = { .fd = until->out_fd };
	unsigned int count = 0;
	int64_t ms = until->ms > INT32_MAX ? INT32_MAX : until->ms;

	add_input(extra, &count, until->in_fd);
	for (size_t i = 0; i < until->more_count && i < MULTI_MORE_MAX; i++)
		add_input(extra, &count, until->more_fds[i]);
	/* Without events: that it broke is told all the same. */
	if (until->out_fd >= 0)
		extra[count++] = (struct curl_waitfd){ .fd = until->out_fd };
	curl_multi_poll(m->curl, extra, count, ms < 0 ? 0 : (int)ms, NULL);
	if (until->out_fd < 0 || poll(&out, 1, 0) <= 0)
		return true;
	return (out.revents & (POLLERR | POLLHUP | POLLNVAL)) == 0;
}

void
multi_init(struct multi *m)
{
	m->curl = mem_check(curl_multi_init());
}

void
multi_clear(struct multi *m)
{
	curl_multi_cleanup(m->curl);
	m->curl = NULL;
}
