#include "anthropic/plain_delta.h"

#include <algorithm>
#include <array>

#include "json/plain_scanner.h"

namespace gw::anthropic {

namespace {

constexpr std::array<std::string_view, 3> kKinds{R"(text_delta","text":")",
                                                 R"(thinking_delta","thinking":")",
                                                 R"(input_json_delta","partial_json":")"};

}  // namespace

std::optional<std::string_view> read_plain_chunk(std::string_view payload) {
  json::PlainScanner scanner(payload);
  if (!scanner.skip(R"({"bytes":")")) return std::nullopt;
  // What is no base64 is found out when it is decoded, and nobody reads the padding.
  const std::string_view bytes = scanner.take_until('"');
  if (scanner.skip(R"(","p":")")) scanner.take_until('"');
  if (scanner.rest() != R"("})") return std::nullopt;
  return bytes;
}

std::optional<PlainDelta> read_plain_delta(std::string_view event) {
  json::PlainScanner scanner(event);
  if (!scanner.skip(R"({"type":"content_block_delta","index":)")) return std::nullopt;
  const std::optional<int> block = scanner.take_index();
  if (!block || !scanner.skip(R"(,"delta":{"type":")")) return std::nullopt;
  if (!std::ranges::any_of(kKinds, [&](auto kind) { return scanner.skip(kind); }))
    return std::nullopt;
  const auto said = scanner.take_string();
  if (!said || scanner.rest() != "}}" || !json::is_well_formed({*said})) return std::nullopt;
  if (!scanner.only_ascii() && !json::is_utf8(event)) return std::nullopt;
  return PlainDelta{*block, {*said}};
}

}  // namespace gw::anthropic
