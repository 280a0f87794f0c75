/*
 * Tests of lib/hub: users, inboxes, streams that change and topics that are
 * closed, against a model of who gets what; and batches.
 */
#include "hub_fixture.h"

#include "hub/manage.h"
#include "hub/pattern.h"
#include "hub/user.h"

#define STREAMS 6
#define ROUNDS 400
#define STEPS 120

static const char *const users[] = { "", "ann", "bob", "cy" };
static const char *const patterns[] = { "a", "b", "a/*", "**", "c" };
static const char *const topics[] = { "", "a", "b", "a/1", "c" };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A follower, and what it should have got, data by data. */
struct subject {
	struct follower f;
	struct buf expected;
	const char *user;
	bool follows[COUNT(patterns)];
	bool open;
};

static unsigned
draw(unsigned *state, unsigned count)
{
	*state = *state * 1103515245 + 12345;
	return (*state >> 16) % count;
}

static void
open_as(struct fixture *fx, struct subject *s, const char *user,
    const char *pattern)
{
	const struct slice names[] = { slice_of(pattern) };
	struct hub_select sel;
	const struct hub_start start = {
		.select = &sel,
		.user = slice_of(user),
		.retry_ms = -1,
		.no_open = true,
	};

	*s = (struct subject){
		.f = { .got = BUF(GOT_BYTES_MAX) },
		.user = user,
		.expected = BUF(GOT_BYTES_MAX),
		.open = true,
	};
	assert_int_equal(hub_select_init(&sel, names, 1), HUB_SELECT_OK);
	assert_true(hub_stream_open(fx->hub, &s->f.stream, &start));
	for (size_t i = 0; i < COUNT(patterns); i++)
		s->follows[i] = strcmp(patterns[i], pattern) == 0;
}

static void
close_subject(struct subject *s)
{
	unfollow(&s->f);
	buf_clear(&s->expected);
	s->open = false;
}

/* What came, data by data: all of a line behind "data: ". */
static void
assert_got(struct subject *s)
{
	struct slice rest, line;
	struct buf got = BUF(GOT_BYTES_MAX);

	take(&s->f, SIZE_MAX);
	rest = buf_slice(&s->f.got);
	while (rest.len > 0) {
		slice_cut(rest, '\n', &line, &rest);
		if (!slice_starts(line, "data: "))
			continue;
		buf_add(&got, slice_drop(line, 6));
		buf_add_char(&got, ' ');
	}
	buf_add_char(&got, '\0');
	buf_add_char(&s->expected, '\0');
	assert_string_equal(got.ptr, s->expected.ptr);
	s->expected.len--;
	buf_clear(&got);
}

static bool
follows_topic(const struct subject *s, const char *topic)
{
	for (size_t i = 0; i < COUNT(patterns); i++)
		if (s->follows[i] &&
		    hub_pattern_matches(slice_of(patterns[i]), slice_of(topic)))
			return true;
	return false;
}

/* The rule, as http-api says it: who receives. */
static bool
is_for(const struct subject *s, const char *topic, struct slice to,
    const char *copy)
{
	bool is_named = s->user[0] != '\0' && hub_to_has(to, slice_of(s->user));

	if (copy[0] != '\0' && strcmp(copy, s->user) == 0)
		return true;
	if (to.len == 0)
		return follows_topic(s, topic);
	return is_named && (topic[0] == '\0' || follows_topic(s, topic));
}

