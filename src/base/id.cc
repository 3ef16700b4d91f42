#include "base/id.h"

#include <array>
#include <bit>
#include <system_error>

#include <sys/random.h>

namespace gw {
namespace {

// xoshiro256** (Blackman, Vigna): a few shifts a number, where the system's generator would be a
// system call and OpenSSL's a lock.
class Generator {
 public:
  Generator() {
    if (getrandom(state_.data(), sizeof(state_), 0) != sizeof(state_)) {
      throw std::system_error(errno, std::generic_category(), "getrandom");
    }
    state_[0] |= 1;  // all zero is the one state it never leaves
  }

  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

 private:
  std::array<std::uint64_t, 4> state_;
};

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace

std::uint64_t random_u64() {
  thread_local Generator generator;
  return generator.next();
}

std::string make_id(std::string_view prefix, std::size_t length) {
  std::string id(prefix.size() + length, '\0');
  prefix.copy(id.data(), prefix.size());
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < length; ++i) {
    if (i % 8 == 0) bits = random_u64();
    id[prefix.size() + i] = kAlphabet[(bits & 0xff) * kAlphabet.size() >> 8];
    bits >>= 8;
  }
  return id;
}

}  // namespace gw
