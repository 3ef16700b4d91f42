// How Bedrock says no.
#pragma once

#include <string>
#include <string_view>

namespace gw::simulator {

struct Refusal {
  std::string code;         // "ValidationException"
  std::string message;      // in Bedrock's words, where they are known
  int original_status = 0;  // ModelErrorException and ModelStreamErrorException, else 0
};

// The HTTP status of a code; 400 for codes not known.
int status_of(std::string_view code);

inline Refusal validation(std::string message) {
  return {"ValidationException", std::move(message)};
}

}  // namespace gw::simulator
