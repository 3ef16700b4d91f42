#include "bedrock/plain_delta.h"

#include "json/plain_scanner.h"

namespace gw::bedrock {

std::optional<json::RawString> read_plain_delta(std::string_view payload) {
  json::PlainScanner scanner(payload);
  if (!scanner.skip(R"({"contentBlockIndex":)") || !scanner.take_index() ||
      !scanner.skip(R"(,"delta":{"text":")"))
    return std::nullopt;
  const auto text = scanner.take_string();
  if (!text) return std::nullopt;
  if (scanner.rest() != "}}") {
    if (!scanner.skip(R"(},"p":")")) return std::nullopt;
    scanner.skip_plain();
    if (scanner.rest() != R"("})") return std::nullopt;
  }
  if (!scanner.only_ascii() && !json::is_utf8(payload)) return std::nullopt;
  return json::RawString{*text};
}

}  // namespace gw::bedrock
