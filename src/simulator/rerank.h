// InvokeModel of models that rank documents: what of a body they refuse, and an order that follows
// from the words that a document and the query have in common.
#pragma once

#include <expected>

#include "simulator/embeddings.h"
#include "simulator/json_value.h"
#include "simulator/model.h"
#include "simulator/refusal.h"

namespace gw::simulator {

std::expected<TaskAnswer, Refusal> rank(const Value& body, const Model& model);

}  // namespace gw::simulator
