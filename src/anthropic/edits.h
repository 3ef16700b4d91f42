// Changes of a JSON text that leave all its other bytes as they are.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/buffer.h"
#include "json/value.h"

namespace gw::anthropic {

// A member as it stands in the text, from its name to the end of its value.
inline std::string_view slice_of(const json::Member& member) {
  const std::string_view value = member.value.raw();
  const char* begin = member.key.data() - 1;
  return {begin, static_cast<std::size_t>(value.data() + value.size() - begin)};
}

class Edits {
 public:
  // `text` must outlive it; all slices are of it, and none overlaps another.
  explicit Edits(std::string_view text) : text_(text) {}

  void replace(std::string_view slice, std::string with);
  void remove(std::string_view slice) { replace(slice, {}); }
  // In front of the bracket that closes the object or array.
  void insert_at_end(std::string_view container, std::string text) {
    replace(container.substr(container.size() - 1, 0), std::move(text));
  }
  // Takes back what was done since there were `size` edits.
  std::size_t size() const { return edits_.size(); }
  void roll_back(std::size_t size) { edits_.resize(size); }
  // Appends the changed text.
  void apply(Buffer& out);

 private:
  struct Edit {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string with = {};
  };

  std::string_view text_;
  std::vector<Edit> edits_;
};

// Leaves members out of an object, or elements out of an array, and the commas with them. Told of
// all of them, in order.
class Pruner {
 public:
  explicit Pruner(Edits& edits) : edits_(edits) {}

  void keep(std::string_view slice);
  void drop(std::string_view slice);
  // Behind the last.
  void finish();
  bool kept_any() const { return kept_; }

 private:
  static const char* end_of(std::string_view slice) { return slice.data() + slice.size(); }
  void remove(const char* begin, const char* end) {
    edits_.remove({begin, static_cast<std::size_t>(end - begin)});
  }

  Edits& edits_;
  bool kept_ = false;
  const char* dropped_ = nullptr;  // the first, while nothing is kept
  const char* end_ = nullptr;      // of the last
};

}  // namespace gw::anthropic
