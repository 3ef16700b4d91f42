// Plays a script on a connection.
#pragma once

#include "server/handler.h"
#include "simulator/script.h"

namespace gw::simulator {

// False when the client went away before the end. The arguments must live until completion.
io::Task<bool> play(const Script& script, server::Request& request, server::Responder& responder);

// Waits; false as soon as the client has gone.
io::Task<bool> pause(milliseconds duration, server::Request& request);

}  // namespace gw::simulator
