#include "client/session.h"

#include "base/mem.h"
#include "client/jar.h"
#include "client/status.h"
#include "client/token.h"
#include "client/url.h"

#define COOKIES_BYTES_MAX (64 << 10)

static int
join_cookies(struct session *s, struct err *err)
{
	const struct opt_list *list = &s->options->cookies;
	bool fits = true;

	for (size_t i = 0; i < list->count; i++) {
		if (request_cookie_file(list->items[i]) != NULL)
			continue;
		if (s->cookies.len > 0)
			fits = fits && buf_add(&s->cookies, slice_of("; "));
		fits = fits && buf_add(&s->cookies, slice_of(list->items[i]));
	}
	if (s->cookies.len > 0)
		fits = fits && buf_add_char(&s->cookies, '\0');
	return fits ? 0 : err_set(err, STATUS_USAGE, "too long a --cookie");
}

static bool
wants_jar(const struct request_options *o)
{
	for (size_t i = 0; i < o->cookies.count; i++)
		if (request_cookie_file(o->cookies.items[i]) != NULL)
			return true;
	return o->cookie_jar != NULL;
}

/* Once for all exchanges, which share what is in there. */
static void
read_cookies(const struct session *s)
{
	const struct opt_list *list = &s->options->cookies;
	CURL *easy = mem_check(curl_easy_init());

	curl_easy_setopt(easy, CURLOPT_SHARE, s->jar);
	for (size_t i = 0; i < list->count; i++) {
		const char *path = request_cookie_file(list->items[i]);

		if (path != NULL && path[0] != '\0')
			curl_easy_setopt(easy, CURLOPT_COOKIEFILE, path);
	}
	curl_easy_setopt(easy, CURLOPT_COOKIELIST, "RELOAD");
	curl_easy_cleanup(easy);
}

static int
open_jar(struct session *s, struct err *err)
{
	if (!wants_jar(s->options))
		return 0;
	if (s->options->cookie_jar != NULL &&
	    jar_make(s->options->cookie_jar, err) != 0)
		return -1;
	s->jar = mem_check(curl_share_init());
	curl_share_setopt(s->jar, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
	read_cookies(s);
	return 0;
}

static int
read_token(struct session *s, struct err *err)
{
	const struct request_options *o = s->options;
	bool none = o->user != NULL || o->netrc || o->token == NULL;

	if (o->token_file != NULL)
		return token_read(
		    &s->token, o->token_file, &s->token_again, err);
	if (none)
		return 0;
	if (!buf_add(&s->token, slice_of(o->token)) ||
	    !buf_add_char(&s->token, '\0'))
		mem_fail();
	return 0;
}

int
session_renew(struct session *s, struct err *err)
{
	return s->token_again ? read_token(s, err) : 0;
}

const char *
session_token(const struct session *s, const char *url)
{
	bool named = s->options->token_file == NULL && url_has_user(url);

	return s->token.len > 0 && !named ? s->token.ptr : NULL;
}

static void
set_version(const struct request_options *o, CURL *easy)
{
	if (o->http1)
		curl_easy_setopt(
		    easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	if (o->http2)
		curl_easy_setopt(
		    easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2_0);
	if (o->http3)
		curl_easy_setopt(
		    easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_3);
}

static void
set_home(const struct session *s, CURL *easy)
{
	const struct request_options *o = s->options;

	curl_easy_setopt(easy, CURLOPT_USERPWD, o->user);
	if (o->netrc)
		curl_easy_setopt(
		    easy, CURLOPT_NETRC, (long)CURL_NETRC_OPTIONAL);
	if (s->cookies.len > 0)
		curl_easy_setopt(easy, CURLOPT_COOKIE, s->cookies.ptr);
	if (o->cert_file == NULL)
		return;
	curl_easy_setopt(easy, CURLOPT_SSLCERT, o->cert_file);
	curl_easy_setopt(easy, CURLOPT_SSLKEY, o->key_file);
	/* Else a key that has a password asks for it, and everything waits. */
	curl_easy_setopt(easy, CURLOPT_KEYPASSWD, "");
}

void
session_apply(const struct session *s, CURL *easy, bool home)
{
	const struct request_options *o = s->options;

	if (o->agent != NULL)
		curl_easy_setopt(easy, CURLOPT_USERAGENT, o->agent);
	if (o->proxy != NULL)
		curl_easy_setopt(easy, CURLOPT_PROXY, o->proxy);
	if (o->ca_file != NULL) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, o->ca_file);
		curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, o->ca_file);
	}
	if (o->compressed)
		curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
	if (s->jar != NULL) {
		curl_easy_setopt(easy, CURLOPT_SHARE, s->jar);
		/* No file more, but without any it takes no cookies. */
		curl_easy_setopt(easy, CURLOPT_COOKIEFILE, "");
	}
	set_version(o, easy);
	if (home)
		set_home(s, easy);
}

int
session_keep(const struct session *s, struct err *err)
{
	CURL *easy;
	int status;

	if (s->jar == NULL || s->options->cookie_jar == NULL)
		return 0;
	easy = mem_check(curl_easy_init());
	curl_easy_setopt(easy, CURLOPT_SHARE, s->jar);
	status = jar_write(s->options->cookie_jar, easy, err);
	curl_easy_cleanup(easy);
	return status;
}

int
session_init(
    struct session *s, const struct request_options *options, struct err *err)
{
	*s = (struct session){ .options = options };
	buf_init(&s->cookies, COOKIES_BYTES_MAX);
	buf_init(&s->token, TOKEN_BYTES_MAX + 1);
	if (request_options_check(options, err) != 0 ||
	    join_cookies(s, err) != 0 || read_token(s, err) != 0)
		return -1;
	return open_jar(s, err);
}

void
session_clear(struct session *s)
{
	curl_share_cleanup(s->jar);
	s->jar = NULL;
	buf_clear(&s->cookies);
	buf_clear(&s->token);
}
