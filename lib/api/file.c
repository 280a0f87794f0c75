#include "api/file.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/list.h"
#include "base/mem.h"

struct file {
	struct http_source source;
	int fd;
	size_t *open_count;
	uint64_t at, left; /* what is still to be read */
	struct slice rest; /* of block, what is still to be written */
	char *block;
	bool is_cut;
};

static struct file *
file_of(struct http_source *src)
{
	return LIST_ITEM(src, struct file, source);
}

static size_t
next_bytes(const struct file *f)
{
	if (f->left < API_FILE_BLOCK_BYTES)
		return (size_t)f->left;
	return API_FILE_BLOCK_BYTES;
}

static void
read_block(struct file *f)
{
	size_t want = next_bytes(f);
	ssize_t n;

	do
		n = pread(f->fd, f->block, want, (off_t)f->at);
	while (n < 0 && errno == EINTR);
	if (n <= 0) {
		f->is_cut = true;
		f->left = 0;
		return;
	}
	f->rest = (struct slice){ f->block, (size_t)n };
	f->at += (uint64_t)n;
	f->left -= (uint64_t)n;
}

static size_t
file_peek(struct http_source *src, struct slice *out, size_t max)
{
	const struct file *f = file_of(src);

	if (f->rest.len == 0 || max == 0)
		return 0;
	out[0] = f->rest;
	return 1;
}

static bool
file_consume(struct http_source *src, size_t n)
{
	struct file *f = file_of(src);

	f->rest = slice_drop(f->rest, n);
	return f->rest.len == 0;
}

static void
file_settle(struct http_source *src)
{
	struct file *f = file_of(src);

	if (f->rest.len > 0 || f->left == 0)
		return;
	read_block(f);
	http_wake(src->exchange);
}

static bool
file_is_done(const struct http_source *src)
{
	const struct file *f = (const struct file *)(const void *)src;

	return f->rest.len == 0 && f->left == 0;
}

static int64_t
file_tick(struct http_source *src, int64_t now_ms, int64_t last_write_ms)
{
	(void)src;
	(void)now_ms;
	(void)last_write_ms;
	return 0;
}

static void
file_blocked(struct http_source *src, bool blocked)
{
	(void)src;
	(void)blocked;
}

static void
file_close(struct http_source *src)
{
	struct file *f = file_of(src);

	close(f->fd);
	--*f->open_count;
	free(f->block);
	free(f);
}

static bool
file_is_cut(const struct http_source *src)
{
	return ((const struct file *)(const void *)src)->is_cut;
}

static const struct http_source_ops file_ops = {
	.peek = file_peek,
	.consume = file_consume,
	.settle = file_settle,
	.is_done = file_is_done,
	.is_cut = file_is_cut,
	.on_tick = file_tick,
	.on_blocked = file_blocked,
	.on_close = file_close,
};

struct http_source *
api_file_source_new(int fd, uint64_t bytes, size_t *open_count)
{
	struct file *f = mem_new(sizeof(*f));

	f->source.ops = &file_ops;
	f->fd = fd;
	f->open_count = open_count;
	f->left = bytes;
	f->rest = slice_empty();
	++*open_count;
	if (bytes == 0)
		return &f->source;
	/* Small files are the rule: one is read whole here, and no more. */
	f->block = mem_grow(NULL, next_bytes(f), 1);
	read_block(f);
	return &f->source;
}
