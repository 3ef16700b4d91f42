// What Converse says to a body that it does not take.
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "simulator/converse.h"
#include "simulator/models.h"

namespace gw::simulator {

// Empty: it is taken.
inline std::string refusal_of(std::string_view json,
                              std::string_view model = "anthropic.claude-3") {
  const auto body = parse_json(json);
  EXPECT_TRUE(body) << json;
  const auto refusal = refuse_converse(*body, test_model(model), false);
  return refusal ? refusal->message : "";
}

}  // namespace gw::simulator
