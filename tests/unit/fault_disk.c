#include "fault_disk.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define SECTOR 512
#define FILES_MAX 16

/* A change since the file was synced. */
struct change {
	struct change *next;
	uint64_t at; /* bytes NULL: the size it is cut to */
	size_t len;
	char *bytes;
};

struct image {
	char *bytes;
	size_t len, cap;
};

struct file {
	char *path;
	bool is_certain; /* it is there, whatever happens */
	bool is_deleted;
	struct image synced;
	struct change *first, **last;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct file *files[FILES_MAX];
static size_t file_count;
static struct fault_cut next_cut;
static bool is_armed, has_failed, is_lying;

static uint32_t
draw(uint32_t below)
{
	next_cut.seed = next_cut.seed * 1103515245 + 12345;
	return (next_cut.seed >> 8) % below;
}

/* Cuts an image, or fills it with zeros, to that size. */
static void
resize(struct image *image, size_t size)
{
	if (size > image->cap) {
		image->cap = size + size / 2;
		image->bytes = mem_grow(image->bytes, image->cap, 1);
	}
	if (size > image->len)
		memset(image->bytes + image->len, 0, size - image->len);
	image->len = size;
}

static void
put(struct image *image, const char *bytes, size_t len, uint64_t at)
{
	if (len == 0)
		return;
	if (at + len > image->len)
		resize(image, at + len);
	memcpy(image->bytes + at, bytes, len);
}

static void
apply(struct image *image, const struct change *c)
{
	if (c->bytes == NULL)
		resize(image, c->at);
	else
		put(image, c->bytes, c->len, c->at);
}

/* What is not a whole sector at either end goes with what is of it. */
static void
apply_torn(struct image *image, const struct change *c)
{
	size_t len;

	for (size_t done = 0; done < c->len; done += len) {
		len = SECTOR - (c->at + done) % SECTOR;
		if (len > c->len - done)
			len = c->len - done;
		if (draw(2) == 0)
			put(image, c->bytes + done, len, c->at + done);
	}
}

static void
forget_changes(struct file *f)
{
	struct change *c;

	while ((c = f->first) != NULL) {
		f->first = c->next;
		free(c->bytes);
		free(c);
	}
	f->last = &f->first;
}

static void
forget_file(size_t at)
{
	struct file *f = files[at];

	forget_changes(f);
	free(f->synced.bytes);
	free(f->path);
	free(f);
	file_count--;
	for (; at < file_count; at++)
		files[at] = files[at + 1];
}

/* How much of what was not synced is left. */
enum left { NOTHING, ALL, SOME, TORN, LEFT_COUNT };

static void
apply_some(struct image *image, const struct file *f)
{
	enum left left = (enum left)draw(LEFT_COUNT);

	for (const struct change *c = f->first; c != NULL; c = c->next) {
		if (left == ALL || (left == SOME && draw(2) == 0))
			apply(image, c);
		else if (left == TORN && draw(8) != 0)
			apply_torn(image, c);
	}
}

static void
write_image(const struct file *f, const struct image *image)
{
	const char *name = strrchr(f->path, '/');
	char path[4096];
	FILE *to;

	snprintf(path, sizeof(path), "%s%s", next_cut.dir, name);
	to = fopen(path, "w");
	if (to == NULL ||
	    (image->len > 0 && fwrite(image->bytes, image->len, 1, to) != 1))
		abort();
	fclose(to);
}

static void
leave_file(const struct file *f)
{
	struct image image = { 0 };

	if ((!f->is_certain || f->is_deleted) && draw(2) == 0)
		return;
	put(&image, f->synced.bytes, f->synced.len, 0);
	apply_some(&image, f);
	write_image(f, &image);
	free(image.bytes);
}

/* The old file of a name comes first; so the new one is written over it. */
static void
fail_power(void)
{
	is_armed = false;
	has_failed = true;
	if (next_cut.on_cut != NULL)
		next_cut.on_cut();
	for (size_t i = 0; i < file_count; i++)
		leave_file(files[i]);
}

/* A change comes: returns with the lock held. */
static void
begin(void)
{
	pthread_mutex_lock(&lock);
	if (is_armed && next_cut.after-- == 0)
		fail_power();
}

static void
end(void)
{
	pthread_mutex_unlock(&lock);
}

static struct file *
find(const char *path)
{
	for (size_t i = 0; i < file_count; i++) {
		struct file *f = files[i];

		if (!f->is_deleted && strcmp(f->path, path) == 0)
			return f;
	}
	return NULL;
}

/* What is in the file by now, if there is one, stays. */
static void
load(struct file *f)
{
	FILE *from = fopen(f->path, "r");
	char bytes[4096];
	size_t n;

	if (from == NULL)
		return;
	f->is_certain = true;
	while ((n = fread(bytes, 1, sizeof(bytes), from)) > 0)
		put(&f->synced, bytes, n, f->synced.len);
	fclose(from);
}

static struct file *
find_or_make(const char *path)
{
	struct file *f = find(path);

	if (f != NULL)
		return f;
	if (file_count == FILES_MAX)
		abort();
	f = mem_new(sizeof(*f));
	f->path = mem_copy(slice_of(path));
	f->last = &f->first;
	load(f);
	files[file_count++] = f;
	return f;
}

static void
add_change(const char *path, struct change change)
{
	struct file *f = find_or_make(path);
	struct change *c = mem_new(sizeof(*c));

	*c = change;
	*f->last = c;
	f->last = &c->next;
}

/* Files of that name that were deleted do not come back. */
static void
forget_deleted(const char *path)
{
	for (size_t i = file_count; i-- > 0;)
		if (files[i]->is_deleted && strcmp(files[i]->path, path) == 0)
			forget_file(i);
}

static void
sync_file(struct file *f)
{
	for (const struct change *c = f->first; c != NULL; c = c->next)
		apply(&f->synced, c);
	forget_changes(f);
	f->is_certain = true;
	forget_deleted(f->path);
}

void
fault_disk_opened(const char *path)
{
	begin();
	find_or_make(path);
	end();
}

void
fault_disk_written(const char *path, const void *bytes, size_t len, uint64_t at)
{
	const struct slice s = { bytes, len };

	begin();
	add_change(path, (struct change){ NULL, at, len, mem_copy(s) });
	end();
}

void
fault_disk_truncated(const char *path, uint64_t size)
{
	begin();
	add_change(path, (struct change){ .at = size });
	end();
}

void
fault_disk_synced(const char *path)
{
	begin();
	if (!is_lying)
		sync_file(find_or_make(path));
	end();
}

void
fault_disk_deleted(const char *path, bool is_synced)
{
	struct file *f;

	begin();
	f = find(path);
	if (f != NULL)
		f->is_deleted = true;
	if (is_synced)
		forget_deleted(path);
	end();
}

void
fault_cut(const struct fault_cut *cut)
{
	pthread_mutex_lock(&lock);
	next_cut = *cut;
	has_failed = false;
	is_armed = cut->after > 0;
	if (!is_armed)
		fail_power();
	end();
}

bool
fault_cut_is_over(void)
{
	bool is_over;

	pthread_mutex_lock(&lock);
	is_over = has_failed;
	end();
	return is_over;
}

void
fault_disk_lie(bool lies)
{
	pthread_mutex_lock(&lock);
	is_lying = lies;
	end();
}

void
fault_disk_clear(void)
{
	pthread_mutex_lock(&lock);
	while (file_count > 0)
		forget_file(file_count - 1);
	is_armed = has_failed = is_lying = false;
	end();
}
