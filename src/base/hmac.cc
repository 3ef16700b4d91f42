#include "base/hmac.h"

#include <limits>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace gw {

std::string hmac_sha256(std::string_view key, std::string_view message) {
  std::string mac(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  if (key.size() > std::numeric_limits<int>::max()) throw std::length_error("HMAC key");
  const unsigned char* done =
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(message.data()), message.size(),
           reinterpret_cast<unsigned char*>(mac.data()), &size);
  if (done == nullptr) throw std::runtime_error("HMAC-SHA256 failed");
  mac.resize(size);
  return mac;
}

}  // namespace gw