static void
publish_some(struct fixture *fx, struct subject *all, unsigned *state, int n)
{
	const char *topic = topics[draw(state, COUNT(topics))];
	const char *copy = users[draw(state, 8) < 2 ? draw(state, 4) : 0];
	struct buf to = BUF(HUB_TO_BYTES_MAX);
	size_t expected = 0;
	char data[16];

	while (topic[0] == '\0' ? to.len == 0 : draw(state, 3) == 0)
		hub_to_add(&to, slice_of(users[1 + draw(state, 3)]));
	snprintf(data, sizeof(data), "%d", n);
	for (int i = 0; i < STREAMS; i++) {
		struct subject *s = &all[i];

		if (!s->open || !is_for(s, topic, buf_slice(&to), copy))
			continue;
		expected++;
		buf_addf(&s->expected, "%d ", n);
	}
	struct hub_publish p = {
		.message = {
		    .topic = slice_of(topic),
		    .data = slice_of(data),
		    .retry_ms = -1,
		    .extra = { .to = buf_slice(&to), .copy = slice_of(copy) },
		},
		.wall_ms = fx->wall_ms,
		.on_done = fixture_on_done,
	};

	hub_publish(fx->hub, &p);
	assert_int_equal(published.outcome, HUB_TAKEN);
	assert_int_equal(published.delivered, expected);
	buf_clear(&to);
}

/* Follows one pattern more, or one less. */
static void
change_one(struct subject *s, unsigned *state)
{
	size_t which = draw(state, COUNT(patterns));
	const struct slice name = slice_of(patterns[which]);
	bool add = !s->follows[which];
	const struct hub_change change = {
		.add = &name,
		.add_count = add ? 1 : 0,
		.remove = &name,
		.remove_count = add ? 0 : 1,
	};

	assert_int_equal(
	    hub_stream_change(&s->f.stream, &change), HUB_SELECT_OK);
	s->follows[which] = add;
}

static void
step(struct fixture *fx, struct subject *all, unsigned *state, int n)
{
	struct subject *s = &all[draw(state, STREAMS)];
	unsigned what = draw(state, 12);

	if (!s->open) {
		open_as(fx, s, users[draw(state, COUNT(users))],
		    patterns[draw(state, COUNT(patterns))]);
	} else if (what < 6) {
		publish_some(fx, all, state, n);
	} else if (what < 8) {
		change_one(s, state);
	} else if (what < 10) {
		bool blocked = draw(state, 2) == 0;

		take(&s->f, draw(state, 60));
		hub_stream_set_behind(&s->f.stream, blocked);
	} else if (what == 10) {
		hub_wake(fx->hub, 0);
		hub_settle(fx->hub);
	} else if (draw(state, 3) == 0) {
		assert_got(s);
		close_subject(s);
	}
}

/* A turn's end drops what all have sent: so those with something are behind. */
static void
settle(struct fixture *fx, struct subject *all)
{
	hub_wake(fx->hub, 0);
	for (int i = 0; i < STREAMS; i++)
		if (all[i].open) {
			take(&all[i].f, SIZE_MAX);
			hub_stream_set_behind(&all[i].f.stream, false);
		}
	hub_settle(fx->hub);
}

static void
everyone_gets_what_is_for_it_in_order(void **state)
{
	(void)state;
	for (unsigned round = 0; round < ROUNDS; round++) {
		struct subject all[STREAMS] = { 0 };
		unsigned seed = round * 7919 + 1;
		struct fixture fx;

		fixture_open(&fx, (struct hub_keep){ .count = 10 }, 1 << 20);
		for (int i = 0; i < STEPS; i++) {
			step(&fx, all, &seed, i);
			/* Nobody is behind who is not said to be. */
			if (draw(&seed, 4) == 0)
				settle(&fx, all);
			for (int j = 0; j < STREAMS; j++)
				if (all[j].open)
					hub_stream_set_behind(
					    &all[j].f.stream, true);
		}
		for (int i = 0; i < STREAMS; i++)
			if (all[i].open) {
				assert_got(&all[i]);
				close_subject(&all[i]);
			}
		hub_free(fx.hub);
	}
}

