#include "http/request.h"

#include "http/token.h"

static const char *const names[] = {
	[HTTP_GET] = "GET",
	[HTTP_HEAD] = "HEAD",
	[HTTP_POST] = "POST",
	[HTTP_PUT] = "PUT",
	[HTTP_PATCH] = "PATCH",
	[HTTP_DELETE] = "DELETE",
	[HTTP_OPTIONS] = "OPTIONS",
	[HTTP_OTHER] = "-",
};

static const struct http_field *
find(const struct http_request *req, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < req->field_count; i++) {
		const struct http_field *field = &req->fields[i];

		if (field->name.len == len && http_begins(name, field->name))
			return field;
	}
	return NULL;
}

struct slice
http_request_field(const struct http_request *req, const char *name)
{
	const struct http_field *field = find(req, name);

	return field != NULL ? field->value : slice_empty();
}

bool
http_request_has(const struct http_request *req, const char *name)
{
	return find(req, name) != NULL;
}

const char *
http_method_name(enum http_method method)
{
	return names[method];
}
