#include "client/fetch.h"

#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include "base/mem.h"
#include "client/encoding.h"
#include "client/fetch_head.h"
#include "client/fetch_status.h"
#include "client/headers.h"
#include "client/reason.h"
#include "client/status.h"
#include "client/url.h"

#define ENCODING_BYTES_MAX 256
#define TRAILER_BYTES_MAX (64 << 10)
/* At a time: where much comes, it counts.  It is the most libcurl takes. */
#define RECEIVE_BYTES (512L << 10)

/* As browsers do, 301 to 303 drop a body. */
static bool
drops_body(const struct fetch *f)
{
	return f->with_body && f->status <= 303;
}

static bool
points_elsewhere(const struct fetch *f)
{
	static const int codes[] = { 301, 302, 303, 307, 308 };

	if (drops_body(f) && f->request->keeps_body)
		return false;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i] == f->status)
			return f->location.len > 0;
	return false;
}

/* Nothing in a trailer is of use, but libcurl keeps all of it. */
static size_t
take_trailer(struct fetch *f, size_t len)
{
	f->trailer_bytes += len;
	return f->trailer_bytes <= TRAILER_BYTES_MAX ? len : 0;
}

/*
 * libcurl calls this for each line of a head, the last of which is blank, and
 * of a trailer.
 */
static size_t
on_header(char *bytes, size_t size, size_t count, void *arg)
{
	struct fetch *f = arg;
	size_t len = size * count;
	struct slice line = { bytes, len };
	struct err ignored; /* the end of the session tells it */

	f->steps++;
	if (f->has_head)
		return take_trailer(f, len);
	if (!slice_is(line, "\r\n") && !slice_is(line, "\n")) {
		fetch_head_line(f, line);
		return len;
	}
	fetch_head_end(f);
	if (f->status < 200) { /* only an answer to come */
		fetch_head_forget(f);
		return len;
	}
	f->has_head = true;
	if (f->request->session != NULL)
		session_keep(f->request->session, &ignored);
	f->is_redirect = points_elsewhere(f);
	f->enough = f->is_redirect || !f->on_head(f);
	return f->enough ? 0 : len;
}

static size_t
on_bytes(char *bytes, size_t size, size_t count, void *arg)
{
	struct fetch *f = arg;
	size_t len = size * count;

	f->steps++;
	f->enough = !f->on_body(f, (struct slice){ bytes, len });
	return f->enough ? 0 : len;
}

/* The connection is there: name, TCP, proxy and TLS. */
static int
on_connected(void *arg, char *ip, char *own_ip, int port, int own_port)
{
	struct fetch *f = arg;

	(void)ip, (void)own_ip, (void)port, (void)own_port;
	f->is_connected = true;
	f->steps++;
	return CURL_PREREQFUNC_OK;
}

static void
set_method(struct fetch *f)
{
	const struct fetch_request *r = f->request;

	if (f->with_body) {
		curl_easy_setopt(f->easy, CURLOPT_POST, 1L);
		curl_easy_setopt(f->easy, CURLOPT_POSTFIELDS, r->body.ptr);
		curl_easy_setopt(f->easy, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)r->body.len);
	}
	if (r->method != NULL && (f->with_body || !r->has_body))
		curl_easy_setopt(f->easy, CURLOPT_CUSTOMREQUEST, r->method);
}

