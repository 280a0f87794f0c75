/*
 * api/endpoints.h - the handlers that the route table names.
 */
#ifndef API_ENDPOINTS_H
#define API_ENDPOINTS_H

#include "api/route.h"

api_endpoint api_follow_topic, api_follow_topics, api_follow_article,
    api_follow_all;
api_endpoint api_publish_raw, api_publish_json;
api_endpoint api_health;

#endif
