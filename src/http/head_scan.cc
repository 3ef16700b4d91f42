#include "http/head_scan.h"

#include <algorithm>

#include "base/ascii.h"

namespace gw::http {
namespace {

bool is_http1(std::string_view version) { return version == "HTTP/1.1" || version == "HTTP/1.0"; }

// `line` without its end.
Result<void> check_request_line(std::string_view line) {
  constexpr std::size_t kVersionSize = 8;
  const auto version = line.substr(line.size() - std::min(line.size(), kVersionSize));
  if (is_http1(version)) return {};
  if (line == "PRI * HTTP/2.0") {
    return fail(Errc::malformed, "HTTP/2 without TLS is not supported; use HTTP/1.1");
  }
  return fail(Errc::malformed, "the request line does not end in HTTP/1.1 or HTTP/1.0");
}

Result<void> check_status_line(std::string_view line) {
  if (is_http1(line.substr(0, line.find(' ')))) return {};
  return fail(Errc::malformed, "the status line does not begin with HTTP/1.1 or HTTP/1.0");
}

}  // namespace

Result<std::size_t> HeadScan::scan(std::string_view bytes) {
  if (kind_ == HeadKind::request && line_ == 0 && bytes.starts_with("\r\n")) restart(2);
  if (auto ok = check_start(bytes); !ok) return std::unexpected(std::move(ok).error());
  const std::string_view allowed = bytes.substr(0, limits_.head_bytes);
  for (;;) {
    const auto end = allowed.find('\n', seen_);
    if (end == allowed.npos) break;
    const std::string_view line = allowed.substr(line_, end + 1 - line_);
    if (auto ok = check_line(line); !ok) return std::unexpected(std::move(ok).error());
    line_ = seen_ = end + 1;
    if (line == "\r\n") return line_;
  }
  seen_ = allowed.size();
  if (bytes.size() >= limits_.head_bytes) return fail(Errc::too_large, "the head is too large");
  return 0;
}

// Before a first line is complete, so that a TLS handshake on a plain port is answered at once.
Result<void> HeadScan::check_start(std::string_view bytes) const {
  if (bytes.size() <= begin_) return {};
  const char first = bytes[begin_];
  const bool graphic = first > ' ' && first < '\x7f';
  const bool line_end = first == '\r' || first == '\n';
  if (kind_ == HeadKind::response ? first == 'H' : graphic || line_end) return {};
  return fail(Errc::malformed, "this is not HTTP/1.1");
}

Result<void> HeadScan::check_line(std::string_view line) {
  if (line.size() < 2 || line[line.size() - 2] != '\r') {
    return fail(Errc::malformed, "a line ends in LF without CR");
  }
  line.remove_suffix(2);
  if (line_ == begin_) {
    return kind_ == HeadKind::request ? check_request_line(line) : check_status_line(line);
  }
  if (line.starts_with(' ') || line.starts_with('\t')) {
    return fail(Errc::malformed, "a field is folded over lines");
  }
  if (!line.empty() && ++fields_ > limits_.fields) {
    return fail(Errc::too_large, "the head has too many fields");
  }
  return {};
}

void HeadScan::restart(std::size_t at) { begin_ = line_ = seen_ = at; }

void HeadScan::reset() {
  restart(0);
  fields_ = 0;
}

}  // namespace gw::http
