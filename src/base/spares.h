// Things that are costly to make, kept by those who are done with them for those who come next.
#pragma once

#include <array>
#include <cstddef>
#include <utility>

namespace gw {

// Meant to be thread_local, so that it needs no lock; at most `kMost` are kept. An empty T stands
// for nothing.
template <class T, std::size_t kMost>
class Spares {
 public:
  // Empty when there is none.
  T take() { return count_ == 0 ? T() : std::move(kept_[--count_]); }
  // One too many is dropped.
  void keep(T spare) {
    if (count_ < kMost && kKeeps) kept_[count_++] = std::move(spare);
  }

 private:
#ifdef GW_NO_RECYCLING  // for sanitizers: it would hide a use after free
  static constexpr bool kKeeps = false;
#else
  static constexpr bool kKeeps = true;
#endif

  std::array<T, kMost> kept_;
  std::size_t count_ = 0;
};

}  // namespace gw
