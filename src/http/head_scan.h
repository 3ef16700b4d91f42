// Finds the end of a head line by line, and refuses on the way what the
// grammar of a field would not show: bare LF, obsolete folding, peers that do not speak HTTP/1.
// Knows nothing of fields.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "http/head.h"

namespace gw::http {

enum class HeadKind { request, response };

class HeadScan {
 public:
  HeadScan(HeadKind kind, const Limits& limits) : kind_(kind), limits_(limits) {}

  // The end of the head in `bytes`; 0 when it is not there yet: to be offered again with more
  // behind it, which is not scanned twice.
  Result<std::size_t> scan(std::string_view bytes);
  // Where the head begins: behind what restart() skipped, and behind one empty line before a
  // request, which servers should ignore (RFC 9112 section 2.2).
  std::size_t begin() const { return begin_; }
  // Goes on with another head at `at`. All of them together have to stay within the limits, so that
  // endless interim responses come to an end.
  void restart(std::size_t at);
  void reset();

 private:
  Result<void> check_start(std::string_view bytes) const;
  Result<void> check_line(std::string_view line);

  HeadKind kind_;
  Limits limits_;
  std::size_t begin_ = 0;
  std::size_t line_ = 0;    // where the first incomplete line begins
  std::size_t seen_ = 0;    // no line ends before this
  std::size_t fields_ = 0;  // lines behind the start line
};

}  // namespace gw::http
