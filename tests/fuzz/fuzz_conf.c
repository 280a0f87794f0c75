/* Any configuration is either taken, or refused in one line of words. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/opt_section.h"

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

/* Sections of one kind: numbers below a title. */
static struct item {
	const char *title;
	int64_t count, duration;
} item;
static const struct item blank = { NULL, -1, -1 };

static const struct opt keys[] = {
	{ "count", 0, OPT_COUNT, &item.count, .max = 9, .text = "count" },
	{ "time", 0, OPT_DURATION, &item.duration, .text = "time" },
	{ 0 },
};

/* As topics and users are: on one line. */
static bool
is_title(const char *title)
{
	return strpbrk(title, "\r\n") == NULL;
}

static void
start(struct opt_section kinds[2], struct opt_set *set)
{
	kinds[0] = (struct opt_section){
		.kind = "kind",
		.check = is_title,
		.want = "is not on one line",
		.keys = { .table = keys },
		.item = &item,
		.blank = &blank,
		.item_bytes = sizeof(item),
	};
	kinds[1] = (struct opt_section){ 0 };
	*set = (struct opt_set){
		.program = "x", .table = table, .sections = kinds
	};
}

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* What is printed of sections, is read as what it was. */
static void
check_sections(const struct opt_set *set)
{
	struct buf printed = BUF(1 << 24), again = BUF(1 << 24);
	struct opt_section kinds[2];
	struct opt_set other;
	struct err err;

	start(kinds, &other);
	must(set->sections[0].count <= OPT_SECTIONS_MAX);
	must(opt_section_print(set, &printed));
	must(conf_parse(&other, "f", buf_slice(&printed), &err) == 0);
	must(opt_section_print(&other, &again));
	must(slice_equals(buf_slice(&printed), buf_slice(&again)));
	buf_clear(&printed);
	buf_clear(&again);
	opt_clear(&other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct opt_section kinds[2];
	struct opt_set set;
	struct slice in = { (const char *)data, size };
	struct err err = { 0 };

	start(kinds, &set);
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
		check_sections(&set);
	}
	must(count >= 1 && count <= 9 && bytes >= 0 && duration >= 0);
	must(choice == 0 || choice == 1);
	must(list.count <= OPT_LIST_MAX);
	if (text != NULL)
		must(strlen(text) <= size);
	opt_clear(&set);
	return 0;
}
