#include "client/url.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "client/status.h"

#define HIDDEN "(not a URL)"
#define SCHEME "http://"

/* Returns url, read; NULL, and why, if it is none.  Without scheme: http. */
static CURLU *
open_url(const char *url, CURLUcode *why)
{
	struct buf b = BUF(URL_BYTES_MAX + sizeof(SCHEME));
	bool has_scheme = strstr(url, "://") != NULL;
	CURLU *u = curl_url();

	*why = CURLUE_OUT_OF_MEMORY;
	if (u != NULL && buf_addf(&b, "%s%s", has_scheme ? "" : SCHEME, url) &&
	    buf_add_char(&b, '\0'))
		*why = curl_url_set(
		    u, CURLUPART_URL, b.ptr, CURLU_NON_SUPPORT_SCHEME);
	buf_clear(&b);
	if (*why == CURLUE_OK)
		return u;
	curl_url_cleanup(u);
	return NULL;
}

static bool
has_scheme(CURLU *u)
{
	char *scheme = NULL;
	bool ok = curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
		  (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);

	curl_free(scheme);
	return ok;
}

/* What is wrong is not shown: it may hold a password. */
int
url_check(const char *url, struct err *err)
{
	CURLUcode why;
	CURLU *u;
	bool ok;

	if (strlen(url) > URL_BYTES_MAX)
		return err_set(err, STATUS_USAGE, "the URL is too long");
	u = open_url(url, &why);
	if (u == NULL)
		return err_set(
		    err, STATUS_USAGE, "not a URL: %s", curl_url_strerror(why));
	ok = has_scheme(u);
	curl_url_cleanup(u);
	if (ok)
		return 0;
	return err_set(
	    err, STATUS_USAGE, "only http and https URLs can be opened");
}

bool
url_is_hub(const char *url)
{
	return strpbrk(url, "?#") == NULL && strstr(url, "/events") == NULL;
}

struct slice
url_hub(const char *url)
{
	struct slice hub = slice_of(url);

	while (hub.len > 0 && hub.ptr[hub.len - 1] == '/')
		hub.len--;
	return hub;
}

bool
url_add_shown(struct buf *b, const char *url)
{
	CURLUcode why;
	CURLU *u = open_url(url, &why);
	char *shown = NULL;
	bool ok;

	if (u != NULL) {
		curl_url_set(u, CURLUPART_USER, NULL, 0);
		curl_url_set(u, CURLUPART_PASSWORD, NULL, 0);
		curl_url_get(u, CURLUPART_URL, &shown, 0);
	}
	ok = buf_add(b, slice_of(shown != NULL ? shown : HIDDEN));
	curl_free(shown);
	curl_url_cleanup(u);
	return ok;
}

void
url_show(const char *url, char *text, size_t size)
{
	struct buf b = BUF(URL_SHOWN_BYTES_MAX);

	if (!url_add_shown(&b, url))
		buf_reset(&b);
	snprintf(text, size, "%.*s", SLICE_ARGS(buf_slice(&b)));
	buf_clear(&b);
}

bool
url_has_user(const char *url)
{
	CURLUcode why;
	CURLU *u = open_url(url, &why);
	char *user = NULL;
	bool has =
	    u != NULL && curl_url_get(u, CURLUPART_USER, &user, 0) == CURLUE_OK;

	curl_free(user);
	curl_url_cleanup(u);
	return has;
}

static bool
same_part(CURLU *a, CURLU *b, CURLUPart part)
{
	char *x = NULL, *y = NULL;
	bool same =
	    curl_url_get(a, part, &x, CURLU_DEFAULT_PORT) == CURLUE_OK &&
	    curl_url_get(b, part, &y, CURLU_DEFAULT_PORT) == CURLUE_OK &&
	    curl_strequal(x, y);

	curl_free(x);
	curl_free(y);
	return same;
}

static bool
same_origin(CURLU *a, CURLU *b)
{
	return same_part(a, b, CURLUPART_SCHEME) &&
	       same_part(a, b, CURLUPART_HOST) &&
	       same_part(a, b, CURLUPART_PORT);
}

static bool
copy_part(CURLU *to, CURLU *from, CURLUPart part)
{
	char *text = NULL;
	bool ok = curl_url_get(from, part, &text, 0) != CURLUE_OK ||
		  curl_url_set(to, part, text, 0) == CURLUE_OK;

	curl_free(text);
	return ok;
}

