// Secrets and their handling: compared in constant time, wiped when dropped, never printed.
#pragma once

#include <string>
#include <string_view>

namespace gw {

// Takes the same time whatever the contents; the lengths may show.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// A string that is wiped before its memory is given back, and that no stream or formatter prints.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view value);
  Secret(const Secret& other);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret other) noexcept;
  ~Secret();

  // To use at once; valid as long as this object.
  std::string_view reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  friend bool operator==(const Secret& a, const Secret& b) {
    return equal_in_constant_time(a.value_, b.value_);
  }

 private:
  // Never shorter than the small-string buffer's end, so that moves leave no copy behind.
  std::string value_;
};

}  // namespace gw
