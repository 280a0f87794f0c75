/*
 * api/console.c - GET /: a page that shows what goes on, and publishes.
 *
 * One document with its style and its script.  The policy that goes with it
 * lets nothing run but what carries the nonce of this one response, and lets
 * the page talk to nobody but its own hub: an event that is meant to do harm
 * is a text like any other.  Who has an index.html in --static sees that.
 *
 * Spec: CSP Level 3, Referrer Policy, Trusted Types.
 */
#include "api/console.h"

#include "api/endpoints.h"
#include "api/problem.h"
#include "base/hash.h"

#define NONCE_BYTES 16
#define PAGE_BYTES_MAX (256 << 10)
#define FIELDS_BYTES_MAX 1024

static void
make_nonce(char text[2 * NONCE_BYTES + 1])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[NONCE_BYTES];

	hash_random(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	text[2 * sizeof(bytes)] = '\0';
}

static void
add_page(struct buf *page, const char *nonce)
{
	for (size_t i = 0; i < api_console_part_count; i++) {
		if (i > 0)
			buf_add(page, slice_of(nonce));
		buf_add(page, api_console_parts[i]);
	}
}

static void
add_fields(struct buf *fields, const char *nonce)
{
	buf_addf(fields,
	    "Cache-Control: no-store\r\n"
	    "Referrer-Policy: no-referrer\r\n"
	    "Content-Security-Policy: default-src 'none'; "
	    "connect-src 'self'; img-src data:; style-src 'nonce-%s'; "
	    "script-src 'nonce-%s'; base-uri 'none'; form-action 'none'; "
	    "frame-ancestors 'none'; require-trusted-types-for 'script'\r\n",
	    nonce, nonce);
}

void
api_console(struct api *api, const struct api_call *call)
{
	struct buf page = BUF(PAGE_BYTES_MAX), fields = BUF(FIELDS_BYTES_MAX);
	struct http_response resp = { .status = 200 };
	char nonce[2 * NONCE_BYTES + 1];

	if (api_static_index(api, call))
		return;
	if (!api->has_console) {
		api_problem(api, call->x, API_NOT_FOUND,
		    "the console is switched off (--console=off); events are "
		    "at /events/TOPIC");
		return;
	}
	make_nonce(nonce);
	add_page(&page, nonce);
	add_fields(&fields, nonce);
	resp.type = slice_of("text/html; charset=utf-8");
	resp.fields = buf_slice(&fields);
	resp.body = buf_slice(&page);
	api_respond(api, call->x, &resp);
	buf_clear(&page);
	buf_clear(&fields);
}
