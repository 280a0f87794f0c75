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

bool
http_field_is(const struct http_field *field, const char *name)
{
	return http_equals(field->name, name);
}

static const struct http_field *
find(const struct http_request *req, const char *name)
{
	for (size_t i = 0; i < req->field_count; i++)
		if (http_field_is(&req->fields[i], name))
			return &req->fields[i];
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
