// Where Bedrock is asked to cache the beginning of a prompt: what the client marks, or, where it
// marks nothing and the model's rules say so, the ends that are likely to come again.
// https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
#pragma once

#include <optional>

#include "bedrock/conversation.h"
#include "bedrock/model_rules.h"
#include "llm/request.h"
#include "translate/conversation.h"

namespace gw::translate {

// What a mark means to a model; nothing where it knows no cache points.
std::optional<bedrock::CachePoint> cache_point(llm::CacheMark mark, const llm::Caching& caching,
                                               const bedrock::ModelRules& rules);

// The last step of a draft: adds the points that belong to no element, and keeps to Bedrock's
// rules: no more than the model takes, none for an hour behind one for minutes. Of too many the
// first to go are those that are followed by others of the same kind. What is lost is noted.
void fit_cache_points(const llm::Request& request, const bedrock::ModelRules& rules, Draft& draft);

}  // namespace gw::translate
