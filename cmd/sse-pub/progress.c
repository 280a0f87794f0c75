#include "sse-pub/progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"

#define EVERY_MS 1000
#define CLEAR "\r\033[K"
#define COUNT_SIZE 32
#define TEXT_SIZE 160

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

/* What goes on in the next row could not be cleared from there. */
static int
width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2)
		return TEXT_SIZE;
	return size.ws_col - 1;
}

void
progress_init(struct progress *p, bool is_wanted)
{
	*p = (struct progress){
		.is_wanted = is_wanted && isatty(STDERR_FILENO),
		.told_ms = clock_ms(),
	};
}

void
progress_tell(struct progress *p, int64_t lines, int64_t retries)
{
	char count[COUNT_SIZE], rate[COUNT_SIZE], again[COUNT_SIZE];
	char text[TEXT_SIZE];
	int64_t now_ms = clock_ms(), ms = now_ms - p->told_ms;

	if (!p->is_wanted || ms < EVERY_MS)
		return;
	snprintf(text, sizeof(text), "%s line%s, %s/s, %s retr%s",
	    show(lines, count), lines == 1 ? "" : "s",
	    show((lines - p->lines) * EVERY_MS / ms, rate),
	    show(retries, again), retries == 1 ? "y" : "ies");
	fprintf(stderr, CLEAR "%.*s", width(), text);
	fflush(stderr);
	p->is_shown = true;
	p->told_ms = now_ms;
	p->lines = lines;
}

int64_t
progress_wait_ms(const struct progress *p)
{
	int64_t ms = p->told_ms + EVERY_MS - clock_ms();

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
