#include "client/headers.h"

#include <string.h>

#include "base/mem.h"

#define FIELD_BYTES_MAX (64 << 10)
#define LAST_ID "Last-Event-ID"
#define NEXT_FIELD "\r\nPragma: no-cache" /* as Cache-Control, but older */
#define TOKEN                                                                  \
	"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"                  \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Returns whether field is one of that name. */
static bool
is_named(const char *field, const char *name)
{
	size_t n = strlen(name);

	return curl_strnequal(field, name, n) &&
	       strchr(":;", field[n]) != NULL && field[n] != '\0';
}

static bool
is_given(const struct opt_list *list, const char *name)
{
	for (size_t i = 0; list != NULL && i < list->count; i++)
		if (is_named(list->items[i], name))
			return true;
	return false;
}

static struct curl_slist *
add(struct curl_slist *fields, const char *field)
{
	return mem_check(curl_slist_append(fields, field));
}

/* Adds one of ours, unless theirs has it.  NULL as value: none. */
static struct curl_slist *
add_own(struct curl_slist *fields, const struct opt_list *theirs,
    const char *name, const char *value)
{
	struct buf b = BUF(FIELD_BYTES_MAX);

	if (value == NULL || is_given(theirs, name))
		return fields;
	if (buf_addf(&b, "%s: %s", name, value) && buf_add_char(&b, '\0'))
		fields = add(fields, b.ptr);
	buf_clear(&b);
	return fields;
}

static struct curl_slist *
add_last_id(struct curl_slist *fields, struct slice id)
{
	struct buf b = BUF(id.len + sizeof(LAST_ID ": " NEXT_FIELD));
	/*
	 * libcurl leaves a field out whose value is blank; it does not where
	 * another field follows in the same text.
	 */
	const char *next = slice_trim(id).len == 0 ? NEXT_FIELD : "";

	if (!buf_addf(&b, LAST_ID ": ") || !buf_add(&b, id) ||
	    !buf_addf(&b, "%s", next) || !buf_add_char(&b, '\0'))
		mem_fail();
	fields = add(fields, b.ptr);
	buf_clear(&b);
	return fields;
}

/* Returns whether a field of theirs is none to send. */
static bool
is_left_out(const struct fetch_request *r, const char *field)
{
	if (r->last_id.len > 0 && is_named(field, LAST_ID))
		return true;
	return r->owns_type &&
	       (is_named(field, "Content-Type") || is_named(field, "Accept"));
}

struct curl_slist *
headers_new(const struct fetch_request *request, bool with_body, bool theirs)
{
	const struct opt_list *list = theirs ? request->headers : NULL;
	const struct opt_list *typed = request->owns_type ? NULL : list;
	struct curl_slist *fields = NULL;

	fields = add_own(fields, typed, "Accept", request->accept);
	if (request->accept != NULL)
		fields = add_own(fields, list, "Cache-Control", "no-store");
	if (with_body) {
		fields = add_own(
		    fields, typed, "Content-Type", request->content_type);
		/* An answer of 100 costs a round trip and saves nothing. */
		fields = add(fields, "Expect:");
	}
	if (request->last_id.len > 0)
		fields = add_last_id(fields, request->last_id);
	for (size_t i = 0; list != NULL && i < list->count; i++)
		if (!is_left_out(request, list->items[i]))
			fields = add(fields, list->items[i]);
	return fields;
}

struct curl_slist *
headers_add_token(struct curl_slist *fields, const char *token)
{
	struct buf b = BUF(FIELD_BYTES_MAX);

	for (struct curl_slist *l = fields; l != NULL; l = l->next)
		if (is_named(l->data, "Authorization"))
			return fields;
	if (!buf_addf(&b, "Authorization: Bearer %s", token) ||
	    !buf_add_char(&b, '\0'))
		mem_fail();
	fields = add(fields, b.ptr);
	buf_clear(&b);
	return fields;
}

const char *
headers_find(const struct opt_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (is_named(list->items[i], name))
			return list->items[i] + strlen(name) + 1;
	return NULL;
}

bool
headers_is_token(const char *text)
{
	return text[0] != '\0' && text[strspn(text, TOKEN)] == '\0';
}

bool
headers_is_field(const char *text)
{
	size_t n = strspn(text, TOKEN);

	return n > 0 && (text[n] == ':' || (text[n] == ';' && !text[n + 1])) &&
	       strpbrk(text, "\r\n") == NULL;
}
