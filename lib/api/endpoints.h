/*
 * api/endpoints.h - the handlers that the route table names.
 */
#ifndef API_ENDPOINTS_H
#define API_ENDPOINTS_H

#include "api/route.h"

void api_follow_topic(struct api *api, const struct api_call *call);
void api_follow_topics(struct api *api, const struct api_call *call);
void api_follow_article(struct api *api, const struct api_call *call);
void api_follow_all(struct api *api, const struct api_call *call);
void api_publish_raw(struct api *api, const struct api_call *call);
void api_publish_json(struct api *api, const struct api_call *call);
void api_health(struct api *api, const struct api_call *call);

#endif
