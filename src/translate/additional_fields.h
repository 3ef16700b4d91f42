// The model's own fields, to which several parties add: the client's extra members first, then what
// the gateway makes of its parameters.
#pragma once

#include <list>
#include <string>
#include <string_view>

#include "bedrock/conversation.h"

namespace gw::translate {

// Adds `json` as the field at `path` ("thinking", "inferenceConfig.topK"). Objects are merged,
// member by member; of two other values the one that was there stays. False when something of
// `json` was lost by that. What has to be written anew is kept in `storage`; `path` and `json` must
// live as long as `fields`.
bool add_field(std::string_view path, std::string_view json, bedrock::AdditionalFields& fields,
               std::list<std::string>& storage);

bool has_field(std::string_view name, const bedrock::AdditionalFields& fields);
// False: there was none.
bool drop_field(std::string_view name, bedrock::AdditionalFields& fields);

// Adds a flag of Anthropic's API unless it is there; it must live as long as `fields`.
void add_beta_flag(std::string_view flag, bedrock::AdditionalFields& fields);

}  // namespace gw::translate
