/* Any configuration is either taken, or refused in one line of words. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool flag;
static int64_t count, bytes, duration;
static int choice;
static const char *text;
static struct opt_list list;
static const char *const choices[] = { "red", "green", NULL };

static const struct opt table[] = {
	{ .text = "Group" },
	{ "flag", 0, OPT_FLAG, &flag, .text = "flag" },
	{ "count", 0, OPT_COUNT, &count, .min = 1, .max = 9, .text = "count" },
	{ "size", 0, OPT_SIZE, &bytes, .text = "size" },
	{ "time", 0, OPT_DURATION, &duration, .text = "time" },
	{ "choice", 0, OPT_CHOICE, &choice, .choices = choices,
	    .text = "choice" },
	{ "text", 0, OPT_TEXT, &text, .text = "text" },
	{ "list", 0, OPT_LIST, &list, .text = "list" },
	{ 0 },
};

static void
must(bool holds)
{
	if (!holds)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct opt_set set = { .program = "x", .table = table };
	struct slice in = { (const char *)data, size };
	struct err err = { 0 };

	count = 1;
	bytes = duration = 0;
	choice = 0;
	text = NULL;
	list.count = 0;
	if (conf_parse(&set, "f", in, &err) < 0) {
		must(strncmp(err.text, "f:", 2) == 0);
		must(strpbrk(err.text, "\r\n") == NULL);
		must(memchr(err.text, '\0', sizeof(err.text)) != NULL);
	} else {
		must(err.code == 0);
	}
	must(count >= 1 && count <= 9 && bytes >= 0 && duration >= 0);
	must(choice == 0 || choice == 1);
	must(list.count <= OPT_LIST_MAX);
	if (text != NULL)
		must(strlen(text) <= size);
	opt_clear(&set);
	return 0;
}
