// The client's metadata as Bedrock's requestMetadata, which goes into the invocation logs and has a
// narrow alphabet.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
#pragma once

#include "llm/request.h"
#include "translate/conversation.h"

namespace gw::translate {

// What does not fit is brought into AWS's alphabet and length, or left out, and noted.
void draft_metadata(const llm::Request& request, const ParameterPolicy& policy, Draft& draft);

}  // namespace gw::translate
