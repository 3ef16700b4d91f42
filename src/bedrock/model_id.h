// The forms in which a model is addressed: a bare id, a geographic or global inference profile
// (any prefix: "us.", "apac.", "global.", ones not invented yet), each of them perhaps behind a
// region
// ("eu-west-1/amazon.nova-lite-v1:0"), or an ARN of any kind; all perhaps percent-encoded by the
// client. "bedrock/" in front, as clients of several providers write it, says nothing more.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html (modelId)
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace gw::bedrock {

struct ModelId {
  std::string
      value;  // decoded, without region and "bedrock/"; what goes (encoded once) into the path
  std::string region;  // from an ARN, or in front of an id ("eu-west-1/..."), else empty
};

// Errors: invalid, when it is empty, longer than 2048 bytes, badly percent-encoded, has characters
// that no id has, or a path segment that means another path ("..").
Result<ModelId> parse_model_id(std::string_view text);

// `id` (decoded) without its profile prefix or the ARN around it, part of `id`; empty when an ARN
// does not say the model.
std::string_view base_model(std::string_view id);

}  // namespace gw::bedrock
