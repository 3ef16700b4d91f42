// HMAC-SHA256 (RFC 2104) of one message, for what the gateway signs now and then. Signatures of
// requests to AWS have a faster one (aws/sha256.h).
#pragma once

#include <string>
#include <string_view>

namespace gw {

// 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view message);

}  // namespace gw
