/*
 * Tests of lib/hub/prompt.c and answer.c: what opens, confirms, denies and
 * ends a prompt, on a log that answers at once, or later, or not at all.
 */
#include "prompt_fixture.h"

/*
 * A word of a script: "H" asks (id 42); "ann+" and "ann-" answer it, "+" does
 * so without a name, "?ann+" answers another; "x" before them: the log fails;
 * "[" and "]": what is between them is underway at once; "@500" so many ms
 * after the start, "tick" the hub's, "remove".
 */
static void
run_word(char *word)
{
	const char *name = word;
	bool fails = *name == 'x';
	struct hub_message m;
	size_t len;

	name += fails;
	len = strlen(name);
	if (strcmp(name, "H") == 0) {
		m = prompt_of("42");
		say(word, &m, fails);
	} else if (strcmp(name, "[") == 0) {
		fx.is_late = true;
	} else if (strcmp(name, "]") == 0) {
		fx.is_late = false;
		while (fx.underway_count > 0)
			answer_one();
	} else if (*name == '@') {
		fx.wall_ms = START_MS + atoll(name + 1);
	} else if (strcmp(name, "tick") == 0) {
		hub_prompts_tick(&fx.prompts, fx.wall_ms);
	} else if (strcmp(name, "remove") == 0) {
		buf_addf(&fx.told, " removed:%zu",
		    hub_prompts_remove(
			&fx.prompts, slice_of("42"), slice_empty()));
	} else {
		bool known = *name != '?';

		name += !known;
		len -= !known;
		m = answer_of(known ? "42" : "43",
		    (struct slice){ name, len - 1 }, name[len - 1] == '+');
		say(word, &m, fails);
	}
}

