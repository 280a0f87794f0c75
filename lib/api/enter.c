#include "api/enter.h"

#include "api/busy.h"
#include "api/gate.h"
#include "hub/user.h"

/* Returns whether a user has as many streams as it may have. */
static bool
user_is_full(struct api *api, struct slice name)
{
	const struct hub_user *user = hub_user_find(api->hub, name);
	int64_t max = api_gate_user_max(api->gate, name);

	if (name.len == 0 || (max < 0 && api->user_max == 0))
		return false;
	return (user != NULL ? user->count : 0) >=
	       (max >= 0 ? max : api->user_max);
}

/* Returns whether the client's address has as many as it may have. */
static bool
address_is_full(struct api *api, const struct http_exchange *x,
    struct api_admit_count **place)
{
	char text[HTTP_PEER_BLOCK_BYTES];
	struct http_peer peer, client;

	*place = NULL;
	/* Who asks is a call to the system: not for nothing. */
	if (api->admit.address_max == 0)
		return false;
	peer = http_exchange_peer(x);
	client = http_forwarded_client(&api->admit.trust, &peer, x->req);
	return !api_admit_take(
	    &api->admit, http_peer_block(&client, text), place);
}

bool
api_enter(struct api *api, struct http_exchange *x,
    const struct hub_start *start, struct api_admit_count **place)
{
	bool user = user_is_full(api, start->user);

	if (!user && !address_is_full(api, x, place))
		return true;
	api_busy(api, x, user ? API_BUSY_USER : API_BUSY_ADDRESS,
	    start->select->format);
	return false;
}
