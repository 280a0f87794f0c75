#include "client/ledger.h"

#include <jansson.h>
#include <string.h>

#include "base/mem.h"
#include "client/receipt.h"

/* Returns the object that text holds, NULL: it is none. */
static json_t *
load(struct slice text)
{
	json_t *value = json_loadb(text.ptr, text.len, JSON_ALLOW_NUL, NULL);

	if (json_is_object(value))
		return value;
	json_decref(value);
	return NULL;
}

static bool
is_text(const json_t *object, const char *name, const char *text)
{
	const json_t *value = json_object_get(object, name);

	return json_is_string(value) &&
	       json_string_length(value) == strlen(text) &&
	       strcmp(json_string_value(value), text) == 0;
}

/* The members in the order in which they are read best. */
static json_t *
new_line(const char *id, const json_t *answer)
{
	static const char *const names[] = { "ok", "user", "time", "data" };
	json_t *line = json_object();

	json_object_set_new(line, "id", json_string(id));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		json_t *value = json_object_get(answer, names[i]);

		if (value != NULL)
			json_object_set(line, names[i], value);
	}
	return line;
}

static void
tell(struct ledger *l, const char *id, const json_t *answer, struct buf *lines)
{
	const char *user = json_string_value(json_object_get(answer, "user"));
	json_t *line;

	if (user == NULL || json_object_get(l->told, user) != NULL ||
	    json_object_size(l->told) == LEDGER_ANSWERS_MAX)
		return;
	line = new_line(id, answer);
	if (receipt_add_line(lines, line))
		json_object_set_new(l->told, user, json_true());
	json_decref(line);
}

static enum ledger_state
state_of(const json_t *ledger)
{
	static const struct {
		const char *name;
		enum ledger_state state;
	} states[] = {
		{ "open", LEDGER_OPEN },
		{ "confirmed", LEDGER_CONFIRMED },
		{ "denied", LEDGER_DENIED },
		{ "expired", LEDGER_EXPIRED },
	};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (is_text(ledger, "state", states[i].name))
			return states[i].state;
	return LEDGER_BAD;
}

static enum ledger_state
read_message(
    struct ledger *l, const char *id, const json_t *message, struct buf *lines)
{
	const json_t *ledger = json_object_get(message, "ledger");
	const json_t *answers = json_object_get(ledger, "answers");
	enum ledger_state state = state_of(ledger);

	if (!is_text(message, "id", id))
		return LEDGER_BAD;
	if (ledger == NULL)
		return LEDGER_NONE;
	if (!json_is_array(answers))
		return LEDGER_BAD;
	for (size_t i = 0; state != LEDGER_BAD && i < json_array_size(answers);
	     i++)
		tell(l, id, json_array_get(answers, i), lines);
	return state;
}

enum ledger_state
ledger_read(
    struct ledger *l, const char *id, struct slice text, struct buf *lines)
{
	json_t *message = load(text);
	enum ledger_state state = read_message(l, id, message, lines);

	json_decref(message);
	return state;
}

bool
ledger_has(const char *id, struct slice text, const char *user, bool ok)
{
	json_t *message = load(text);
	const json_t *answers =
	    json_object_get(json_object_get(message, "ledger"), "answers");
	bool has = false;

	for (size_t i = 0; !has && i < json_array_size(answers); i++) {
		const json_t *a = json_array_get(answers, i);
		const json_t *said = json_object_get(a, "ok");

		has = is_text(message, "id", id) && is_text(a, "user", user) &&
		      (ok ? json_is_true(said) : json_is_false(said));
	}
	json_decref(message);
	return has;
}

bool
ledger_is_answer(const char *id, struct slice data)
{
	json_t *said = load(data);
	const char *re = json_string_value(json_object_get(said, "id"));
	bool may_be = re == NULL || strcmp(re, id) == 0;

	json_decref(said);
	return may_be;
}

void
ledger_init(struct ledger *l)
{
	l->told = mem_check(json_object());
}

void
ledger_clear(struct ledger *l)
{
	json_decref(l->told);
	l->told = NULL;
}

void
ledger_forget(struct ledger *l)
{
	json_object_clear(l->told);
}
