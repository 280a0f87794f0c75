/* The path of a request: no name leads out of the folder, or to a dot-file. */
#include <stdint.h>
#include <stdlib.h>

#include "http/filename.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* A name is segments of something, parted by single slashes. */
static void
check(struct slice name)
{
	struct slice segment;

	must(name.len > 0 && name.ptr[name.len - 1] != '/');
	must(!slice_has(name, '\0') && !slice_has(name, '\\'));
	while (name.len > 0) {
		slice_cut(name, '/', &segment, &name);
		must(segment.len > 0 && segment.ptr[0] != '.');
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice path = { (const char *)data, size };
	struct buf name = BUF(64);

	if (http_filename(path, &name) == HTTP_FILENAME_OK)
		check(buf_slice(&name));
	must(name.len <= name.max);
	buf_clear(&name);
	return 0;
}
