/*
 * api/endpoints.h - the handlers that the route table names.
 */
#ifndef API_ENDPOINTS_H
#define API_ENDPOINTS_H

#include "api/route.h"

api_endpoint api_follow_topic, api_follow_topics, api_follow_article,
    api_follow_all;
api_endpoint api_publish_raw, api_publish_json;
api_endpoint api_streams_list, api_stream_show, api_stream_tell,
    api_stream_change, api_stream_kick;
api_endpoint api_users_list, api_user_show, api_user_kick;
api_endpoint api_topics_list, api_topic_show, api_topic_close;
api_endpoint api_health, api_ready, api_get_metrics;
api_endpoint api_ask, api_confirm;
api_endpoint api_show_message, api_remove_message;
api_endpoint api_static_get;
api_endpoint api_mercure_follow, api_mercure_publish, api_mercure_missing;
api_endpoint api_console;

#endif
