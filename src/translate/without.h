// What is left out because the model has refused it (bedrock/refusal.h), though its rules promise
// it: that differs from region to region and from month to month, a schema may be too much for a
// model, or a conversation's reasoning too little.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "bedrock/model_rules.h"
#include "translate/conversation.h"

namespace gw::translate {

// The rules of a model without these members.
bedrock::ModelRules without(std::span<const std::string> refused, bedrock::ModelRules rules);

// How a refused field is called that a client has sent for the model itself: to leave it out
// touches no parameter, also not the one that goes up by that name.
std::string own_field(std::string_view name);

// Whether it is one of them.
bool is_refused(std::string_view member, std::span<const std::string> refused);

// Takes those that are fields of the model's own API, or members of such fields, out of the draft,
// and notes them.
void drop_refused_fields(std::span<const std::string> refused, Draft& draft);

}  // namespace gw::translate
