/*
 * api/age.h - when a stream is old enough to end.
 *
 * Kept in eight bytes, since every stream has one: times are in tenths of a
 * second, and compared as a clock that runs over does.
 */
#ifndef API_AGE_H
#define API_AGE_H

#include <stdbool.h>
#include <stdint.h>

#define API_AGE_MS_MAX (INT64_C(365) * 24 * 60 * 60 * 1000)

struct api_age {
	uint32_t tenths : 30; /* its length, then its end; see running */
	bool is_bounded : 1, is_running : 1;
};

/*
 * Draws a length between max_ms and a tenth more, so that those who came
 * together do not all go together; 0: no end.
 */
void api_age_init(struct api_age *age, int64_t max_ms);

/* Returns when it ends, INT64_MAX for never.  The first call starts it. */
int64_t api_age_end_ms(struct api_age *age, int64_t now_ms);

/* It never ends, from here on. */
void api_age_stop(struct api_age *age);

#endif
