#include "http/redact.h"

#include "http/token.h"
#include "http/url.h"

#define NAME_BYTES_MAX 8192

static const char *const words[] = { "auth", "cookie", "cred", "jwt", "key",
	"pass", "pwd", "secret", "session", "sig", "ticket", "token" };

static bool
has_word(struct slice name, const char *word)
{
	size_t len = strlen(word);

	for (; name.len >= len; name = slice_drop(name, 1))
		if (http_equals(slice_take(name, len), word))
			return true;
	return false;
}

/* A name that cannot be decoded, or is endless, may be anything. */
static bool
is_secret(struct slice raw_name)
{
	struct buf name = BUF(NAME_BYTES_MAX);
	bool found = !http_url_decode(&name, raw_name, true);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		found = found || has_word(buf_slice(&name), words[i]);
	buf_clear(&name);
	return found;
}

static bool
add_pair(struct buf *b, struct slice pair)
{
	struct slice name, value;

	slice_cut(pair, '=', &name, &value);
	if (value.len == 0 || !is_secret(name))
		return buf_add(b, pair);
	return buf_add(b, name) && buf_add(b, slice_of("=" HTTP_REDACTED));
}

bool
http_redact_query(struct buf *b, struct slice query)
{
	size_t len_before = b->len;
	struct slice pair;
	bool more = query.len > 0, fits = true;

	while (more && fits) {
		more = slice_has(query, '&');
		slice_cut(query, '&', &pair, &query);
		fits = add_pair(b, pair) && (!more || buf_add_char(b, '&'));
	}
	if (!fits)
		b->len = len_before;
	return fits;
}
