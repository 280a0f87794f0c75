/*
 * sse/sse.h - libsse: reads and writes Server-Sent Events streams.
 *
 * Never opens, prints, aborts or exits; needs nothing but libc.
 */
#ifndef SSE_SSE_H
#define SSE_SSE_H

#include "sse/parse.h"
#include "sse/write.h"

#endif
