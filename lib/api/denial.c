#include "api/denial.h"

#include <jansson.h>

#include "hub/prompt.h"

void
api_denial_read(struct hub_message *m)
{
	json_t *data;

	if (!slice_is(m->type, "C") || m->data.len > HUB_ANSWER_BYTES_MAX)
		return;
	data = json_loadb(m->data.ptr, m->data.len, JSON_ALLOW_NUL, NULL);
	m->extra.denies = json_is_false(json_object_get(data, "ok"));
	json_decref(data);
}
