#include "aws/sha256.h"

#include <cstring>

#include <openssl/crypto.h>

namespace gw::aws {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

Sha256::Sha256() { SHA256_Init(&state_); }

void Sha256::update(std::string_view bytes) { SHA256_Update(&state_, bytes.data(), bytes.size()); }

Digest Sha256::finish() {
  Digest digest;
  SHA256_Final(digest.data(), &state_);
  return digest;
}

#pragma GCC diagnostic pop

Digest sha256(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

HmacKey::HmacKey(std::string_view key) {
  std::array<char, SHA256_CBLOCK> block{};
  if (key.size() > block.size()) {
    const Digest digest = sha256(key);
    std::memcpy(block.data(), digest.data(), digest.size());
  } else {
    key.copy(block.data(), key.size());
  }
  for (char& byte : block) byte ^= 0x36;
  inner_.update({block.data(), block.size()});
  for (char& byte : block) byte ^= 0x36 ^ 0x5c;
  outer_.update({block.data(), block.size()});
  OPENSSL_cleanse(block.data(), block.size());
}

HmacKey::~HmacKey() {
  OPENSSL_cleanse(&inner_, sizeof(inner_));
  OPENSSL_cleanse(&outer_, sizeof(outer_));
}

Digest HmacKey::sign(std::string_view message) const {
  Sha256 inner = inner_;
  inner.update(message);
  Sha256 outer = outer_;
  outer.update(view(inner.finish()));
  return outer.finish();
}

}  // namespace gw::aws
