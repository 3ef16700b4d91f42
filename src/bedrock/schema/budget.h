// What one request may spend on its schemas: on their text, and on what references lead to, since a
// few that name each other stand for as much text as anybody likes.
#pragma once

#include <algorithm>
#include <cstddef>

namespace gw::schema {

class Budget {
 public:
  static constexpr std::size_t kMostText = std::size_t{2} << 20;

  // False: the schemas of the request have more text than that. `bytes`: of one more.
  bool read(std::size_t bytes) {
    if (bytes > text_) return false;
    text_ -= bytes;
    return true;
  }
  // False: it is spent. `bytes`: of what a reference leads to.
  bool take(std::size_t bytes) {
    const std::size_t price = std::max(bytes, kLeast);
    if (price > left_) return false;
    left_ -= price;
    return true;
  }

 private:
  static constexpr std::size_t kLeast = 256;  // a reference is work, however little it leads to
  std::size_t text_ = kMostText;
  std::size_t left_ = std::size_t{1} << 20;
};

}  // namespace gw::schema
