/*
 * Tests of log/sqlite/reader.h: whatever was appended, released, removed and
 * over, who reads the tables gets what a reader of the memory log gets, byte by
 * byte, and is told the same of what it lost.
 */
#include "log_driver.h"
#include "log_mirror.h"

#define RUNS 60
#define STEPS 150
#define FORGOTTEN_MAX 12

static struct hub_log *
make_log(const struct hub_keep *keep)
{
	struct mirror *m = (struct mirror *)mirror_new(keep);

	/* So few that it loses more than it remembers. */
	((struct memory_log *)m->memory)->store.seen.max = FORGOTTEN_MAX;
	return &m->log;
}

static uint32_t draw_state;
static int64_t now_ms;
static int count;

static uint32_t
draw(uint32_t below)
{
	draw_state = draw_state * 1103515245 + 12345;
	return (draw_state >> 8) % below;
}

static struct slice
draw_of(const char *const *words, uint32_t words_count)
{
	return slice_of(words[draw(words_count)]);
}

static const char *const topics_drawn[] = { "a", "b", "b/c", "b/d", "e" };
static const char *const types_drawn[] = { "", "", "", "T", "message" };
static const char *const users_drawn[] = { "", "", "ann", "bob" };

static void
append_drawn(struct hub_log *log)
{
	static const char *const to[] = { "", "", "", "", "ann\n",
		"ann\nbob\n" };
	static const char *const copy[] = { "", "", "", "bob" };
	static const char *const also[] = { "", "", "", "b\n", "a\nb\n" };
	static char data[6000];
	struct hub_message m = { .retry_ms = -1 };
	char id[16] = "";

	now_ms += draw(30);
	memset(data, 'x', sizeof(data));
	count++;
	if (draw(2) == 0)
		snprintf(id, sizeof(id), "%d", count);
	m.id = slice_of(id);
	m.topic = draw_of(topics_drawn, 5);
	m.type = draw_of(types_drawn, 5);
	m.data = (struct slice){ data,
		draw(8) == 0 ? draw(sizeof(data)) : draw(20) };
	m.extra.to = draw_of(to, 6);
	m.extra.copy = draw_of(copy, 4);
	m.extra.also = draw_of(also, 5);
	m.extra.from = m.extra.re = slice_empty();
	m.extra.ttl_ms = draw(4) == 0 ? 1 + draw(500) : 0;
	m.extra.retain = draw(5) == 0;
	m.extra.hold = draw(7) == 0;
	if (m.extra.to.len > 0 && draw(2) == 0)
		m.topic = slice_of("$inbox");
	append_message(log, now_ms, &m);
}

static void
change(struct hub_log *log)
{
	char id[16];
	uint32_t what = draw(20);

	snprintf(id, sizeof(id), "%d", 1 + (int)draw((uint32_t)count + 1));
	if (what < 10) {
		append_drawn(log);
	} else if (what < 14) {
		now_ms += draw(200);
		log->ops->tick(log, now_ms);
	} else if (what < 16) {
		log->ops->release(log, slice_of(id));
	} else if (what < 19) {
		remove_it(log, id, "");
	} else {
		remove_it(log, "", topics_drawn[draw(5)]);
	}
}

static void
draw_select(struct hub_select *sel)
{
	static const char *const patterns[] = { "a", "b", "b/c", "b/d", "none",
		"a", "b/*", "**" };
	const struct slice types[] = { slice_of("T") };
	struct slice drawn[3];
	size_t n = 1 + draw(3);

	for (size_t i = 0; i < n; i++)
		drawn[i] = draw_of(patterns, 8);
	assert_int_equal(hub_select_init(sel, drawn, n), HUB_SELECT_OK);
	if (draw(5) == 0)
		hub_select_types(sel, types, 1);
	hub_select_format(sel, (enum hub_format)draw(HUB_FORMAT_COUNT));
	if (draw(4) == 0)
		hub_select_batch(sel, 1 + draw(4), 1000);
}

static char drawn_id[HUB_ID_BYTES_MAX];

/* Ids that are kept, forgotten, gone by, and unknown. */
static struct slice
draw_id(const struct mirror *m)
{
	const struct memory_log *memory = (struct memory_log *)m->memory;
	struct hub_id id = memory->last_id;

	if (draw(3) > 0) {
		snprintf(drawn_id, sizeof(drawn_id), "%d",
		    1 + (int)draw((uint32_t)count + 1));
		return slice_of(drawn_id);
	}
	id.ms -= draw(400);
	return hub_id_format(id, drawn_id);
}

