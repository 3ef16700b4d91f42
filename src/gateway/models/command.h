// `bedrock-gateway models`: the list of GET /v1/models as a table, for people at a terminal. Asks
// AWS with the gateway's own credentials, or with --demo the simulator.
#pragma once

#include "config/settings.h"

namespace gw::gateway {

// Prints it, and behind it why a part of it is not verified. False: there are no settings to ask
// with, which is printed to standard error.
bool print_models(config::Settings settings);

}  // namespace gw::gateway
