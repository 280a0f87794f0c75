#include "base/metrics.h"

#include <inttypes.h>

#define LABELS_BYTES_MAX 256

static const char *const kind_names[][2] = {
	[METRIC_COUNTER] = { "counter", "counter" },
	[METRIC_GAUGE] = { "gauge", "gauge" },
	[METRIC_INFO] = { "gauge", "info" },
	[METRIC_HISTOGRAM] = { "histogram", "histogram" },
};

static const char *const suffixes[] = {
	[METRIC_COUNTER] = "_total",
	[METRIC_GAUGE] = "",
	[METRIC_INFO] = "_info",
	[METRIC_HISTOGRAM] = "",
};

/* The last one has no bound. */
static const struct {
	uint64_t us;
	const char *le;
} bounds[METRIC_BUCKETS] = {
	{ 1000, "0.001" },
	{ 2500, "0.0025" },
	{ 5000, "0.005" },
	{ 10000, "0.01" },
	{ 25000, "0.025" },
	{ 50000, "0.05" },
	{ 100000, "0.1" },
	{ 250000, "0.25" },
	{ 500000, "0.5" },
	{ 1000000, "1.0" },
	{ 5000000, "5.0" },
	{ UINT64_MAX, "+Inf" },
};

void
metric_histogram_add(struct metric_histogram *h, uint64_t us)
{
	size_t i = 0;

	while (us > bounds[i].us)
		i++;
	h->counts[i]++;
	h->sum_us += us;
}

/* Appends n of which per make one, with as many digits as that takes. */
static bool
add_number(struct buf *b, uint64_t n, uint64_t per)
{
	int digits = 0;

	if (per <= 1)
		return buf_addf(b, "%" PRIu64 "\n", n);
	for (uint64_t i = 1; i < per; i *= 10)
		digits++;
	return buf_addf(
	    b, "%" PRIu64 ".%0*" PRIu64 "\n", n / per, digits, n % per);
}

/*
 * In OpenMetrics a family has a name of its own; before, it was that of its
 * samples.
 */
static bool
add_head(struct buf *b, const struct metric *m, enum metric_format format)
{
	bool is_open = format == METRIC_OPENMETRICS;
	const char *suffix = is_open ? "" : suffixes[m->kind];

	return buf_addf(b, "# HELP %s%s %s\n", m->name, suffix, m->help) &&
	       buf_addf(b, "# TYPE %s%s %s\n", m->name, suffix,
		   kind_names[m->kind][is_open ? 1 : 0]) &&
	       (!is_open || m->unit == NULL ||
		   buf_addf(b, "# UNIT %s %s\n", m->name, m->unit));
}

/* Buckets are cumulative: each counts what the ones before it do. */
static bool
add_histogram(struct buf *b, const struct metric *m, const void *at)
{
	const struct metric_histogram *h = at;
	uint64_t count = 0;
	bool fits = true;

	for (size_t i = 0; i < METRIC_BUCKETS && fits; i++) {
		count += h->counts[i];
		fits = buf_addf(b, "%s_bucket{le=\"%s\"} %" PRIu64 "\n",
		    m->name, bounds[i].le, count);
	}
	return fits && buf_addf(b, "%s_sum ", m->name) &&
	       add_number(b, h->sum_us, 1000000) &&
	       buf_addf(b, "%s_count %" PRIu64 "\n", m->name, count);
}

static size_t
count_of(const struct metric_label *label)
{
	return label != NULL ? label->count : 1;
}

/* Writes {name="value",...} for the number of that index. */
static void
format_labels(const struct metric *m, size_t index, char *text)
{
	const struct metric_label *const *l = m->labels;
	size_t inner = count_of(l[1]);
	struct buf b = BUF(LABELS_BYTES_MAX - 1);

	if (l[0] != NULL)
		buf_addf(
		    &b, "{%s=\"%s\"", l[0]->name, l[0]->values[index / inner]);
	if (l[1] != NULL)
		buf_addf(
		    &b, ",%s=\"%s\"", l[1]->name, l[1]->values[index % inner]);
	if (l[0] != NULL)
		buf_add_char(&b, '}');
	memcpy(text, buf_slice(&b).ptr, b.len);
	text[b.len] = '\0';
	buf_clear(&b);
}

static bool
add_samples(struct buf *b, const struct metric *m, const void *at)
{
	const uint64_t *numbers = at;
	size_t count = count_of(m->labels[0]) * count_of(m->labels[1]);
	char labels[LABELS_BYTES_MAX];
	bool fits = true;

	for (size_t i = 0; i < count && fits; i++) {
		format_labels(m, i, labels);
		fits = buf_addf(
			   b, "%s%s%s ", m->name, suffixes[m->kind], labels) &&
		       add_number(b, numbers[i], m->per);
	}
	return fits;
}

bool
metrics_write(struct buf *b, const struct metric *rows, const void *base,
    enum metric_format format)
{
	bool fits = true;

	for (const struct metric *m = rows; m->name != NULL && fits; m++) {
		const void *at = (const char *)base + m->at;

		fits = add_head(b, m, format) &&
		       (m->kind == METRIC_HISTOGRAM ? add_histogram(b, m, at)
						    : add_samples(b, m, at));
	}
	return fits && (format != METRIC_OPENMETRICS ||
			   buf_add(b, slice_of("# EOF\n")));
}
