// The files that AWS's tools share (~/.aws/config, ~/.aws/credentials) as text: sections, keys, and
// keys below keys.
// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
// Lines that are neither are ignored, as the SDKs do: a file is shared by tools of many ages.
#pragma once

#include <string_view>
#include <vector>

#include "base/secret.h"

namespace gw::aws {

class Ini {
 public:
  Ini() = default;
  explicit Ini(Secret text);
  Ini(Ini&&) = default;
  Ini& operator=(Ini&&) = default;
  Ini(const Ini&) = delete;  // what it gives out points into its text
  Ini& operator=(const Ini&) = delete;
  ~Ini() = default;

  // "profile dev" of "[profile dev]  # mine", in the order of the file.
  const std::vector<std::string_view>& sections() const { return sections_; }
  // The last value given to a key, without regard to its case; "" when there is none. With `parent`
  // the key is one of the indented ones below that key. Valid as long as this object.
  std::string_view get(std::string_view section, std::string_view key,
                       std::string_view parent = {}) const;

 private:
  struct Entry {
    std::string_view section, parent, key, value;
  };
  void read_line(std::string_view line);

  Secret text_;  // the credentials file is full of them
  std::vector<std::string_view> sections_;
  std::vector<Entry> entries_;
};

}  // namespace gw::aws
