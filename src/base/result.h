// How the data plane reports failure: values, never exceptions. Exceptions are for start-up and
// bugs.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace gw {

// What went wrong, in the terms a caller decides by. What a person needs stands in the message.
enum class Errc {
  closed,       // the peer closed the connection, or reset it
  timeout,      // a deadline passed
  canceled,     // this side gave up: the client has gone, or the gateway is stopping
  unreachable,  // the name did not resolve, or no address accepted a connection
  tls,          // the handshake failed, or the certificate is not to be trusted
  malformed,    // the peer broke the protocol
  too_large,    // a limit was passed; the message names it
  invalid,      // a value is not acceptable; the message says which and why
  busy,         // no capacity; later may work
};

std::string_view name(Errc code);

// The constructor makes it safe to pass by value through co_await (docs/adr/0002).
struct [[nodiscard]] Error {
  Error(Errc error_code, std::string text) : code(error_code), message(std::move(text)) {}
  Errc code;
  std::string message;
};

template <class T = void>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Errc code, std::string message) {
  return std::unexpected<Error>(std::in_place, code, std::move(message));
}

}  // namespace gw
