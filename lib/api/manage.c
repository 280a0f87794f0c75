/* api/manage.c - streams and users: who is here, and what is done to them. */
#include <inttypes.h>
#include <jansson.h>

#include "api/endpoints.h"
#include "api/follow.h"
#include "api/problem.h"
#include "api/publish.h"
#include "api/raw.h"
#include "base/json.h"
#include "hub/manage.h"
#include "hub/presence.h"
#include "hub/user.h"
