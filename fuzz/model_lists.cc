// ListFoundationModels' and ListInferenceProfiles' answers: what is listed has an id that can be
// called, whatever the bytes.
#include "bedrock/model_lists.h"

#include <cstdint>
#include <string_view>

#include "bedrock/model_id.h"
#include "fuzz_sink.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  if (const auto models = gw::bedrock::read_foundation_models(body)) {
    for (const auto& model : *models) {
      gw::require(gw::bedrock::parse_model_id(model.id).has_value());
    }
  }
  if (const auto page = gw::bedrock::read_inference_profiles(body)) {
    for (const auto& profile : page->profiles) {
      gw::require(gw::bedrock::parse_model_id(profile.id).has_value());
    }
  }
  return 0;
}
