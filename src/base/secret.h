// Secrets and their handling: compared in constant time, wiped when dropped, never printed.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gw {

// Takes the same time whatever the contents; the lengths may show.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// Overwrites what is no longer needed; never optimized away.
void wipe(std::span<char> bytes);

// Bytes that are wiped before their memory is given back, and that no stream or formatter prints.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view value);
  Secret(const Secret& other) = default;
  Secret(Secret&& other) noexcept = default;
  Secret& operator=(Secret other) noexcept;
  ~Secret();

  // Takes it over from where it has been put together: the text is wiped.
  static Secret take(std::string& text);

  // To use at once; valid as long as this object.
  std::string_view reveal() const { return {value_.data(), value_.size()}; }
  bool empty() const { return value_.empty(); }
  friend bool operator==(const Secret& a, const Secret& b) {
    return equal_in_constant_time(a.reveal(), b.reveal());
  }

 private:
  // Not a string: one that is short lies inside the object, and a move would leave a copy behind.
  std::vector<char> value_;
};

}  // namespace gw
