/* Tests of api/static.c and api/file.c: a file, block by block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/api.h"
#include "api/endpoints.h"
#include "api/file.h"

#define SIZE (2 * API_FILE_BLOCK_BYTES + 3)

static char dir[32];
static int status, wakes;
static struct http_source *streamed;

static void
note_respond(struct http_exchange *x, const struct http_response *resp)
{
	(void)x;
	status = resp->status;
}

static void
note_stream(struct http_exchange *x, const struct http_response *resp,
    struct http_source *src)
{
	assert_true(resp->has_length);
	src->exchange = x;
	streamed = src;
	status = resp->status;
}

static void
note_wake(struct http_exchange *x)
{
	(void)x;
	wakes++;
}

static const struct http_exchange_ops ops = {
	.respond = note_respond,
	.stream = note_stream,
	.wake = note_wake,
};

static int64_t
wall_ms(void)
{
	return 0;
}

/* Writes a file of the folder; its bytes count up. */
static void
write_file(const char *name, size_t size)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	for (size_t i = 0; i < size; i++)
		assert_int_not_equal(fputc((int)(i % 251), f), EOF);
	assert_int_equal(fclose(f), 0);
}

static int
make_folder(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/ssed-static-%d", (int)getpid());
	return mkdir(dir, 0700);
}

static int
remove_folder(void **state)
{
	(void)state;
	return rmdir(dir);
}

static void
remove_file(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(remove(path), 0);
}

/* Asks for path; the answer's source is in streamed. */
static bool
ask(struct api *api, const char *path, bool for_index)
{
	static struct http_request req;
	static struct http_exchange x;
	const struct api_call call = { .x = &x };

	req = (struct http_request){ .path = slice_of(path) };
	x = (struct http_exchange){ .ops = &ops, .req = &req };
	streamed = NULL;
	status = wakes = 0;
	if (for_index)
		return api_static_index(api, &call);
	api_static_get(api, &call);
	return true;
}

static void
open_api(struct api *api)
{
	struct err err;

	api_init(api, NULL, 0, wall_ms);
	assert_int_equal(api_static_open(&api->files, dir, &err), 0);
}

/* Takes what is ready in pieces; returns how many bytes that was. */
static size_t
drain(struct http_source *src, size_t piece, size_t at)
{
	struct slice s;
	size_t all = 0;
	bool due = false;

	while (src->ops->peek(src, &s, 1) == 1) {
		size_t n = s.len < piece ? s.len : piece;

		assert_false(due);
		for (size_t i = 0; i < n; i++, at++)
			assert_int_equal((unsigned char)s.ptr[i], at % 251);
		due = src->ops->consume(src, n);
		all += n;
	}
	assert_true(due);
	return all;
}

static void
a_file_is_read_a_block_at_a_time(void **state)
{
	struct api api;
	size_t at = 0;

	(void)state;
	open_api(&api);
	write_file("file", SIZE);
	assert_true(ask(&api, "/file", false));
	assert_int_equal(status, 200);
	assert_int_equal(api.files.open_count, 1);
	for (int i = 0; i < 3; i++) {
		size_t n = drain(streamed, 1000, at);

		assert_true(n <= API_FILE_BLOCK_BYTES);
		at += n;
		assert_int_equal(streamed->ops->is_done(streamed), i == 2);
		streamed->ops->settle(streamed);
		/* Woken as long as there is more. */
		assert_int_equal(wakes, i < 2 ? i + 1 : 2);
	}
	assert_int_equal(at, SIZE);
	assert_false(streamed->ops->is_cut(streamed));
	streamed->ops->on_close(streamed);
	assert_int_equal(api.files.open_count, 0);
	remove_file("file");
	api_clear(&api);
}

static void
a_file_that_got_shorter_is_cut(void **state)
{
	struct api api;
	size_t at;

	(void)state;
	open_api(&api);
	write_file("file", SIZE);
	assert_true(ask(&api, "/file", false));
	write_file("file", API_FILE_BLOCK_BYTES + 1);
	at = drain(streamed, SIZE, 0);
	streamed->ops->settle(streamed);
	at += drain(streamed, SIZE, at);
	assert_false(streamed->ops->is_cut(streamed));
	streamed->ops->settle(streamed);
	assert_int_equal(at, API_FILE_BLOCK_BYTES + 1);
	assert_true(streamed->ops->is_cut(streamed));
	assert_true(streamed->ops->is_done(streamed));
	streamed->ops->on_close(streamed);
	remove_file("file");
	api_clear(&api);
}

static void
a_page_of_the_folder_goes_before_ours(void **state)
{
	struct api api;

	(void)state;
	open_api(&api);
	assert_false(ask(&api, "/", true));
	assert_int_equal(status, 0);
	write_file("index.html", 1);
	assert_true(ask(&api, "/", true));
	assert_int_equal(status, 200);
	streamed->ops->on_close(streamed);
	api_static_close(&api.files);
	assert_false(ask(&api, "/", true));
	remove_file("index.html");
	api_clear(&api);
}

static void
a_folder_is_no_page(void **state)
{
	struct api api;
	char path[64];

	(void)state;
	open_api(&api);
	snprintf(path, sizeof(path), "%s/index.html", dir);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(ask(&api, "/", true));
	remove_file("index.html");
	api_clear(&api);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_read_a_block_at_a_time),
		cmocka_unit_test(a_file_that_got_shorter_is_cut),
		cmocka_unit_test(a_page_of_the_folder_goes_before_ours),
		cmocka_unit_test(a_folder_is_no_page),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
