/*
 * base/metrics.h - numbers of a program as text, for who watches it.
 *
 * One table of rows, and one writer for both formats.  The numbers stand in
 * a struct of the program's own, all of them uint64_t; a row says where.
 * Nothing is locked, looked up or allocated to count: it is an increment.
 *
 * Names, units and labels are the program's own words, without quotes,
 * backslashes and line ends, so that nothing needs an escape.
 *
 * Spec: OpenMetrics 1.0; Prometheus text format 0.0.4.
 */
#ifndef BASE_METRICS_H
#define BASE_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum metric_kind {
	METRIC_COUNTER,   /* only grows: "_total" is added to its name */
	METRIC_GAUGE,     /* is what it is now */
	METRIC_INFO,      /* labels, and 1: "_info" is added */
	METRIC_HISTOGRAM, /* a struct metric_histogram, in seconds */
};

enum metric_format { METRIC_PROMETHEUS, METRIC_OPENMETRICS };

/* A label that the numbers of a row are parted by. */
struct metric_label {
	const char *name;
	const char *const *values; /* as many as count */
	size_t count;
};

#define METRIC_LABELS_MAX 2

struct metric {
	const char *name; /* ends in "_" and the unit, if there is one */
	enum metric_kind kind;
	const char *unit; /* NULL: none */
	const char *help; /* a line without a full stop */
	size_t at;        /* offset of the number, or of the first of them */
	uint64_t per;     /* so many make one of the unit; 0 is 1 */

	/* The numbers stand in rows of the last label. */
	const struct metric_label *labels[METRIC_LABELS_MAX]; /* NULL: none */
};

/* From a millisecond to five seconds, and one for what is longer. */
#define METRIC_BUCKETS 12

struct metric_histogram {
	uint64_t counts[METRIC_BUCKETS];
	uint64_t sum_us;
};

void metric_histogram_add(struct metric_histogram *h, uint64_t us);

/*
 * Appends all rows, up to one without a name, with the numbers at base, and
 * the end that the format wants.  False if b is full.
 */
bool metrics_write(struct buf *b, const struct metric *rows, const void *base,
    enum metric_format format);

#endif
