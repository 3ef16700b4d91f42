// InvokeModel and its stream, from the model's side: native bodies, one family a file under
// native/; this is the table of them.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/answer.h"
#include "simulator/json_value.h"
#include "simulator/model.h"
#include "simulator/prompt.h"
#include "simulator/prompt_cache.h"
#include "simulator/refusal.h"

namespace gw::simulator {

// Refuses every body for models without a native format (bedrock::NativeFormat::none).
std::optional<Refusal> refuse_native(const Value& body, const Model& model, bool stream);

// For bodies that were not refused.
Prompt read_native(const Value& body, const Model& model);
std::vector<CachedPrefix> native_prefixes(const Value& body, const Model& model);
std::string native_response(const Answer& answer, const Model& model);
std::vector<Frame> native_frames(const Answer& answer, const Model& model);

}  // namespace gw::simulator
