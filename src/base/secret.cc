#include "base/secret.h"

#include <openssl/crypto.h>

namespace gw {

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(std::span<char> bytes) { OPENSSL_cleanse(bytes.data(), bytes.size()); }

Secret::Secret(std::string_view value) : value_(value.begin(), value.end()) {}

Secret Secret::take(std::string& text) {
  Secret secret(text);
  wipe(text);
  text.clear();
  return secret;
}

Secret& Secret::operator=(Secret other) noexcept {
  value_.swap(other.value_);  // `other` wipes what was here
  return *this;
}

Secret::~Secret() { OPENSSL_cleanse(value_.data(), value_.size()); }

}  // namespace gw