static const struct {
	const char *name;
	unsigned quorum;
	const char *to; /* users, parted by blanks */
	int64_t ttl_ms;
	const char *script, *expected;
} rows[] = {
	{ "one yes confirms", 0, "", 0, "H a+", "H:taken a+:taken =confirmed" },
	{ "one no denies", 0, "", 0, "H a-", "H:taken a-:taken =denied" },
	{ "nobody known is one", 2, "", 0, "H + + a+",
	    "H:taken +:taken +:duplicate a+:taken =confirmed" },
	{ "a quorum is of different users", 2, "", 0, "H a+ a+ b+",
	    "H:taken a+:taken a+:duplicate b+:taken =confirmed" },
	{ "nobody changes an answer", 2, "", 0, "H a+ a- b+",
	    "H:taken a+:taken a-:duplicate b+:taken =confirmed" },
	{ "one no denies a quorum of anybody", 3, "", 0, "H a+ b+ c-",
	    "H:taken a+:taken b+:taken c-:taken =denied" },
	{ "what is closed takes no more", 0, "", 0, "H a- b+ b+",
	    "H:taken a-:taken =denied b+:duplicate b+:duplicate" },
	{ "an H that nobody asked", 0, "", 0, "H ?a+", "H:taken ?a+:unknown" },
	{ "a C before its H", 0, "", 0, "a+ H a+",
	    "a+:unknown H:taken a+:taken =confirmed" },
	{ "an H again is the same", 2, "", 0, "H a+ H b+",
	    "H:taken a+:taken H:taken b+:taken =confirmed" },
	{ "an H that is closed is not held again", 0, "", 0, "H a+ H",
	    "H:taken a+:taken =confirmed H:taken =confirmed" },
	{ "an H that failed is none", 0, "", 0, "xH a+ H a+",
	    "xH:failed a+:unknown H:taken a+:taken =confirmed" },
	{ "a C that failed is none", 0, "", 0, "H xa+ a+",
	    "H:taken xa+:failed a+:taken =confirmed" },

	{ "others are not asked", 0, "a b", 0, "H c+ b+",
	    "H:taken c+:not-asked b+:taken =confirmed" },
	{ "who is not known may answer for those asked", 0, "a b", 0, "H +",
	    "H:taken +:taken =confirmed" },
	{ "two of three", 2, "a b c", 0, "H a+ b- c+",
	    "H:taken a+:taken b-:taken c+:taken =confirmed" },
	{ "two of three cannot be had any more", 2, "a b c", 0, "H a- b-",
	    "H:taken a-:taken b-:taken =denied" },
	{ "all of two", 2, "a b", 0, "H a-", "H:taken a-:taken =denied" },
	{ "one of two", 1, "a b", 0, "H a- b-",
	    "H:taken a-:taken b-:taken =denied" },

	{ "at the last moment", 0, "", 500, "H @499 a+",
	    "H:taken a+:taken =confirmed" },
	{ "too late, before the hub looked", 0, "", 500, "H @500 a+",
	    "H:taken =expired a+:over" },
	{ "too late", 0, "", 500, "H @499 tick @500 tick tick a+ H",
	    "H:taken =expired a+:over H:taken =expired" },
	{ "a day, if nothing is said", 0, "", 0,
	    "H @86399999 tick @86400000 tick", "H:taken =expired" },
	{ "at most thirty", 0, "", INT64_C(1) << 50,
	    "H @2591999999 tick @2592000000 tick", "H:taken =expired" },
	{ "who answered in time has answered", 2, "", 500, "H a+ @500 tick a+",
	    "H:taken a+:taken =expired a+:duplicate" },
	{ "what is closed does not expire", 0, "", 500, "H a+ @500 tick b+",
	    "H:taken a+:taken =confirmed b+:duplicate" },
	{ "removed", 0, "", 0, "H remove a+ remove",
	    "H:taken =expired removed:1 a+:over removed:0" },
	{ "removed when it is closed", 0, "", 0, "H a+ remove b+",
	    "H:taken a+:taken =confirmed removed:1 b+:duplicate" },

	{ "of two at once, one is said", 0, "", 0, "H [ a+ a+ a- ]",
	    "H:taken a+:waits a-:waits a+:taken =confirmed a+:duplicate "
	    "a-:duplicate" },
	{ "of two at once, the second is said if the first failed", 0, "", 0,
	    "H [ xa+ a- a+ ]",
	    "H:taken a-:waits a+:waits xa+:failed a+:waits a-:taken =denied "
	    "a+:duplicate" },
	{ "and so on", 0, "", 0, "H [ xa+ xa- a+ ]",
	    "H:taken xa-:waits a+:waits xa+:failed a+:waits xa-:failed "
	    "a+:taken =confirmed" },
	{ "what waited comes to what became of the prompt", 0, "", 500,
	    "H [ xa+ a- @500 ] tick @499 b+",
	    "H:taken a-:waits xa+:failed a-:taken =denied b+:duplicate" },
	{ "and counted when it is taken", 2, "", 0, "H [ a+ b+ b+ ]",
	    "H:taken b+:waits a+:taken b+:taken =confirmed b+:duplicate" },
	{ "one that failed leaves its place", 2, "", 0, "H [ xa+ b+ ] a+",
	    "H:taken xa+:failed b+:taken a+:taken =confirmed" },
	{ "what was underway when it closed changes nothing", 0, "", 0,
	    "H [ a+ b- ] b+",
	    "H:taken a+:taken =confirmed b-:taken b+:duplicate" },
	{ "the first of two in the log decides", 0, "", 0, "H [ a- b+ ]",
	    "H:taken a-:taken =denied b+:taken" },
	{ "expired while it was underway", 0, "", 500, "H [ a+ @500 tick ]",
	    "H:taken a+:taken =confirmed" },
	{ "who comes too late is too late, whatever is underway", 0, "", 500,
	    "H [ a+ @500 tick b+ ] b+",
	    "H:taken b+:over a+:taken =confirmed b+:duplicate" },
	{ "expired, once none is underway", 2, "", 500,
	    "H [ a+ xb+ @500 tick ] tick",
	    "H:taken a+:taken xb+:failed =expired" },
	{ "an H underway cannot be answered", 0, "", 0, "[ H a+ ] a+",
	    "a+:unknown H:taken a+:taken =confirmed" },
	{ "of two H at once, the log says which", 0, "", 0, "[ H xH ] a+",
	    "H:taken xH:failed a+:taken =confirmed" },
	{ "or takes both, and it is one", 0, "", 0, "[ H H ] a+",
	    "H:taken H:taken a+:taken =confirmed" },
};

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char script[256], to[64], *word, *rest;

		open_table();
		fx.quorum = rows[i].quorum;
		fx.ttl_ms = rows[i].ttl_ms;
		snprintf(to, sizeof(to), "%s", rows[i].to);
		for (word = strtok_r(to, " ", &rest); word != NULL;
		     word = strtok_r(NULL, " ", &rest))
			hub_to_add(&fx.to, slice_of(word));
		snprintf(script, sizeof(script), "%s", rows[i].script);
		for (word = strtok_r(script, " ", &rest); word != NULL;
		     word = strtok_r(NULL, " ", &rest))
			run_word(word);
		if (strcmp(told(), rows[i].expected) != 0)
			fail_msg("%s:\n got %s\nwant %s", rows[i].name, told(),
			    rows[i].expected);
		close_table();
	}
}

