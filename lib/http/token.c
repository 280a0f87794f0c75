#include "http/token.h"

static char
lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c;
}

static bool
is_alnum(char c)
{
	return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

bool
http_is_token_char(char c)
{
	return is_alnum(c) || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c));
}

bool
http_is_token(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!http_is_token_char(s.ptr[i]))
			return false;
	return s.len > 0;
}

int
http_hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
http_begins(const char *word, struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (word[i] == '\0' || lower(s.ptr[i]) != lower(word[i]))
			return false;
	return true;
}

bool
http_equals(struct slice s, const char *word)
{
	return http_begins(word, s) && word[s.len] == '\0';
}

/* Returns where the item at the front of list ends. */
static size_t
item_bytes(struct slice list, char separator)
{
	bool quoted = false;
	size_t n = 0;

	for (; n < list.len && (quoted || list.ptr[n] != separator); n++) {
		if (list.ptr[n] == '"')
			quoted = !quoted;
		else if (quoted && list.ptr[n] == '\\' && n + 1 < list.len)
			n++;
	}
	return n;
}

bool
http_part_next(struct slice *list, char separator, struct slice *item)
{
	while (list->len > 0) {
		size_t n = item_bytes(*list, separator);

		*item = slice_trim(slice_take(*list, n));
		*list = slice_drop(*list, n < list->len ? n + 1 : n);
		if (item->len > 0)
			return true;
	}
	return false;
}

bool
http_list_next(struct slice *list, struct slice *item)
{
	return http_part_next(list, ',', item);
}
