#include "base/stable_hash.h"

#include <algorithm>
#include <cstring>

namespace gw {

namespace {

constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15U;

// Both halves of the product, so that each bit of it depends on all bits of the factors.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace

std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = mix(text.size() + kOdd, kOdd);
  while (!text.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = std::min(text.size(), sizeof word);
    std::memcpy(&word, text.data(), size);  // little-endian, as all that this runs on
    hash = mix(hash ^ word, kOdd);
    text.remove_prefix(size);
  }
  return mix(hash ^ (hash >> 32), kOdd);
}

}  // namespace gw
