// Converse and ConverseStream, from the service's side: what it refuses, what it reads, what it
// answers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/answer.h"
#include "simulator/json_value.h"
#include "simulator/model.h"
#include "simulator/prompt.h"
#include "simulator/refusal.h"

namespace gw::simulator {

std::optional<Refusal> refuse_converse(const Value& body, const Model& model, bool stream);
// The same for CountTokens, which takes a part of Converse's members or InvokeModel's body.
std::optional<Refusal> refuse_count(const Value& body, const Model& model);
Prompt read_converse(const Value& body);

std::string converse_response(const Answer& answer);
// The frames of the stream, in order.
std::vector<Frame> converse_frames(const Answer& answer);

}  // namespace gw::simulator
