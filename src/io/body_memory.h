// What one body has of the memory that all bodies have together, those of requests and those of
// answers (server.max_body_memory). Most are small: the number of requests bounds those well
// enough, and here they cost a comparison.
#pragma once

#include <cstddef>

#include "io/quota.h"

namespace gw::io {

class BodyMemory {
 public:
  static constexpr std::size_t kSmall = 16 * 1024;  // up to this nothing is counted

  // The quota outlives this object. Without one nothing is bounded.
  explicit BodyMemory(Quota* quota = nullptr, std::size_t limit = Quota::kUnlimited)
      : share_(quota), limit_(limit) {}

  // Whether there is room for so many bytes. What was held before stays held,
  // until release() or the end.
  bool hold(std::size_t bytes) noexcept { return bytes <= kSmall || share_.grow_to(bytes, limit_); }
  void release() noexcept { share_.release(); }

 private:
  Quota::Share share_;
  const std::size_t limit_;
};

}  // namespace gw::io
