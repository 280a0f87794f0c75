#include "client/request_options.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "client/status.h"
#include "client/token.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define PATH_BYTES_MAX 4096

bool
request_is_value(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	return true;
}

const char *
request_env_token(void)
{
	const char *token = getenv("SSE_TOKEN");

	return token != NULL && token[0] != '\0' ? token : NULL;
}

const char *
request_cookie_file(const char *cookie)
{
	if (cookie[0] == '@')
		return cookie + 1;
	return strchr(cookie, '=') == NULL ? cookie : NULL;
}

static int
check_file(const char *path, struct err *err)
{
	if (path == NULL || access(path, R_OK) == 0)
		return 0;
	return err_errno(err, STATUS_USAGE, "%s", path);
}

static int
check_netrc(const struct request_options *o, struct err *err)
{
	const char *home = getenv("HOME");
	char path[PATH_BYTES_MAX];

	if (!o->netrc || home == NULL)
		return 0;
	snprintf(path, sizeof(path), "%s/.netrc", home);
	return check_file(path, err);
}

/* One says who it is: of two, one would be sent to who must not see it. */
static int
check_user(const struct request_options *o, struct err *err)
{
	if (o->user != NULL && strchr(o->user, ':') == NULL)
		return err_set(
		    err, STATUS_USAGE, "--user must be NAME:PASSWORD");
	if (o->token_file != NULL && (o->user != NULL || o->netrc))
		return err_set(err, STATUS_USAGE,
		    "give only one of --token-file, --user and --netrc");
	if (o->token_file == NULL && o->token != NULL &&
	    !token_is(slice_of(o->token)))
		return err_set(err, STATUS_USAGE, "SSE_TOKEN is not a token");
	return check_netrc(o, err);
}

/* A jar that is not there yet is an empty one; any other file is a mistake. */
static int
check_cookie(
    const struct request_options *o, const char *cookie, struct err *err)
{
	const char *path = request_cookie_file(cookie);
	bool is_jar = path != NULL && o->cookie_jar != NULL &&
		      strcmp(path, o->cookie_jar) == 0;

	if (path == NULL && !request_is_value(cookie))
		return err_set(err, STATUS_USAGE,
		    "--cookie must hold no control characters");
	if (path == NULL || path[0] == '\0' ||
	    (is_jar && access(path, F_OK) != 0 && errno == ENOENT))
		return 0;
	return check_file(path, err);
}

static int
check_cookies(const struct request_options *o, struct err *err)
{
	/* libcurl would print it, in the middle of the events. */
	if (o->cookie_jar != NULL && strcmp(o->cookie_jar, "-") == 0)
		return err_set(
		    err, STATUS_USAGE, "--cookie-jar must be a file");
	for (size_t i = 0; i < o->cookies.count; i++)
		if (check_cookie(o, o->cookies.items[i], err) != 0)
			return -1;
	return 0;
}

static bool
is_proxy(const char *text)
{
	static const char *const schemes[] = { "http", "https", "socks4",
		"socks4a", "socks5", "socks5h" };
	CURLU *u = curl_url();
	char *scheme = NULL;
	bool known = strstr(text, "://") == NULL;
	bool ok =
	    curl_url_set(u, CURLUPART_URL, text,
		CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME) == CURLUE_OK;

	if (ok && curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK)
		for (size_t i = 0; i < COUNT(schemes); i++)
			known = known || curl_strequal(scheme, schemes[i]);
	curl_free(scheme);
	curl_url_cleanup(u);
	return ok && known;
}

static int
check_way(const struct request_options *o, struct err *err)
{
	if (o->proxy != NULL && o->proxy[0] != '\0' && !is_proxy(o->proxy))
		return err_set(err, STATUS_USAGE,
		    "--proxy must be the URL of an http, https or socks5 "
		    "proxy");
	if (o->key_file != NULL && o->cert_file == NULL)
		return err_set(err, STATUS_USAGE, "--key goes with --cert");
	if (check_file(o->ca_file, err) != 0 ||
	    check_file(o->cert_file, err) != 0)
		return -1;
	return check_file(o->key_file, err);
}

static int
check_version(const struct request_options *o, struct err *err)
{
	int features = curl_version_info(CURLVERSION_NOW)->features;

	if (o->http1 + o->http2 + o->http3 > 1)
		return err_set(err, STATUS_USAGE,
		    "give only one of --http1.1, --http2 and --http3");
	if (o->http2 && (features & CURL_VERSION_HTTP2) == 0)
		return err_set(err, STATUS_USAGE,
		    "--http2: the libcurl of this system has no HTTP/2");
	if (o->http3 && (features & CURL_VERSION_HTTP3) == 0)
		return err_set(err, STATUS_USAGE,
		    "--http3: the libcurl of this system has no HTTP/3");
	return 0;
}

int
request_options_check(const struct request_options *o, struct err *err)
{
	if (check_user(o, err) != 0 || check_cookies(o, err) != 0 ||
	    check_way(o, err) != 0)
		return -1;
	return check_version(o, err);
}
