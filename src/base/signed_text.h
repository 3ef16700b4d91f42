// What services say of a signature that they do not accept.
#pragma once

#include <string_view>

namespace gw {

// AWS explains a wrong signature by the text that it has signed, and the session token stands in
// that: what comes before it says enough. A part of `message`.
std::string_view without_signed_text(std::string_view message);

}  // namespace gw