/* All that comes of a seek, as text. */
static void
tell_seek(struct buf *to, const struct hub_seek *s)
{
	buf_addf(to, "gap %d missed %" PRId64 " after %.*s at %" PRIu64 "\n",
	    s->gap, s->gap != HUB_GAP_NONE ? s->missed : 0,
	    SLICE_ARGS(s->resumed_after),
	    s->kind == HUB_CURSOR_TIME ? 0 : s->after_pos);
}

/* How far it looked for that is its own affair. */
static void
tell_page(struct buf *to, const struct hub_page *page)
{
	if (page->missed != 0)
		buf_addf(to, "missed %" PRId64 " up to %.*s\n", page->missed,
		    SLICE_ARGS(page->resumed_after));
	buf_addf(to, "%" PRId64 " events\n", page->count);
	buf_add(to, page->frames);
	if (page->large != NULL)
		buf_add(to, page->large->frame);
}

/* How the log is asked: the mirror's memory log, or its reader. */
struct asks {
	struct hub_log *log;
	struct buf text;
	struct hub_page page; /* so far */
};

static struct buf *telling;

static void
on_drawn_seek(struct hub_seek *s)
{
	tell_seek(telling, s);
}

static void
on_drawn_page(struct hub_page *page)
{
	tell_page(telling, page);
}

static void
start(struct asks *a, struct hub_seek s, struct hub_page page)
{
	telling = &a->text;
	s.on_done = on_drawn_seek;
	a->log->ops->seek(a->log, &s);
	page.mark = s.mark;
	page.start_pos = s.after_pos;
	page.resumes = s.kind == HUB_CURSOR_ID && s.after_pos > 0;
	if (page.source == HUB_PAGE_EVENTS)
		page.after_pos = s.after_pos;
	page.on_done = on_drawn_page;
	a->page = page;
}

static void
read_some(struct asks *a, int pages)
{
	telling = &a->text;
	for (a->page.at_end = false; pages > 0 && !a->page.at_end; pages--)
		a->log->ops->read(a->log, &a->page);
}

static void
check_same(struct asks a[2])
{
	buf_add_char(&a[0].text, '\0');
	buf_add_char(&a[1].text, '\0');
	assert_string_equal(a[1].text.ptr, a[0].text.ptr);
	buf_reset(&a[0].text);
	buf_reset(&a[1].text);
}

static void
check_reader(struct hub_log *log, struct asks a[2])
{
	struct hub_select sel;
	struct hub_seek s = { .reader = { &sel, draw_of(users_drawn, 4) },
		.kind = (enum hub_cursor_kind)draw(5),
		.wall_ms = draw(2) == 0 ? now_ms : 0,
		.time_ms = now_ms - draw(1000),
		.newest = draw(5) };
	struct hub_page page = { .reader = s.reader,
		.source = (enum hub_page_source)draw(2),
		.count_max = draw(3) == 0 ? 1 + draw(3) : 0 };
	int pages = 1 + (int)draw(2);

	draw_select(&sel);
	s.id = draw_id((struct mirror *)log);
	for (int i = 0; i < 2; i++) {
		start(&a[i], s, page);
		read_some(&a[i], pages);
	}
	check_same(a);
	/* It takes its time, and the log goes on. */
	for (uint32_t n = draw(4); n > 0; n--)
		change(log);
	for (int i = 0; i < 2; i++)
		read_some(&a[i], 100);
	check_same(a);
	hub_select_clear(&sel);
}

static void
run(uint32_t seed)
{
	struct asks a[2] = { { .text = BUF(1 << 20) },
		{ .text = BUF(1 << 20) } };
	struct hub_log *log;

	draw_state = seed;
	now_ms = 100000;
	count = 0;
	log = open_log((struct hub_keep){ .count = draw(8) });
	a[0].log = ((struct mirror *)log)->memory;
	a[1].log = log;
	for (int i = 0; i < STEPS; i++) {
		change(log);
		check_reader(log, a);
	}
	close_log(log);
	buf_clear(&a[0].text);
	buf_clear(&a[1].text);
}

static void
a_reader_gets_what_the_memory_log_gives(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= RUNS; seed++)
		run(seed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reader_gets_what_the_memory_log_gives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
