/*
 * gen.c - prints what an option table says, for tests/gen/update.
 *
 *	sse_gen PROGRAM man|bash|zsh|fish|help|config
 */
#include <stdio.h>
#include <string.h>

#include "base/opt_doc.h"
#include "sse-cat/options.h"
#include "sse-pub/options.h"
#include "ssed/options.h"

#define DOC_BYTES_MAX (1 << 20)
#define EXIT_USAGE 2
#define EXIT_WRITE 23

static struct ssed_options hub;
static struct cat_options cat;
static struct pub_options pub;

static void
hub_table(struct opt_set *set)
{
	ssed_options_init(&hub, set);
}

static void
cat_table(struct opt_set *set)
{
	cat_options_init(&cat, set);
}

static void
pub_table(struct opt_set *set)
{
	pub_options_init(&pub, set);
}

static const struct {
	const char *program;
	void (*init)(struct opt_set *set);
} tables[] = {
	{ "ssed", hub_table },
	{ "sse-cat", cat_table },
	{ "sse-pub", pub_table },
	{ NULL, NULL },
};

static const struct {
	const char *name;
	bool (*write)(const struct opt_set *set, struct buf *b);
} docs[] = {
	{ "man", opt_doc_man },
	{ "bash", opt_doc_bash },
	{ "zsh", opt_doc_zsh },
	{ "fish", opt_doc_fish },
	{ "help", opt_doc_help },
	{ "config", opt_doc_config },
	{ NULL, NULL },
};

/* Finds the table; false if there is no such program. */
static bool
find_table(const char *program, struct opt_set *set)
{
	for (size_t i = 0; tables[i].program != NULL; i++) {
		if (strcmp(tables[i].program, program) != 0)
			continue;
		tables[i].init(set);
		return true;
	}
	return false;
}

/* Appends the document; false if it is unknown, or did not fit. */
static bool
add_doc(const char *name, const struct opt_set *set, struct buf *b)
{
	for (size_t i = 0; docs[i].name != NULL; i++)
		if (strcmp(docs[i].name, name) == 0)
			return docs[i].write(set, b);
	return false;
}

int
main(int argc, char **argv)
{
	struct buf text = BUF(DOC_BYTES_MAX);
	struct opt_set set;
	int status = 0;

	if (argc != 3 || !find_table(argv[1], &set) ||
	    !add_doc(argv[2], &set, &text)) {
		fputs("usage: sse_gen ssed|sse-cat|sse-pub "
		      "man|bash|zsh|fish|help|config\n",
		    stderr);
		buf_clear(&text);
		return EXIT_USAGE;
	}
	fwrite(text.ptr, 1, text.len, stdout);
	if (fflush(stdout) != 0)
		status = EXIT_WRITE;
	buf_clear(&text);
	return status;
}
