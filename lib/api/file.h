/*
 * api/file.h - an open file as the body of a response.
 *
 * Of a file of any size one block is in memory.  It is read between two
 * writes, on the loop's own thread: a disk that is slow holds up all.
 *
 * The length was said before the body.  A file that grew meanwhile ends where
 * it did; one that got shorter, or cannot be read, ends the connection, so
 * that nobody takes a part of it for all of it.
 */
#ifndef API_FILE_H
#define API_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "http/exchange.h"

#define API_FILE_BLOCK_BYTES (64 << 10)

/*
 * Returns a source of the first so many bytes of fd, and takes fd over.
 * *open_count is one more until it is closed.
 */
struct http_source *api_file_source_new(
    int fd, uint64_t bytes, size_t *open_count);

#endif
