// InvokeModel of models that make vectors: what of a body they refuse, and vectors that follow from
// the input alone, so that a test knows which is which.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/json_value.h"
#include "simulator/model.h"
#include "simulator/refusal.h"

namespace gw::simulator {

struct TaskAnswer {
  std::string body;
  std::size_t input_bytes = 0;  // that count as tokens
  bool counts_tokens = true;    // in the header
};

// `model` has an embedding format.
std::expected<TaskAnswer, Refusal> embed(const Value& body, const Model& model);

// The vector of an input: numbers between -1 and 1, as the simulator writes them.
std::vector<double> vector_of(std::string_view input, std::size_t dimensions);

}  // namespace gw::simulator