static void
set_callbacks(struct fetch *f)
{
	curl_easy_setopt(f->easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(f->easy, CURLOPT_HEADERDATA, f);
	curl_easy_setopt(f->easy, CURLOPT_PREREQFUNCTION, on_connected);
	curl_easy_setopt(f->easy, CURLOPT_PREREQDATA, f);
	curl_easy_setopt(f->easy, CURLOPT_WRITEFUNCTION, on_bytes);
	curl_easy_setopt(f->easy, CURLOPT_WRITEDATA, f);
	curl_easy_setopt(f->easy, CURLOPT_ERRORBUFFER, f->reason);
	curl_easy_setopt(f->easy, CURLOPT_PRIVATE, &f->result);
}

static void
set_options(struct fetch *f)
{
	const struct fetch_request *r = f->request;
	char agent[64];

	snprintf(agent, sizeof(agent), "%s/" SSE_VERSION, r->program);
	curl_easy_setopt(f->easy, CURLOPT_URL, f->url.ptr);
	curl_easy_setopt(f->easy, CURLOPT_DEFAULT_PROTOCOL, "http");
	/* "a/../b" is a topic, and not "b". */
	curl_easy_setopt(f->easy, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(f->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(f->easy, CURLOPT_USERAGENT, agent);
	curl_easy_setopt(f->easy, CURLOPT_HTTPHEADER, f->headers);
	curl_easy_setopt(f->easy, CURLOPT_UNIX_SOCKET_PATH, r->unix_socket);
	curl_easy_setopt(f->easy, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)(r->connect_timeout_ms > 0 ? r->connect_timeout_ms
					     : INT32_MAX));
	curl_easy_setopt(f->easy, CURLOPT_BUFFERSIZE, RECEIVE_BYTES);
	curl_easy_setopt(f->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(f->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(f->easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(f->easy, CURLOPT_TCP_KEEPALIVE, 1L);
	if (r->insecure) {
		curl_easy_setopt(f->easy, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(f->easy, CURLOPT_SSL_VERIFYHOST, 0L);
	}
}

/* Makes the header fields of a request; false where there is no token. */
static bool
set_headers(struct fetch *f, bool home)
{
	const struct fetch_request *r = f->request;
	const char *token = NULL;
	struct err err;

	if (home && r->session != NULL) {
		if (session_renew(r->session, &err) != 0) {
			f->code = STATUS_CONNECT; /* there may be one soon */
			snprintf(f->reason, sizeof(f->reason), "%s", err.text);
			return false;
		}
		token = session_token(r->session, f->url.ptr);
	}
	f->headers = headers_new(r, f->with_body, home);
	if (token != NULL)
		f->headers = headers_add_token(f->headers, token);
	return true;
}

/* Sends the request to f->url. */
static enum fetch_state
send_request(struct fetch *f)
{
	const struct fetch_request *r = f->request;
	bool home = url_same_origin(f->url.ptr, r->url);

	fetch_head_forget(f);
	f->code = 0;
	f->reason[0] = '\0';
	f->enough = f->is_redirect = f->is_connected = false;
	f->has_head = f->by_proxy = false;
	f->is_bad_file = f->is_bad_proxy = false;
	f->trailer_bytes = 0;
	f->steps++;
	f->result.is_over = false;
	if (!set_headers(f, home))
		return FETCH_DONE;
	f->easy = mem_check(curl_easy_init());
	set_options(f);
	set_method(f);
	set_callbacks(f);
	if (r->session != NULL)
		session_apply(r->session, f->easy, home);
	curl_multi_add_handle(f->multi->curl, f->easy);
	return FETCH_BUSY;
}

static void
set_url(struct fetch *f, const char *url)
{
	buf_reset(&f->url);
	if (!buf_add(&f->url, slice_of(url)) || !buf_add_char(&f->url, '\0'))
		mem_fail();
}

void
fetch_start(struct fetch *f, const struct fetch_request *request)
{
	fetch_stop(f);
	f->request = request;
	f->redirects = 0;
	f->with_body = request->has_body;
	set_url(f, request->url);
	send_request(f);
}

static enum fetch_state
follow_redirect(struct fetch *f)
{
	const struct session *s = f->request->session;
	int64_t most = s != NULL ? s->options->redirects_max : REDIRECTS_MAX;

	fetch_stop(f);
	if (++f->redirects > most || !url_resolve(&f->url, f->location.ptr)) {
		f->code = STATUS_REDIRECTS;
		snprintf(f->reason, sizeof(f->reason), "%s",
		    f->redirects > most ? "too many redirects"
					: "redirected to what is no http URL");
		return FETCH_DONE;
	}
	if (drops_body(f))
		f->with_body = false;
	return send_request(f);
}

/* libcurl speaks of the host and port even where it is a unix socket. */
static void
name_socket(struct fetch *f)
{
	long number = 0;

	curl_easy_getinfo(f->easy, CURLINFO_OS_ERRNO, &number);
	snprintf(f->reason, sizeof(f->reason), "%.108s: %s",
	    f->request->unix_socket, strerror((int)number));
}

/* libcurl takes half a head for an answer without a body. */
static void
fail_head(struct fetch *f)
{
	f->code = STATUS_RECEIVE;
	snprintf(
	    f->reason, sizeof(f->reason), "the answer broke off in its head");
}

/* What a proxy says that lets nobody through is an answer, too. */
static void
take_proxy_status(struct fetch *f)
{
	long status = 0;

	curl_easy_getinfo(f->easy, CURLINFO_HTTP_CONNECTCODE, &status);
	if (f->status != 0 || status < 300)
		return;
	f->status = (int)status;
	f->by_proxy = true;
}

/* Says why it broke. */
static void
explain(struct fetch *f, CURLcode code)
{
	f->code = fetch_status_of(code);
	f->is_bad_file = code == CURLE_SSL_CERTPROBLEM;
	f->is_bad_proxy = reason_is_bad_proxy(f->reason);
	take_proxy_status(f);
	/* So within the head: too many of them. */
	if (code == CURLE_BAD_CONTENT_ENCODING && f->status == 0)
		f->code = STATUS_NOT_STREAM;
	/* Not the user's URL is wrong, but what led away from it. */
	if (f->code == STATUS_USAGE && f->redirects > 0)
		f->code = STATUS_REDIRECTS;
	if (f->reason[0] == '\0')
		snprintf(f->reason, sizeof(f->reason), "%s",
		    curl_easy_strerror(code));
	if (f->trailer_bytes > TRAILER_BYTES_MAX)
		snprintf(f->reason, sizeof(f->reason),
		    "the trailer is over %d bytes", TRAILER_BYTES_MAX);
	reason_clean(f->reason);
	if (f->code == STATUS_CONNECT && f->request->unix_socket)
		name_socket(f);
}

static enum fetch_state
finish(struct fetch *f, CURLcode code)
{
	if (f->is_redirect)
		return follow_redirect(f);
	if (code == CURLE_OK && f->status == 0) {
		fail_head(f);
	} else if (!f->enough) {
		explain(f, code);
	}
	fetch_stop(f);
	return FETCH_DONE;
}

enum fetch_state
fetch_turn(struct fetch *f)
{
	if (f->easy == NULL)
		return FETCH_DONE;
	return f->result.is_over ? finish(f, f->result.code) : FETCH_BUSY;
}

void
fetch_stop(struct fetch *f)
{
	if (f->easy == NULL)
		return;
	curl_multi_remove_handle(f->multi->curl, f->easy);
	curl_easy_cleanup(f->easy);
	curl_slist_free_all(f->headers);
	f->easy = NULL;
	f->headers = NULL;
}

bool
fetch_is_readable(const struct fetch *f)
{
	const struct session *s = f->request->session;
	const char *list = f->encoding.len > 0 ? f->encoding.ptr : "";

	return s != NULL && s->options->compressed
		   ? encoding_is_known(slice_of(list))
		   : encoding_is_none(slice_of(list));
}

bool
fetch_is_lasting(const struct fetch *f)
{
	return f->code == STATUS_USAGE || f->code == STATUS_REDIRECTS ||
	       f->code == STATUS_NOT_STREAM || f->code == STATUS_TLS_PEER ||
	       f->is_bad_file || f->is_bad_proxy;
}

bool
fetch_is_socket_path(const char *path)
{
	return path[0] != '\0' &&
	       strlen(path) < sizeof(((struct sockaddr_un *)NULL)->sun_path);
}

void
fetch_init(struct fetch *f, struct multi *multi)
{
	f->multi = multi;
	buf_init(&f->url, URL_BYTES_MAX + 1);
	buf_init(&f->location, URL_BYTES_MAX + 1);
	buf_init(&f->encoding, ENCODING_BYTES_MAX);
}

void
fetch_clear(struct fetch *f)
{
	fetch_stop(f);
	buf_clear(&f->url);
	buf_clear(&f->location);
	buf_clear(&f->encoding);
}
