// Answers of Bedrock's that a client of its own API gets as they are. What is read of them is for
// the log, and so that neither a broken stream nor what is no answer looks like one.
#pragma once

#include <memory>

#include "bedrock/client_call.h"
#include "bedrock/model_rules.h"
#include "translate/exchange.h"

namespace gw::translate {

std::unique_ptr<WholeTransform> make_passed_whole(bedrock::ClientOperation operation);
// `rules` and `model`, which errors are explained by, outlive the transform.
std::unique_ptr<ResponseTransform> make_passed_stream(bedrock::ClientOperation operation,
                                                      const bedrock::ModelRules& rules,
                                                      std::string_view model);

}  // namespace gw::translate
