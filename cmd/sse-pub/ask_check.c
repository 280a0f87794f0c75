/* What goes with H and C, and with nothing else. */
#include "client/status.h"
#include "sse-pub/modes.h"

/* Says which option is wrong there, NULL: none is. */
static const char *
find_stray(const struct pub_options *o, bool asks, bool answers)
{
	const struct {
		bool is_given, fits;
		const char *words;
	} rows[] = {
		{ o->wait_ms > 0, asks, "--wait goes with H" },
		{ o->quorum > 0, asks, "--quorum goes with H" },
		{ o->deny, answers, "--deny goes with C" },
		{ o->as != NULL, asks || answers, "--as goes with H and C" },
		{ o->lines || o->ndjson, !asks && !answers,
		    "H and C are one event: give -m, -f, -s or -n" },
		{ o->type != NULL, !asks && !answers,
		    "--event does not go with H and C, which are types" },
		{ o->id != NULL, !answers,
		    "--id does not go with C: C ID names the H" },
		{ o->to.count > 0, !answers,
		    "--to does not go with C, which goes where its H went" },
		{ o->topic != NULL, !answers,
		    "--topic does not go with C, which goes where its H went" },
		{ o->retain, !asks && !answers,
		    "--retain does not go with H, which is kept as it is" },
		{ o->retry_hint_ms > 0, !asks && !answers,
		    "--retry-hint does not go with H and C" },
		{ o->fail_if_nobody, !asks && !answers,
		    "--fail-if-nobody does not go with H and C" },
		{ o->ttl_ms > 0, !answers, "--ttl does not go with C" },
		{ o->spool != NULL, !asks && !answers,
		    "--spool does not go with H and C, which cannot wait" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].is_given && !rows[i].fits)
			return rows[i].words;
	return NULL;
}

bool
pub_is_said(const struct pub_options *o, const char *name)
{
	return !o->run && o->operands.count > 0 &&
	       strcmp(o->operands.items[0], name) == 0;
}

int
pub_ask_check(const struct pub_options *o, struct err *err)
{
	bool asks = pub_ask.is_meant(o), answers = pub_confirm.is_meant(o);
	size_t most = (size_t)asks + 2 * (size_t)answers;
	const char *stray = find_stray(o, asks, answers);

	if (stray != NULL)
		return err_set(err, STATUS_USAGE, "%s", stray);
	if (!asks && !answers)
		return 0;
	if (answers && o->operands.count < 2)
		return err_set(err, STATUS_USAGE,
		    "C needs the id of the H that it answers: C ID");
	/* What is most likely meant; --wait=5s would have been the same. */
	if (o->operands.count > most && asks && o->wait_ms > 0)
		return err_set(err, STATUS_USAGE,
		    "'%s': one operand too many; a time is given as --wait=T",
		    o->operands.items[most]);
	if (o->operands.count > most)
		return err_set(err, STATUS_USAGE, "'%s': one operand too many",
		    o->operands.items[most]);
	if (o->operands.items[most - 1][0] == '\0')
		return err_set(err, STATUS_USAGE, "the id is empty");
	return 0;
}
