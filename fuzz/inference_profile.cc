// GetInferenceProfile's answers: what is taken for a model is one, whatever the bytes.
#include "bedrock/inference_profile.h"

#include <cstdint>
#include <string_view>

#include "fuzz_sink.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto model = gw::bedrock::read_profile_model(body);
  gw::require(!model || !model->empty());
  return 0;
}
