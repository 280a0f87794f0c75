/*
 * hub/deliver.h - who gets an event: by its topic, its users, or both.
 *
 * What goes by topic alone goes through feeds, whatever the number of their
 * streams.  What is for users goes to each of their streams by itself, behind
 * all that the stream was given before, so that the order is one.
 */
#ifndef HUB_DELIVER_H
#define HUB_DELIVER_H

#include "hub/event.h"
#include "hub/hub.h"

/* Gives ev to every live stream that it is for; returns how many they are. */
size_t hub_deliver(struct hub *hub, struct hub_event *ev);

#endif
