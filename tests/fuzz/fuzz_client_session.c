/* A token's file and a Content-Encoding: what is let in breaks no line. */
#include <stdint.h>
#include <stdlib.h>

#include "client/encoding.h"
#include "client/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
check_token(struct slice in)
{
	struct slice token;

	if (!token_cut(in, &token))
		return;
	must(token.len > 0 && token.len <= TOKEN_BYTES_MAX);
	must(token.ptr >= in.ptr && token.ptr + token.len <= in.ptr + in.len);
	for (size_t i = 0; i < token.len; i++)
		must(token.ptr[i] > ' ' && token.ptr[i] < 0x7f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice in = { (const char *)data, size };

	check_token(in);
	must(!encoding_is_none(in) || encoding_is_known(in));
	return 0;
}
