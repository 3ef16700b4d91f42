// What the simulated model takes note of in a request.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gw::simulator {

struct Prompt {
  std::string last_user_text;
  std::size_t bytes = 0;  // of all text, for the token count
  std::optional<std::int64_t> max_tokens;
  std::vector<std::string> stop_sequences;
};

}  // namespace gw::simulator