static uint32_t draw_state;

static uint32_t
draw(uint32_t below)
{
	draw_state = draw_state * 1103515245 + 12345;
	return (draw_state >> 8) % below;
}

/* What a prompt is, by the answers that the log took, in its order. */
static enum hub_prompt_state
fold(const struct hub_prompt *prompt)
{
	unsigned yes = 0, no = 0, asked = (unsigned)hub_to_count(prompt->to);
	const struct list *link;

	for (link = prompt->answers.next; link != &prompt->answers;
	     link = link->next) {
		const struct hub_answer *a =
		    LIST_ITEM(link, struct hub_answer, link);

		if (a->id == NULL)
			continue;
		yes += a->ok;
		no += !a->ok;
		if (yes >= prompt->quorum)
			return HUB_PROMPT_CONFIRMED;
		if (no > 0 && asked < prompt->quorum + no)
			return HUB_PROMPT_DENIED;
	}
	return HUB_PROMPT_OPEN;
}

static void
check_users(const struct hub_prompt *prompt)
{
	unsigned seen = 0;
	const struct list *link;

	for (link = prompt->answers.next; link != &prompt->answers;
	     link = link->next) {
		const struct hub_answer *a =
		    LIST_ITEM(link, struct hub_answer, link);
		unsigned bit =
		    a->user.len > 0 ? (unsigned)a->user.ptr[0] - 'a' : 31;

		assert_int_equal(seen & (1U << bit), 0);
		seen |= 1U << bit;
	}
}

/* Whatever comes between what, it is as if one came after the other. */
static void
test_interleave(void **state)
{
	static const char *const users[] = { "a", "b", "c", "d", "" };
	const struct hub_prompt *prompt;
	struct hub_message m;

	(void)state;
	for (uint32_t run = 0; run < 5000; run++) {
		draw_state = run;
		open_table();
		for (uint32_t i = draw(5); i > 0; i--)
			hub_to_add(&fx.to, slice_of(users[i - 1]));
		fx.quorum =
		    1 + draw(fx.to.len > 0 ? (uint32_t)fx.to.len / 2 : 3);
		m = prompt_of("42");
		say("H", &m, false);
		prompt = hub_prompts_find(&fx.prompts, slice_of("42"));
		fx.is_late = true;
		for (int step = 0; step < 40; step++) {
			m = answer_of(
			    "42", slice_of(users[draw(5)]), draw(3) > 0);
			if (draw(2) == 0 && fx.underway_count < UNDERWAY_MAX)
				say("C", &m, draw(4) == 0);
			else if (fx.underway_count > 0)
				answer_one();
			check_users(prompt);
			assert_int_equal(prompt->state, fold(prompt));
			assert_int_equal(
			    prompt->underway_count, fx.underway_count);
		}
		while (fx.underway_count > 0)
			answer_one();
		/* Released once if it is closed, never while it is open. */
		assert_true((strchr(told(), '=') == NULL) ==
			    (prompt->state == HUB_PROMPT_OPEN));
		assert_true(strchr(told(), '=') == strrchr(told(), '='));
		close_table();
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_interleave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
