// Members of the small JSON answers and files that this folder reads.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"
#include "json/value.h"

namespace gw::aws {

// A member as text, decoded; "" when it is not there, null, or no text.
std::string text_of(const json::Object& object, std::string_view name);
// The same, without a copy left behind.
Secret secret_of(const json::Object& object, std::string_view name);

}  // namespace gw::aws
