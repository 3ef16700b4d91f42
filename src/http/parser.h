// HTTP/1.1 messages from bytes: heads and bodies, pushed in pieces of any size; how the bytes are
// split never changes the result. What RFC 9112 makes a smuggling risk (both content-length and
// transfer-encoding, repeated or odd lengths, obsolete folding, bare CR or LF, space before the
// colon, transfer codings other than chunked) is refused.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "http/head.h"

namespace gw::http {

// Takes the body of a message in slices of the bytes given to parse().
class BodySink {
 public:
  virtual ~BodySink() = default;
  virtual void body(std::string_view slice) = 0;
};

// One message after the other on one connection; reset() between them. After an error (malformed
// or too_large) the connection cannot be used any more.
class RequestParser {
 public:
  explicit RequestParser(const Limits& limits = {});
  ~RequestParser();

  // Consumes bytes at the front and returns how many. parse_head() stops behind the head: 0 means
  // that the whole head is not there yet, and that it must be offered again with more behind it.
  Result<std::size_t> parse_head(std::string_view bytes);
  const RequestHead& head() const;
  // Calls `sink` with slices of `bytes`; consumes everything up to the end of the message.
  Result<std::size_t> parse_body(std::string_view bytes, BodySink& sink);
  bool done() const;
  void reset();
  // What a server answers after an error: 400, 414, 431 or 501.
  int refusal_status() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

class ResponseParser {
 public:
  explicit ResponseParser(const Limits& limits = {});
  ~ResponseParser();

  // As above. Interim responses (1xx) are skipped. `to_head`: the answer to HEAD has no body.
  Result<std::size_t> parse_head(std::string_view bytes, bool to_head = false);
  const ResponseHead& head() const;
  Result<std::size_t> parse_body(std::string_view bytes, BodySink& sink);
  // The peer closed: the end of a body that is delimited by closing, else Errc::closed.
  Result<void> end_of_input();
  bool done() const;
  void reset();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gw::http
