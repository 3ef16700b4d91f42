// Small files that others write: configuration, tokens. Read whole, bounded, and watched by what
// the file system says of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/environment.h"
#include "base/result.h"
#include "base/secret.h"

namespace gw::credentials {

// Errors: invalid; which file, and why not.
Result<Secret> read_file(const std::string& path);
// In place of what was there, at once or not at all; for the owner's eyes only.
Result<> replace_file(const std::string& path, const Secret& content);

// A path with "~/" in front, as people write it in variables, made absolute.
std::string expand_home(std::string_view path, const Environment& environment);

// Notices that one of some files has become another one: by its time, size and identity.
class FileWatch {
 public:
  // From now on these; a file that is not there may appear.
  void watch(std::vector<std::string> paths);
  // True once for each change.
  bool changed();

 private:
  struct Stamp {
    std::int64_t modified_ns = 0;
    std::int64_t size = -1;  // there is none
    std::uint64_t node = 0;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  static Stamp stamp_of(const std::string& path);

  std::vector<std::string> paths_;
  std::vector<Stamp> stamps_;
};

}  // namespace gw::credentials
