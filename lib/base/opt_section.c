#include "base/opt_section.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/opt_doc_inner.h"
#include "base/opt_inner.h"

static struct opt_section *
find_kind(struct opt_section *kinds, struct slice name)
{
	for (struct opt_section *kind = kinds;
	     kind != NULL && kind->kind != NULL; kind++)
		if (slice_is(name, kind->kind))
			return kind;
	return NULL;
}

static bool
has_title(const struct opt_section *kind, struct slice title)
{
	for (size_t i = 0; i < kind->count; i++) {
		const struct opt_title *item = opt_section_at(kind, i);

		if (slice_is(title, item->title))
			return true;
	}
	return false;
}

/* Takes [kind "title"] apart; false if it is something else. */
static bool
split(struct slice line, struct slice *kind, struct slice *title)
{
	struct slice inner;

	if (line.len < 2 || line.ptr[line.len - 1] != ']')
		return false;
	inner = slice_trim((struct slice){ line.ptr + 1, line.len - 2 });
	if (!slice_has(inner, '"') || inner.ptr[inner.len - 1] != '"')
		return false;
	slice_cut(inner, '"', kind, title);
	*kind = slice_trim(*kind);
	if (title->len == 0)
		return false;
	title->len--;
	return true;
}

/* Returns why kind can have no such section, NULL if it can. */
static const char *
refusal(const struct opt_section *kind, struct slice title, const char *text)
{
	if (slice_has(title, '\0'))
		return "holds a NUL byte";
	if (kind->check != NULL && !kind->check(text))
		return kind->want;
	if (has_title(kind, title))
		return "has a section already";
	if (kind->count == OPT_SECTIONS_MAX)
		return "is one section too many";
	return NULL;
}

int
opt_section_begin(struct opt_set *set, struct slice line,
    struct opt_section **section, struct err *err)
{
	struct slice name, title;
	struct opt_section *kind;
	struct opt_quote q;
	const char *why;
	char *text;

	if (!split(line, &name, &title))
		return err_set(err, OPT_USAGE, "is not '[kind \"name\"]'");
	kind = find_kind(set->sections, name);
	if (kind == NULL)
		return err_set(err, OPT_USAGE, "unknown section '%s'",
		    opt_quote(&q, name));
	text = mem_copy(title);
	opt_keep(&kind->keys, text);
	why = refusal(kind, title, text);
	if (why != NULL)
		return err_set(err, OPT_USAGE, "%s '%s' %s", kind->kind,
		    opt_quote(&q, title), why);
	memcpy(kind->item, kind->blank, kind->item_bytes);
	((struct opt_title *)kind->item)->title = text;
	opt_forget_sources(&kind->keys);
	*section = kind;
	return 0;
}

int
opt_section_set(const struct opt_set *set, struct opt_section *section,
    struct slice name, struct slice value, struct err *err)
{
	struct opt_quote q;

	if (opt_find(&section->keys, name) == NULL &&
	    opt_find(set, name) != NULL)
		return err_set(err, OPT_USAGE,
		    "%s: is no key of a section; it goes before the first",
		    opt_quote(&q, name));
	return opt_set(&section->keys, name, value, OPT_FILE, err);
}

void
opt_section_end(struct opt_section *section)
{
	size_t at;

	if (section == NULL)
		return;
	at = section->count++;
	section->items =
	    mem_grow(section->items, section->count, section->item_bytes);
	memcpy(section->items + at * section->item_bytes, section->item,
	    section->item_bytes);
}

const void *
opt_section_at(const struct opt_section *section, size_t i)
{
	return section->items + i * section->item_bytes;
}

bool
opt_section_print(const struct opt_set *set, struct buf *b)
{
	bool fits = true;

	for (const struct opt_section *kind = set->sections;
	     kind != NULL && kind->kind != NULL; kind++)
		for (size_t i = 0; fits && i < kind->count; i++) {
			const struct opt_title *item = opt_section_at(kind, i);

			memcpy(kind->item, item, kind->item_bytes);
			fits = buf_addf(b, "\n[%s \"%s\"]\n", kind->kind,
				   item->title) &&
			       opt_doc_rows(&kind->keys, b);
		}
	return fits;
}

void
opt_section_clear_all(struct opt_section *kinds)
{
	for (struct opt_section *kind = kinds;
	     kind != NULL && kind->kind != NULL; kind++) {
		opt_clear(&kind->keys);
		free(kind->items);
		kind->items = NULL;
		kind->count = 0;
	}
}
