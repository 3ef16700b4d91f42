// Which models application inference profiles stand for, asked from Bedrock's control plane and
// remembered. One a worker.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/bedrock/control_plane.h"
#include "io/event.h"

namespace gw::gateway {

class InferenceProfiles {
 public:
  // What the calls share outlives this object.
  explicit InferenceProfiles(const upstream::Shared& shared);

  // The base id of the model behind a profile; empty when it could not be found out, which is
  // remembered as well, for a minute. Of requests that ask at the same time, with the same
  // credentials, one makes the call, which takes five seconds at most, and the others wait for it.
  // What one caller may not ask says nothing to another. The arguments live until completion.
  io::Task<std::string> model_of(std::string_view arn, const aws::Endpoint& control_plane,
                                 std::string_view region, Access& access);

 private:
  struct Entry {
    std::string model;
    std::chrono::steady_clock::time_point until;
    bool asking = false;
    std::vector<io::Event*> waiting;
  };
  io::Task<Result<std::string>> ask(std::string_view arn, const aws::Endpoint& control_plane,
                                    std::string_view region, Access& access);
  void make_room();

  upstream::Shared shared_;
  std::unordered_map<std::string, Entry> known_;  // by profile and caller
};

}  // namespace gw::gateway
