// SHA-256 (FIPS 180-4) and HMAC-SHA256 (RFC 2104) as values without allocations.
// OpenSSL's low-level functions, deprecated in 3.0 as a matter of taste: the EVP interface needs
// contexts on the heap and takes 139 ns against 58 for a digest of 32 bytes, and its HMAC 1506
// against 278 for the 140 bytes of a string to sign. This is the only place that calls them.
#pragma once

#include <array>
#include <string_view>

#include <openssl/sha.h>

namespace gw::aws {

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

class Sha256 {
 public:
  Sha256();
  void update(std::string_view bytes);
  // Once, as the last call.
  Digest finish();

 private:
  SHA256_CTX state_;
};

Digest sha256(std::string_view bytes);

inline std::string_view view(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// A key with the blocks that depend on it alone already hashed. Wiped when dropped.
class HmacKey {
 public:
  explicit HmacKey(std::string_view key);
  HmacKey(const HmacKey&) = default;
  HmacKey& operator=(const HmacKey&) = default;
  ~HmacKey();

  Digest sign(std::string_view message) const;

 private:
  Sha256 inner_;
  Sha256 outer_;
};

}  // namespace gw::aws
