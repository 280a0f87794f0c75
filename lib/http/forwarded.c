#include "http/forwarded.h"

#include "http/token.h"

/* The longest that is written: [8 groups of 4 digits]:65535. */
#define NODE_BYTES_MAX 64

bool
http_trust_add(struct http_trust *trust, struct slice s)
{
	if (trust->count == HTTP_TRUST_MAX ||
	    !http_net_parse(s, &trust->nets[trust->count]))
		return false;
	trust->count++;
	return true;
}

bool
http_trust_has(const struct http_trust *trust, const struct http_peer *peer)
{
	for (size_t i = 0; i < trust->count; i++)
		if (http_net_has(&trust->nets[i], peer))
			return true;
	return false;
}

/* Reads an address; one of IPv6 may stand in brackets; and maybe a port. */
static bool
parse_node(struct slice s, struct http_peer *peer)
{
	struct slice host, port;

	if (s.len > NODE_BYTES_MAX)
		return false;
	if (s.len > 0 && s.ptr[0] == '[') {
		slice_cut(slice_drop(s, 1), ']', &host, &port);
		return slice_has(s, ']') && slice_has(host, ':') &&
		       (port.len == 0 || port.ptr[0] == ':') &&
		       http_peer_parse(host, peer);
	}
	slice_cut(s, ':', &host, &port);
	/* More than one colon is IPv6, which has no port without brackets. */
	return http_peer_parse(slice_has(port, ':') ? s : host, peer);
}

/*
 * One more step to the right: hop is NULL for what is no address.  client is
 * what is found so far, UNKNOWN for nothing to go by.
 */
static void
step(const struct http_trust *trust, const struct http_peer *hop,
    struct http_peer *client)
{
	if (hop == NULL)
		client->kind = HTTP_PEER_UNKNOWN;
	else if (client->kind == HTTP_PEER_UNKNOWN ||
		 !http_trust_has(trust, hop))
		*client = *hop;
}

/* A quote does not part a list here: any client could leave one open. */
static void
walk_plain(
    const struct http_trust *trust, struct slice list, struct http_peer *client)
{
	struct http_peer hop;
	struct slice item;

	while (list.len > 0) {
		slice_cut(list, ',', &item, &list);
		item = slice_trim(item);
		if (item.len > 0)
			step(trust, parse_node(item, &hop) ? &hop : NULL,
			    client);
	}
}

/* Finds the address of for= in an element; false if there is not just one. */
static bool
parse_element(struct slice element, struct http_peer *hop)
{
	struct slice part, name, value;
	bool found = false;

	while (http_part_next(&element, ';', &part)) {
		slice_cut(part, '=', &name, &value);
		if (!http_equals(name, "for"))
			continue;
		if (value.len > 1 && value.ptr[0] == '"' &&
		    value.ptr[value.len - 1] == '"')
			value = slice_take(slice_drop(value, 1), value.len - 2);
		if (found || !parse_node(value, hop))
			return false;
		found = true;
	}
	return found;
}

static void
walk_forwarded(
    const struct http_trust *trust, struct slice list, struct http_peer *client)
{
	struct http_peer hop;
	struct slice element;

	while (http_list_next(&list, &element))
		step(trust, parse_element(element, &hop) ? &hop : NULL, client);
}

struct http_peer
http_forwarded_client(const struct http_trust *trust,
    const struct http_peer *peer, const struct http_request *req)
{
	struct http_peer plain = { 0 }, forwarded = { 0 };
	bool has_plain = false, has_forwarded = false;

	if (!http_trust_has(trust, peer))
		return *peer;
	for (size_t i = 0; i < req->field_count; i++) {
		const struct http_field *field = &req->fields[i];

		if (http_field_is(field, "x-forwarded-for")) {
			walk_plain(trust, field->value, &plain);
			has_plain = true;
		} else if (http_field_is(field, "forwarded")) {
			walk_forwarded(trust, field->value, &forwarded);
			has_forwarded = true;
		}
	}
	if (has_plain && has_forwarded &&
	    (plain.kind != forwarded.kind ||
		memcmp(plain.ip, forwarded.ip, HTTP_IP_BYTES) != 0))
		return *peer;
	if (has_forwarded)
		plain = forwarded;
	step(trust, peer, &plain);
	return plain;
}
