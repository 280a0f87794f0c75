#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * malloc() has a cache for each thread up to about this size, which calloc()
 * of glibc passes by.  Larger memory may come from the kernel, zeroed already.
 */
#define CACHED_MAX 1024

void
mem_fail(void)
{
	static const char text[] = "out of memory\n";

	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		abort();
	abort();
}

void *
mem_check(void *p)
{
	if (p == NULL)
		mem_fail();
	return p;
}

void *
mem_new(size_t size)
{
	void *p;

	if (size > CACHED_MAX)
		return mem_check(calloc(1, size));
	p = mem_check(malloc(size));
	memset(p, 0, size);
	return p;
}

void *
mem_grow(void *p, size_t count, size_t item_size)
{
	size_t size;

	if (__builtin_mul_overflow(count, item_size, &size) || size == 0)
		mem_fail();
	return mem_check(realloc(p, size));
}

char *
mem_copy(struct slice s)
{
	char *copy = mem_new(s.len + 1);

	if (s.len > 0)
		memcpy(copy, s.ptr, s.len);
	return copy;
}
