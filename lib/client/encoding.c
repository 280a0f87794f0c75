#include "client/encoding.h"

#include <curl/curl.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The features of libcurl that undo it; 0: there is nothing to undo. */
static const struct {
	const char *name;
	int features;
} encodings[] = {
	{ "identity", 0 },
	{ "gzip", CURL_VERSION_LIBZ },
	{ "x-gzip", CURL_VERSION_LIBZ },
	{ "deflate", CURL_VERSION_LIBZ },
	{ "br", CURL_VERSION_BROTLI },
	{ "zstd", CURL_VERSION_ZSTD },
};

static bool
is_among(struct slice name, int features)
{
	for (size_t i = 0; i < COUNT(encodings); i++) {
		const char *known = encodings[i].name;

		if (name.len == strlen(known) &&
		    curl_strnequal(known, name.ptr, name.len))
			return (encodings[i].features & ~features) == 0;
	}
	return false;
}

static bool
are_among(struct slice list, int features)
{
	size_t count = 0;
	struct slice name;

	while (list.len > 0) {
		slice_cut(list, ',', &name, &list);
		name = slice_trim(name);
		if (name.len == 0)
			continue;
		if (!is_among(name, features) || ++count > ENCODINGS_MAX)
			return false;
	}
	return true;
}

bool
encoding_is_known(struct slice list)
{
	return are_among(list, curl_version_info(CURLVERSION_NOW)->features);
}

bool
encoding_is_none(struct slice list)
{
	return are_among(list, 0);
}
