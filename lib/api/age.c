#include "api/age.h"

#include "base/hash.h"

#define TENTH_MS 100
#define TENTHS(count) ((uint32_t)(count) & ((1U << 30) - 1))

void
api_age_init(struct api_age *age, int64_t max_ms)
{
	uint32_t draw;
	int64_t more_ms;

	*age = (struct api_age){ .is_bounded = max_ms > 0 };
	if (max_ms == 0)
		return;
	hash_random(&draw, sizeof(draw));
	/* 24 bits of it: a year of milliseconds times all 32 is too much. */
	more_ms = max_ms / 10 * (draw >> 8) / (UINT32_MAX >> 8);
	age->tenths = TENTHS((max_ms + more_ms + TENTH_MS - 1) / TENTH_MS);
}

int64_t
api_age_end_ms(struct api_age *age, int64_t now_ms)
{
	uint32_t now = TENTHS(now_ms / TENTH_MS);
	int32_t left;

	if (!age->is_bounded)
		return INT64_MAX;
	if (!age->is_running) {
		/* The tenth that has begun does not count. */
		age->tenths = TENTHS(age->tenths + now + 1);
		age->is_running = true;
	}
	/* Of what goes round after three years, the sign is the 30th bit. */
	left = (int32_t)((age->tenths - now) << 2) / 4;
	return (now_ms / TENTH_MS + left) * TENTH_MS;
}

void
api_age_stop(struct api_age *age)
{
	age->is_bounded = false;
}
