#include "tenancy/entities.h"

#include <algorithm>
#include <span>

#include "base/ascii.h"
#include "base/encoding.h"

namespace gw::tenancy {

namespace {

constexpr std::string_view kHashPrefix = "sha256:";
constexpr std::size_t kMostIdBytes = 64;

bool is_id_byte(char c) {
  return ascii::is_alpha(c) || ascii::is_digit(c) || std::string_view("._-").contains(c);
}

}  // namespace

bool is_entity_id(std::string_view text) {
  return !text.empty() && text.size() <= kMostIdBytes && !text.starts_with("sk-") &&
         std::ranges::all_of(text, is_id_byte);
}

aws::Digest digest_of_setting(std::string_view text) {
  if (text.starts_with(kHashPrefix)) {
    const auto bytes = from_hex(text.substr(kHashPrefix.size()));
    aws::Digest digest;
    if (bytes && bytes->size() == digest.size()) {
      std::ranges::copy(*bytes, digest.begin());
      return digest;
    }
  }
  return aws::sha256(text);
}

std::string id_of(const aws::Digest& digest) {
  constexpr std::size_t kIdBytes = 6;
  return to_hex(std::span(digest).first<kIdBytes>());
}

}  // namespace gw::tenancy
