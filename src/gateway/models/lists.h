// Asks Bedrock's control plane for all that a caller can call in a region. Needs the actions
// bedrock:ListFoundationModels and bedrock:ListInferenceProfiles; what is refused stays unknown.
#pragma once

#include "bedrock/model_lists.h"
#include "gateway/bedrock/control_plane.h"

namespace gw::gateway {

struct Lists {
  bedrock::Inventory inventory;
  std::string refusal;  // what Bedrock said to what it refused; empty: nothing was
};

// At most `kMost...` of each; it takes ten seconds at most. Errors: those of ask_control_plane();
// unreachable: Bedrock had trouble, or has throttled. All that is referred to lives until
// completion.
io::Task<Result<Lists>> ask_for_lists(upstream::Shared& shared, const aws::Endpoint& endpoint,
                                      std::string_view region, Access& access,
                                      io::CancelScope& cancel);

}  // namespace gw::gateway
