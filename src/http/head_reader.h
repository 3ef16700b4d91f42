// Takes one complete head apart by the grammar of RFC 9112, strictly: what two servers in a row
// could read in two ways (section 11.2, request smuggling) is refused, not repaired.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "http/head.h"

namespace gw::http {

class HeadReader {
 public:
  explicit HeadReader(const Limits& limits) : limits_(limits) {}

  // `text` is a head as HeadScan finds it: each line ends in CRLF, the last one is empty. Errors:
  // malformed, and too_large for a long target. Once for each object.
  Result<> read(std::string_view text, RequestHead& head);
  Result<> read(std::string_view text, ResponseHead& head);

  bool chunked() const { return transfer_encodings_ > 0; }
  // What a server answers after an error: 400, 414 or 501.
  int refusal_status() const { return status_; }

 private:
  // Each takes its part off the front of `rest`; false: refused.
  bool read_request_line(std::string_view& rest, RequestHead& head);
  bool read_status_line(std::string_view& rest, ResponseHead& head);
  bool read_fields(std::string_view text, std::size_t at, Fields& fields);
  bool note(std::string_view name, std::string_view value);
  bool note_content_length(std::string_view value);
  bool note_transfer_encoding(std::string_view value);
  bool note_host(std::string_view value);
  void note_connection(std::string_view value);
  bool keeps_alive(int minor_version) const;

  bool refuse(const char* problem, int status = 400);
  std::unexpected<Error> refusal() const;

  const Limits& limits_;
  std::optional<std::uint64_t> content_length_;
  int content_lengths_ = 0;
  int transfer_encodings_ = 0;
  int hosts_ = 0;
  bool close_ = false;
  bool keep_alive_ = false;
  bool expects_continue_ = false;
  const char* problem_ = nullptr;
  int status_ = 400;
};

}  // namespace gw::http
