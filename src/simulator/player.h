// Plays a script on a connection.
#pragma once

#include <atomic>

#include "server/handler.h"
#include "simulator/script.h"

namespace gw::simulator {

// How many steps of held scripts may be played. Used by all workers.
class Releases {
 public:
  void add() { ++left_; }
  void clear() { left_ = 0; }
  // False: there is none.
  bool take();

 private:
  std::atomic<int> left_ = 0;
};

// False when the client went away before the end. The arguments must live until completion.
io::Task<bool> play(const Script& script, Releases& releases, server::Request& request,
                    server::Responder& responder);

// Waits; false as soon as the client has gone.
io::Task<bool> pause(milliseconds duration, server::Request& request);

}  // namespace gw::simulator
