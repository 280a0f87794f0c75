/*
 * What a writer takes together is what it would have taken one by one: two
 * files are told the same, and must say the same.
 */
#include "writer_fixture.h"

#define BATCH_MAX WRITER_TOGETHER

struct batch {
	struct hub_message messages[BATCH_MAX];
	struct writer_append one[BATCH_MAX], many[BATCH_MAX];
	char ids[BATCH_MAX][24];
	size_t count;
};

static uint32_t draw_state;

static uint32_t
draw(uint32_t below)
{
	draw_state = draw_state * 1103515245 + 12345;
	return (draw_state >> 8) % below;
}

/*
 * Of ids, some are the ones that the hub would make next.  In a "plain" batch
 * hardly one is known, so that most are taken at once.
 */
static const char *
draw_id(char text[24], int64_t now_ms, bool is_plain)
{
	uint32_t what = draw(is_plain ? 400 : 8);

	text[0] = '\0';
	if (what < 3)
		snprintf(text, 24, "%u", draw(40));
	else if (what < 5)
		snprintf(
		    text, 24, "%d-%u", (int)now_ms + (int)draw(3), draw(3));
	return text;
}

static void
draw_message(struct hub_message *m, char id[24], int64_t now_ms, bool is_plain)
{
	static const char *const topics[] = { "a", "b", "c", "d" };
	static const char *const types[] = { "", "H", "C", "t" };

	*m = (struct hub_message){
		.id = slice_of(draw_id(id, now_ms, is_plain)),
		.topic = slice_of(topics[draw(4)]),
		.type = slice_of(types[draw(4)]),
		.data = slice_of(draw(6) ? "data" : "other"),
		.retry_ms = draw(5) ? -1 : 7,
		.extra = { .retain = draw(3) == 0,
		    .hold = draw(4) == 0,
		    .ttl_ms = draw(2) ? 0 : 1 + draw(60),
		    .re = slice_of(draw(3) ? "" : "5"),
		    .to = slice_of(draw(5) ? "" : "u\n") },
	};
}

static void
draw_batch(struct batch *batch, int64_t *now_ms)
{
	bool is_plain = draw(2) == 0;

	batch->count = draw(BATCH_MAX + 1);
	for (size_t i = 0; i < batch->count; i++) {
		*now_ms += draw(4) ? 0 : draw(30);
		draw_message(
		    &batch->messages[i], batch->ids[i], *now_ms, is_plain);
		batch->one[i] = (struct writer_append){
			.message = &batch->messages[i],
			.wall_ms = *now_ms,
		};
		batch->many[i] = batch->one[i];
	}
}

static void
append(struct box *one, struct box *many, struct batch *batch)
{
	struct writer_append *those[BATCH_MAX];

	for (size_t i = 0; i < batch->count; i++) {
		writer_append(&one->w, &batch->one[i]);
		those[i] = &batch->many[i];
	}
	writer_append_all(&many->w, those, batch->count);
}

static void
compare(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct hub_event *a = batch->one[i].event;
		struct hub_event *b = batch->many[i].event;

		assert_int_equal(batch->one[i].outcome, batch->many[i].outcome);
		assert_int_equal(a == NULL, b == NULL);
		if (a == NULL || b == NULL)
			continue;
		assert_int_equal(a->pos, b->pos);
		assert_int_equal(a->time_ms, b->time_ms);
		assert_true(slice_equals(a->id, b->id));
		hub_event_unref(a);
		hub_event_unref(b);
	}
}

static void
both_ask(struct box *one, struct box *many, const char *sql)
{
	ask(one, sql);
	ask(many, sql);
	assert_string_equal(one->text, many->text);
}

static void
both_are_the_same(struct box *one, struct box *many)
{
	check_numbers(many);
	both_ask(one, many,
	    "SELECT json_array(pos, id, topic, type, data, time, bytes, retry,"
	    " expires, recipients, re, kept, ledger, gone, n) FROM entries"
	    " WHERE pos > (SELECT last FROM state) - 200 ORDER BY pos");
	both_ask(one, many,
	    "SELECT json_array(name, count, bytes, base, last, lost, retained,"
	    " held) FROM topics ORDER BY name");
	both_ask(one, many,
	    "SELECT json_array(last, time, first_ms, first_seq, last_ms,"
	    " last_seq, n, forgotten, events, bytes, kept, topics, missed,"
	    " lost, lost_to, lost_also, lost_topic) FROM state");
}

