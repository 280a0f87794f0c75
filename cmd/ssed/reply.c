#include "ssed/reply.h"

#define EXIT_USAGE 2

int
reply_set(struct api_reply *r, const struct ssed_options *o, struct err *err)
{
	if (api_reply_set(r, &o->cors, &o->headers))
		return 0;
	return err_set(err, EXIT_USAGE,
	    "--header: all of them together are over %d bytes",
	    API_FIELDS_BYTES_MAX);
}

int
reply_check(const struct ssed_options *o, struct err *err)
{
	struct api_reply r;
	int status;

	api_reply_init(&r);
	status = reply_set(&r, o, err);
	api_reply_clear(&r);
	return status;
}
