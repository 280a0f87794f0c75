#include "sse-pub/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "client/now.h"

#define EVERY_MS 1000
#define CLEAR "\r\033[K"
#define COUNT_SIZE 32

/* Writes 1234567 as 1,234,567. */
static const char *
show(int64_t n, char text[COUNT_SIZE])
{
	char *at = text + COUNT_SIZE;
	int digits = 0;

	*--at = '\0';
	do {
		if (digits > 0 && digits % 3 == 0)
			*--at = ',';
		*--at = (char)('0' + n % 10);
		digits++;
		n /= 10;
	} while (n > 0);
	return at;
}

void
progress_init(struct progress *p, bool is_wanted)
{
	*p = (struct progress){
		.is_wanted = is_wanted && isatty(STDERR_FILENO),
		.told_ms = client_now_ms(),
	};
}

void
progress_tell(struct progress *p, int64_t lines, int64_t retries)
{
	char count[COUNT_SIZE], rate[COUNT_SIZE], again[COUNT_SIZE];
	int64_t now_ms = client_now_ms(), ms = now_ms - p->told_ms;

	if (!p->is_wanted || ms < EVERY_MS)
		return;
	fprintf(stderr, CLEAR "%s line%s, %s/s, %s retr%s", show(lines, count),
	    lines == 1 ? "" : "s",
	    show((lines - p->lines) * EVERY_MS / ms, rate),
	    show(retries, again), retries == 1 ? "y" : "ies");
	fflush(stderr);
	p->is_shown = true;
	p->told_ms = now_ms;
	p->lines = lines;
}

int64_t
progress_wait_ms(const struct progress *p)
{
	int64_t ms = p->told_ms + EVERY_MS - client_now_ms();

	if (!p->is_wanted)
		return INT64_MAX;
	return ms > 0 ? ms : 0;
}

void
progress_hide(struct progress *p)
{
	if (p->is_shown)
		fputs(CLEAR, stderr);
	p->is_shown = false;
}
