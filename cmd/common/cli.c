#include "common/cli.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define DOC_BYTES_MAX (2 << 20)

void
cli_open_standard(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null",
			    fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int
cli_tell(const char *program, const struct err *err)
{
	if (err->text[0] != '\0')
		fprintf(stderr, "%s: %s\n", program, err->text);
	return err->code;
}

int
cli_fail(const char *program, const struct err *err)
{
	cli_tell(program, err);
	if (err->text[0] != '\0' && err->code == CLI_USAGE)
		fprintf(stderr, "Try '%s --help'.\n", program);
	return err->code;
}

int
cli_print_doc(bool (*doc)(const struct opt_set *, struct buf *),
    const struct opt_set *set)
{
	struct buf text = BUF(DOC_BYTES_MAX);

	doc(set, &text);
	fwrite(text.ptr, 1, text.len, stdout);
	buf_clear(&text);
	return fflush(stdout) == 0 ? 0 : CLI_WRITE;
}

int
cli_print_version(const char *program)
{
	printf("%s " SSE_VERSION "\n", program);
	return fflush(stdout) == 0 ? 0 : CLI_WRITE;
}