/* Who was let in at an origin stays so, unless the URL says who it is. */
static bool
keep_password(CURLU *to, CURLU *from)
{
	char *user = NULL;
	bool named = curl_url_get(to, CURLUPART_USER, &user, 0) == CURLUE_OK;

	curl_free(user);
	if (named || !same_origin(to, from))
		return true;
	return copy_part(to, from, CURLUPART_USER) &&
	       copy_part(to, from, CURLUPART_PASSWORD);
}

/* Reads reference where from stands, into to, which begins as its copy. */
static bool
resolve(CURLU *to, CURLU *from, const char *reference, struct buf *found)
{
	char *text = NULL;
	bool ok = curl_url_set(to, CURLUPART_URL, reference, CURLU_URLENCODE) ==
		      CURLUE_OK &&
		  has_scheme(to) && keep_password(to, from) &&
		  curl_url_get(to, CURLUPART_URL, &text, 0) == CURLUE_OK &&
		  buf_add(found, slice_of(text)) && buf_add_char(found, '\0');

	curl_free(text);
	return ok;
}

bool
url_resolve(struct buf *url, const char *reference)
{
	struct buf found = BUF(url->max);
	CURLUcode why;
	CURLU *from = open_url(url->ptr, &why);
	CURLU *to = from != NULL ? curl_url_dup(from) : NULL;
	bool ok = to != NULL && resolve(to, from, reference, &found);
	struct buf old = *url;

	if (ok) {
		*url = found;
		found = old;
	}
	buf_clear(&found);
	curl_url_cleanup(from);
	curl_url_cleanup(to);
	return ok;
}

bool
url_same_origin(const char *a, const char *b)
{
	CURLUcode why;
	CURLU *x = open_url(a, &why), *y = open_url(b, &why);
	bool same = x != NULL && y != NULL && same_origin(x, y);

	curl_url_cleanup(x);
	curl_url_cleanup(y);
	return same;
}

static bool
is_unreserved(unsigned char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("-._~", c) != NULL);
}

bool
url_add_escaped(struct buf *b, struct slice text, const char *keep)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		bool plain =
		    is_unreserved(c) || (c != '\0' && strchr(keep, c) != NULL);

		if (!(plain ? buf_add_char(b, (char)c)
			    : buf_addf(b, "%%%02X", c)))
			return false;
	}
	return true;
}

static int
digit_of(char c)
{
	static const char digits[] = "0123456789ABCDEFabcdef";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;
	int digit = at != NULL ? (int)(at - digits) : -1;

	return digit > 15 ? digit - 6 : digit;
}

/* Returns whether text begins with an escape, and which byte that is. */
static bool
is_escape(struct slice text, char *byte)
{
	int high, low;

	if (text.len < 3 || text.ptr[0] != '%')
		return false;
	high = digit_of(text.ptr[1]);
	low = digit_of(text.ptr[2]);
	if (high < 0 || low < 0)
		return false;
	*byte = (char)(high * 16 + low);
	return true;
}

bool
url_add_unescaped(struct buf *b, struct slice text)
{
	while (text.len > 0) {
		char byte = text.ptr[0];
		size_t len = is_escape(text, &byte) ? 3 : 1;

		if (!buf_add_char(b, byte))
			return false;
		text = slice_drop(text, len);
	}
	return true;
}

bool
url_add_query(
    struct buf *b, const char *url, const char *name, const char *value)
{
	size_t end = strcspn(url, "#");
	bool has_query = strcspn(url, "?") < end;
	const char *mark = has_query ? "&" : "?";

	if (has_query && strchr("?&", url[end - 1]) != NULL)
		mark = "";
	return buf_add(b, (struct slice){ url, end }) &&
	       buf_addf(b, "%s%s=", mark, name) &&
	       url_add_escaped(b, slice_of(value), "") &&
	       buf_add(b, slice_of(url + end)) && buf_add_char(b, '\0');
}

bool
url_has_query(const char *url, const char *name)
{
	struct slice rest = { url, strcspn(url, "#") };
	struct slice field, key, value;

	slice_cut(rest, '?', &field, &rest);
	while (rest.len > 0) {
		slice_cut(rest, '&', &field, &rest);
		slice_cut(field, '=', &key, &value);
		if (slice_is(key, name))
			return true;
	}
	return false;
}
