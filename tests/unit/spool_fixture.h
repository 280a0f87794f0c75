/*
 * spool_fixture.h - a spool in a folder of its own, for each test.
 */
#ifndef SPOOL_FIXTURE_H
#define SPOOL_FIXTURE_H

#include <fcntl.h>
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

#include "client/spool.h"
#include "client/spool_text.h"
#include "client/status.h"

static char folder[64], path[96];

static inline void
on_bad(struct spool *s, const char *why)
{
	(void)s;
	(void)why;
}

static inline int
open_for(struct spool *s, const char *hub, int64_t bytes_max)
{
	struct err err;

	*s = (struct spool){
		.path = path,
		.hub = hub,
		.bytes_max = bytes_max,
		.own_id = "me",
		.on_bad = on_bad,
	};
	return spool_open(s, &err);
}

static inline void
begin(struct spool *s)
{
	assert_int_equal(open_for(s, "http://hub", 1 << 20), 0);
}

static inline int
put(struct spool *s, const char *data)
{
	const struct draft draft = {
		.id = slice_of(data),
		.data = slice_of(data),
	};
	struct parcel p;
	struct err err;
	int status;

	parcel_init(&p);
	assert_int_equal(parcel_add(&p, &draft, 1), PARCEL_ADDED);
	status = s->store.put(&s->store, &p, &err);
	parcel_clear(&p);
	return status == 0 ? 0 : err.code;
}

/* Takes a parcel, and compares the ids in it; NULL: there is none. */
static inline void
take(struct spool *s, const char *want)
{
	struct parcel p;
	struct buf got = BUF(1024);
	struct err err;

	parcel_init(&p);
	assert_int_equal(s->store.take(&s->store, &p, &err), 0);
	for (size_t i = 0; i < parcel_count(&p); i++)
		spool_text_id(parcel_line(&p, i), &got);
	assert_true(slice_is(buf_slice(&got), want));
	buf_clear(&got);
	parcel_clear(&p);
}

static inline void
drop(struct spool *s)
{
	struct err err;

	assert_int_equal(s->store.drop(&s->store, &err), 0);
}

static inline int
set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/sse-spool-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/spool", folder);
	return 0;
}

static inline int
tear_down(void **state)
{
	struct spool_folder f;
	struct spool_scan scan = { 0 };
	struct err err;

	(void)state;
	assert_int_equal(spool_folder_open(&f, path, &err), 0);
	assert_int_equal(spool_folder_scan(&f, &scan, &err), 0);
	for (size_t i = 0; i < scan.count; i++)
		spool_folder_drop_part(&f, scan.names[i]);
	unlinkat(f.fd, "hub", 0);
	unlinkat(f.fd, "lock", 0);
	spool_scan_clear(&scan);
	spool_folder_close(&f);
	assert_int_equal(rmdir(path), 0);
	return rmdir(folder);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
