// Short questions to Bedrock's control plane, which knows what there is and answers nothing for a
// model: small answers, and bounded in time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/bedrock/access.h"
#include "upstream/call.h"

namespace gw::gateway {

struct ControlAnswer {
  int status = 0;
  std::string error_type;  // x-amzn-errortype
  std::string body;
};

// GET of a path, percent-encoded, perhaps with a query. It takes five seconds at most to begin, and
// between its pieces. Errors: those of upstream::Call; too_large above `limit`. All that is
// referred to lives until completion.
io::Task<Result<ControlAnswer>> ask_control_plane(upstream::Shared& shared,
                                                  const aws::Endpoint& endpoint,
                                                  std::string_view region, Access& access,
                                                  std::string_view path, std::size_t limit,
                                                  io::CancelScope& cancel);

// What the calls of a worker share, with the patience that such a question deserves.
upstream::Shared with_short_patience(upstream::Shared shared);

}  // namespace gw::gateway
