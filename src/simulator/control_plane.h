// Bedrock's control plane, as far as it says which models there are: ListFoundationModels,
// GetFoundationModel, ListInferenceProfiles, GetInferenceProfile. Each returns the answer's body.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock.html
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "bedrock/catalogue.h"
#include "simulator/refusal.h"

namespace gw::simulator {

using Listing = std::expected<std::string, Refusal>;

// The catalogue says what has become of the models.
Listing list_foundation_models(const bedrock::Catalogue& catalogue, std::string_view query);
// `id`: or an ARN.
Listing get_foundation_model(const bedrock::Catalogue& catalogue, std::string_view id);

// In pages, those of geographies first. The parameter for the type is called `type` on the wire,
// typeEquals in AWS's SDKs.
Listing list_inference_profiles(std::string_view query);
// `id`: or an ARN, in any account and region. That of an application profile has to be an ARN.
Listing get_inference_profile(std::string_view id);

}  // namespace gw::simulator
