/*
 * client/reason.h - why an exchange broke, in libcurl's words.
 *
 * Pure.  They may quote what is secret, and what a server chose: its name in
 * a certificate, say.
 */
#ifndef CLIENT_REASON_H
#define CLIENT_REASON_H

#include <stdbool.h>

/*
 * Makes reason fit to be printed, in place: without a proxy's password,
 * harmless on a terminal, and the same each time it happens again.
 */
void reason_clean(char *reason);

/* Returns whether it is that the environment names a proxy that is none. */
bool reason_is_bad_proxy(const char *reason);

#endif