static void
change(struct writer *w, uint32_t what, const char *id, int64_t now_ms)
{
	if (what == 0)
		remove_all(w, id, "", now_ms);
	else if (what == 1)
		writer_release(w, slice_of(id));
	else if (what == 2)
		writer_forget(w, slice_of(id));
	else if (what == 3)
		remove_all(w, "", "a", now_ms);
	else
		writer_age(w, now_ms);
}

static void
round_of(struct box *one, struct box *many, int64_t *now_ms)
{
	static struct batch batches[3];
	uint32_t count = 1 + draw(3);

	assert_true(writer_begin(&one->w));
	assert_true(writer_begin(&many->w));
	for (uint32_t i = 0; i < count; i++) {
		uint32_t what = draw(5);
		char id[24];

		draw_batch(&batches[i], now_ms);
		append(one, many, &batches[i]);
		snprintf(id, sizeof(id), "%u", draw(40));
		change(&one->w, what, id, *now_ms);
		change(&many->w, what, id, *now_ms);
	}
	commit(one);
	commit(many);
	for (uint32_t i = 0; i < count; i++)
		compare(&batches[i]);
	both_are_the_same(one, many);
}

static void
together_is_one_by_one(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 20; seed++) {
		const struct writer_options options = {
			.keep = { .count = seed % 5, .age_ms = 400 },
			.bytes_max = 8000,
			.topics_max = 3,
			.forgotten_max = 40,
		};
		struct box *one = box_open(options);
		struct box *many = box_open(options);
		int64_t now_ms = 1000;

		draw_state = seed;
		for (int i = 0; i < 40; i++)
			round_of(one, many, &now_ms);
		box_close(one);
		box_close(many);
	}
}

/* The message in the middle fails; nobody is told that his is there. */
static void
none_is_taken_if_one_fails(void **state)
{
	struct box *b =
	    box_open((struct writer_options){ .keep = { .count = 10 } });
	struct hub_message m[3];
	struct writer_append a[3];
	struct writer_append *those[] = { &a[0], &a[1], &a[2] };
	struct err err;

	(void)state;
	ask(b, "CREATE UNIQUE INDEX bad ON entries(type) WHERE type = 'bad'");
	for (int i = 0; i < 3; i++) {
		m[i] = (struct hub_message){ .topic = slice_of("a"),
			.type = slice_of(i < 2 ? "bad" : ""),
			.retry_ms = -1 };
		a[i] =
		    (struct writer_append){ .message = &m[i], .wall_ms = 1000 };
	}
	assert_true(writer_begin(&b->w));
	writer_append_all(&b->w, those, 3);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(a[i].outcome, HUB_FAILED);
		assert_null(a[i].event);
	}
	assert_false(writer_commit(&b->w, &err));
	assert_string_equal(ask(b, "SELECT count(*) FROM entries"), "0 ");
	assert_string_equal(put_plain(b, "a", ""), "taken 1000-0 at 1, 1000");
	box_close(b);
}

/*
 * The old one was not over yet when it was replaced, only when the last of
 * them was taken: it is missed.
 */
static void
what_is_replaced_is_missed_at_its_own_time(void **state)
{
	struct box *b =
	    box_open((struct writer_options){ .keep = { .count = 1 } });
	const struct hub_message m[] = {
		{ .topic = slice_of("a"),
		    .retry_ms = -1,
		    .extra.retain = true },
		{ .topic = slice_of("b"), .retry_ms = -1 },
	};
	struct writer_append a[] = { { .message = &m[0], .wall_ms = 1010 },
		{ .message = &m[1], .wall_ms = 1100 } };
	struct writer_append *those[] = { &a[0], &a[1] };

	(void)state;
	put(b, &(struct put){ .topic = "a",
		   .id = "1",
		   .extra = { .retain = true, .ttl_ms = 50 } });
	put(b, &(struct put){
		   .topic = "a", .id = "2", .extra = { .ttl_ms = 50 } });
	assert_true(writer_begin(&b->w));
	writer_append_all(&b->w, those, 2);
	commit(b);
	hub_event_unref(a[0].event);
	hub_event_unref(a[1].event);
	assert_string_equal(ask(b, "SELECT missed FROM state"), "1 ");
	box_close(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(together_is_one_by_one),
		cmocka_unit_test(none_is_taken_if_one_fails),
		cmocka_unit_test(what_is_replaced_is_missed_at_its_own_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