static void
what_is_for_a_user_counts_as_lag(void **state)
{
	struct hub_extra extra = { .to = slice_of("ann\n") };
	char data[1000];
	struct subject s;
	struct fixture fx;
	int given = 0;

	(void)state;
	memset(data, 'x', sizeof(data));
	fixture_open(&fx, (struct hub_keep){ .count = 1 }, 4096);
	open_as(&fx, &s, "ann", "a");
	take(&s.f, SIZE_MAX);
	hub_stream_set_behind(&s.f.stream, true);
	do {
		struct hub_publish p = {
			.message = {
			    .data = { data, sizeof(data) },
			    .retry_ms = -1,
			    .extra = extra,
			},
			.on_done = fixture_on_done,
		};

		hub_publish(fx.hub, &p);
	} while (!s.f.stream.ending && ++given < 100);
	/* Past the frame that it is in, four are more than it may lag. */
	assert_int_equal(given, 4);
	assert_int_equal(hub_get_stats(fx.hub)->slow, 1);
	assert_non_null(strstr(take_all(&s.f), "\"reason\":\"slow\""));
	close_subject(&s);
	hub_free(fx.hub);
}

/* Every name that the hub gives is found again, and no other. */
static void
a_stream_is_found_by_its_name(void **state)
{
	char text[HUB_SID_TEXT_BYTES];
	struct subject s;
	struct fixture fx;
	struct slice sid;

	(void)state;
	fixture_open(&fx, (struct hub_keep){ .count = 1 }, 4096);
	for (int i = 0; i < 1000; i++) {
		open_as(&fx, &s, "ann", "a");
		sid = hub_stream_sid(&s.f.stream, text);
		assert_ptr_equal(hub_stream_find(fx.hub, sid), &s.f.stream);
		assert_null(hub_stream_find(fx.hub, slice_take(sid, 21)));
		/* The last digit holds two bits: others of it are no name. */
		text[21]++;
		assert_null(hub_stream_find(fx.hub, sid));
		text[21] = '=';
		assert_null(hub_stream_find(fx.hub, sid));
		close_subject(&s);
	}
	assert_null(hub_user_find(fx.hub, slice_of("ann")));
	hub_free(fx.hub);
}

static void
names_of_users_are_checked(void **state)
{
	static const struct {
		const char *name;
		bool valid;
	} rows[] = {
		{ "ann", true },
		{ "a b/c|d", true },
		{ "\xe7\xa1\xae\xe8\xae\xa4", true },
		{ "", false },
		{ "a\nb", false },
		{ "a\x7f", false },
		{ "\xff", false },
	};
	char longest[257];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(
		    hub_user_is_valid(slice_of(rows[i].name)), rows[i].valid);
	memset(longest, 'u', sizeof(longest));
	assert_true(hub_user_is_valid((struct slice){ longest, 255 }));
	assert_false(hub_user_is_valid((struct slice){ longest, 256 }));
}

static void
a_set_of_users_is_one_text(void **state)
{
	struct buf set = BUF(HUB_TO_BYTES_MAX);
	char name[16], inbox[HUB_INBOX_BYTES_MAX];

	(void)state;
	assert_true(hub_to_add(&set, slice_of("bob")));
	assert_true(
	    slice_is(hub_inbox_of(buf_slice(&set), inbox), "$inbox/bob"));
	assert_true(hub_to_add(&set, slice_of("ann")));
	assert_true(hub_to_add(&set, slice_of("bo")));
	assert_true(hub_to_add(&set, slice_of("ann")));
	assert_true(slice_is(buf_slice(&set), "ann\nbo\nbob\n"));
	assert_true(slice_is(hub_inbox_of(buf_slice(&set), inbox), "$inbox"));
	assert_true(hub_to_has(buf_slice(&set), slice_of("bo")));
	assert_false(hub_to_has(buf_slice(&set), slice_of("b")));
	for (int i = 3; i < HUB_TO_MAX; i++) {
		snprintf(name, sizeof(name), "u%d", i);
		assert_true(hub_to_add(&set, slice_of(name)));
	}
	assert_false(hub_to_add(&set, slice_of("one more")));
	assert_true(hub_to_add(&set, slice_of("u3")));
	buf_clear(&set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everyone_gets_what_is_for_it_in_order),
		cmocka_unit_test(what_is_for_a_user_counts_as_lag),
		cmocka_unit_test(a_stream_is_found_by_its_name),
		cmocka_unit_test(names_of_users_are_checked),
		cmocka_unit_test(a_set_of_users_is_one_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
