#include "http/media.h"

#include "http/token.h"

#define UTF8 "; charset=utf-8"

/* By extension, in order. */
static const struct {
	const char *extension, *type;
} types[] = {
	{ "aac", "audio/aac" },
	{ "apng", "image/apng" },
	{ "avif", "image/avif" },
	{ "bmp", "image/bmp" },
	{ "css", "text/css" UTF8 },
	{ "csv", "text/csv" UTF8 },
	{ "flac", "audio/flac" },
	{ "gif", "image/gif" },
	{ "gz", "application/gzip" },
	{ "htm", "text/html" UTF8 },
	{ "html", "text/html" UTF8 },
	{ "ico", "image/vnd.microsoft.icon" },
	{ "jpeg", "image/jpeg" },
	{ "jpg", "image/jpeg" },
	{ "js", "text/javascript" UTF8 },
	{ "json", "application/json" },
	{ "jsonl", "application/jsonl" },
	{ "jsonld", "application/ld+json" },
	{ "m4a", "audio/mp4" },
	{ "map", "application/json" },
	{ "md", "text/markdown" UTF8 },
	{ "mjs", "text/javascript" UTF8 },
	{ "mp3", "audio/mpeg" },
	{ "mp4", "video/mp4" },
	{ "ndjson", "application/x-ndjson" },
	{ "oga", "audio/ogg" },
	{ "ogg", "audio/ogg" },
	{ "ogv", "video/ogg" },
	{ "opus", "audio/ogg" },
	{ "otf", "font/otf" },
	{ "pdf", "application/pdf" },
	{ "png", "image/png" },
	{ "svg", "image/svg+xml" UTF8 },
	{ "tar", "application/x-tar" },
	{ "tif", "image/tiff" },
	{ "tiff", "image/tiff" },
	{ "ttf", "font/ttf" },
	{ "txt", "text/plain" UTF8 },
	{ "vtt", "text/vtt" UTF8 },
	{ "wasm", "application/wasm" },
	{ "wav", "audio/wav" },
	{ "weba", "audio/webm" },
	{ "webm", "video/webm" },
	{ "webmanifest", "application/manifest+json" },
	{ "webp", "image/webp" },
	{ "woff", "font/woff" },
	{ "woff2", "font/woff2" },
	{ "xhtml", "application/xhtml+xml" UTF8 },
	{ "xml", "application/xml" UTF8 },
	{ "zip", "application/zip" },
};

/* Returns what is behind the last dot of the last segment; empty if none. */
static struct slice
extension_of(struct slice name)
{
	for (size_t i = name.len; i > 0 && name.ptr[i - 1] != '/'; i--)
		if (name.ptr[i - 1] == '.')
			return slice_drop(name, i);
	return slice_empty();
}

const char *
http_media_type(struct slice file_name)
{
	struct slice extension = extension_of(file_name);

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (http_equals(extension, types[i].extension))
			return types[i].type;
	return "application/octet-stream";
}
