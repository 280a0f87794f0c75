/*
 * hub/skip.h - a stream that is too far behind goes on with what is new.
 *
 * What it was sent in part it gets whole, then ssed.gap in the place of what
 * it misses: the events of its feed, or, where those have been given to it
 * already together with others of its own, all of these.  Where it has not begun to read one such gap before it is too
 * far behind again, the gap grows; so a reader that is slow for long holds no
 * more than one that is slow once.
 */
#ifndef HUB_SKIP_H
#define HUB_SKIP_H

#include "hub/stream.h"

/* s is live.  Moves it behind the newest event of its feed. */
void hub_stream_skip(struct hub_stream *s);

#endif
