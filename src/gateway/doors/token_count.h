// Counting tokens as an exchange with Bedrock, and what the client gets when it does not count.
// Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "bedrock/model_id.h"
#include "llm/failure.h"
#include "translate/exchange.h"
#include "translate/request.h"

namespace gw::gateway {

// How a dialect writes a count: {"input_tokens": n}.
using WriteCount = void (*)(std::int64_t tokens, Buffer& out);

// The form in which a request is counted: the model's own body, or Converse's.
enum class CountForm { native, converse };

// Asks how many tokens `body` has for a model. Errors: not_counted().
llm::Expected<translate::Exchange> count_exchange(const bedrock::ModelId& model, CountForm form,
                                                  std::string_view body, WriteCount write);

// The same for a request that is translated first.
llm::Expected<translate::Exchange> count_translated(const translate::Client& client,
                                                    const bedrock::ModelId& model,
                                                    const bedrock::ModelRules& rules,
                                                    const translate::Options& options,
                                                    WriteCount write);

// Bedrock does not count for this model, or not for these credentials; the client can estimate.
llm::Failure not_counted(std::string_view model);
// Whether a failure says so. Of the model that will be the same for its next request, of the
// credentials only for theirs.
bool says_not_counted(const llm::Failure& failure);
// Whether Bedrock denies it to the credentials. This gateway's own refusals are no such failures.
bool is_denied(const llm::Failure& failure);

}  // namespace gw::gateway
