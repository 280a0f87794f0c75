/*
 * client/fetch_status.h - libcurl's results as exit statuses.
 *
 * Spec: https://curl.se/libcurl/c/libcurl-errors.html
 */
#ifndef CLIENT_FETCH_STATUS_H
#define CLIENT_FETCH_STATUS_H

#include <curl/curl.h>

/* Returns what libcurl's code is to us: client/status.h. */
int fetch_status_of(CURLcode code);

#endif
