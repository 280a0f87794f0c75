#include "follower.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fail.h"

#define EVENT_BYTES_MAX ((size_t)1 << 20)

static void
send_request(struct follower *f)
{
	const char *after = f->count > 0 ? f->seen[f->count - 1]->id : NULL;
	bool is_first = f->kind->resumes && after == NULL;
	bool wants_all = f->kind->from_start || is_first;

	buf_addf(&f->link.out, "GET %s%s HTTP/1.1\r\nHost: 127.0.0.1\r\n",
	    f->kind->path,
	    !wants_all                           ? ""
	    : strchr(f->kind->path, '?') != NULL ? "&since=earliest"
						 : "?since=earliest");
	if (f->kind->resumes && after != NULL)
		buf_addf(&f->link.out, "Last-Event-ID: %s\r\n", after);
	buf_add(&f->link.out, slice_of("\r\n"));
}

void
follower_open(struct follower *f, int port)
{
	if (!f->kind->resumes)
		follower_reset(f);
	f->known = f->record->order_count;
	f->last[0] = '\0';
	f->is_in_body = f->is_open = false;
	f->parser = mem_check(sse_parser_new(EVENT_BYTES_MAX));
	link_open(&f->link, port);
	send_request(f);
}

/* False: it is not there yet. */
static bool
skip_head(struct follower *f)
{
	struct slice in = buf_slice(&f->link.in);
	const char *end = memmem(in.ptr, in.len, "\r\n\r\n", 4);

	if (end == NULL)
		return false;
	if (!slice_starts(in, "HTTP/1.1 200 "))
		fail("%s got: %.*s", f->kind->name, SLICE_ARGS(in));
	buf_drop(&f->link.in, (size_t)(end - in.ptr) + 4);
	f->is_in_body = true;
	return true;
}

static void
read_open(struct follower *f, struct slice data)
{
	static const char name[] = "\"last\":\"";
	const char *at = memmem(data.ptr, data.len, name, sizeof(name) - 1);
	struct slice id, rest;

	f->is_open = true;
	if (at == NULL)
		return;
	rest = slice_drop(data, (size_t)(at - data.ptr) + sizeof(name) - 1);
	slice_cut(rest, '"', &id, &rest);
	if (id.len >= sizeof(f->last))
		fail("%s: ssed.open: %.*s", f->kind->name, SLICE_ARGS(data));
	memcpy(f->last, id.ptr, id.len);
	f->last[id.len] = '\0';
}

static void
take_event(struct follower *f, const struct sse_event *ev)
{
	if (slice_is(ev->type, "ssed.open")) {
		read_open(f, ev->data);
		return;
	}
	if (slice_is(ev->type, "ssed.bye"))
		return;
	if (slice_starts(ev->type, "ssed."))
		fail("%s got %.*s: %.*s", f->kind->name, SLICE_ARGS(ev->type),
		    SLICE_ARGS(ev->data));
	if (f->count == f->cap) {
		f->cap = f->cap == 0 ? 1024 : f->cap * 2;
		f->seen = mem_grow(f->seen, f->cap, sizeof(struct message *));
	}
	f->seen[f->count++] = record_match(f->record, ev, f->kind->name);
}

bool
follower_pump(struct follower *f)
{
	bool is_there = link_pump(&f->link);
	enum sse_status status;
	struct sse_event ev;
	struct slice in;

	if (!f->is_in_body && !skip_head(f))
		return is_there;
	in = buf_slice(&f->link.in);
	while ((status = sse_parser_next(f->parser, &in, &ev)) == SSE_EVENT)
		take_event(f, &ev);
	if (status == SSE_TOO_BIG)
		fail("%s got too long an event", f->kind->name);
	buf_reset(&f->link.in);
	return is_there;
}

void
follower_close(struct follower *f)
{
	link_close(&f->link);
	sse_parser_free(f->parser);
	f->parser = NULL;
}

size_t
follower_lacks(const struct follower *f)
{
	bool has_old = f->kind->from_start || f->kind->resumes;
	size_t all = 0;

	for (unsigned i = 0; i < RECORD_TOPICS; i++)
		if (f->kind->topics >> i & 1)
			all += f->record->taken[i] +
			       (has_old ? f->record->placed[i] : 0);
	return f->count < all ? all - f->count : 0;
}

void
follower_reset(struct follower *f)
{
	free(f->seen);
	f->seen = NULL;
	f->count = f->cap = f->checked = 0;
	f->place = -1;
}

/* The first place behind that one with an event for f; -1: none. */
static int64_t
next_place(const struct follower *f, int64_t place)
{
	const struct record *r = f->record;

	for (size_t i = (size_t)(place + 1); i < r->order_count; i++)
		if (f->kind->topics >> r->order[i]->topic & 1)
			return (int64_t)i;
	return -1;
}

/*
 * Who asks for new events only gets none that was known to be there before,
 * and all that is newer than what ssed.open says is the newest.
 */
static void
check_first(const struct follower *f, const struct message *m)
{
	const struct message *last = NULL;

	if (f->kind->from_start || f->kind->resumes)
		return;
	if (m->place < (int64_t)f->known)
		fail("%s got the old message %u (%s) of place %lld",
		    f->kind->name, m->number, m->id, (long long)m->place);
	if (f->last[0] != '\0') {
		last = map_find(&f->record->ids, slice_of(f->last));
		if (last == NULL || last->place < 0)
			fail("%s: ssed.open says %s is the newest, but the log "
			     "lacks it",
			    f->kind->name, f->last);
	}
	if (next_place(f, last != NULL ? last->place : -1) < m->place)
		fail("%s got message %u (%s) first, and not all behind %s",
		    f->kind->name, m->number, m->id, f->last);
}

static void
check_one(struct follower *f, const struct message *m)
{
	int64_t place;

	if (m->place < 0)
		fail("%s saw message %u (%s), to %s, but the log lacks it",
		    f->kind->name, m->number, m->id, record_topic(m->topic));
	if (f->checked == 0) {
		check_first(f, m);
		if (!f->kind->from_start && !f->kind->resumes)
			f->place = m->place - 1;
	}
	place = next_place(f, f->place);
	if (place < 0)
		fail("%s saw message %u (%s) of place %lld behind all others",
		    f->kind->name, m->number, m->id, (long long)m->place);
	if (place != m->place)
		fail("%s saw message %u (%s) of place %lld instead of %u (%s) "
		     "of place %lld",
		    f->kind->name, m->number, m->id, (long long)m->place,
		    f->record->order[place]->number,
		    f->record->order[place]->id, (long long)place);
	f->place = place;
}

void
follower_check(struct follower *f)
{
	for (; f->checked < f->count; f->checked++)
		check_one(f, f->seen[f->checked]);
}
