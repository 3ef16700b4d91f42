#include "bedrock/count_tokens.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "bedrock/model_id.h"
#include "json/value.h"
#include "json/write.h"

namespace gw::bedrock {

std::optional<std::string> count_tokens_path(std::string_view model) {
  const std::string_view id = base_model(model);
  constexpr std::size_t kLongest = 256;  // AWS's
  if (id.empty() || id.size() > kLongest) return std::nullopt;
  std::string path = "/model/";
  append_percent_encoded(id, path);
  return path + "/count-tokens";
}

void append_native_count(std::string_view body, Buffer& out) {
  out.append(R"({"input":{"invokeModel":{"body":")");
  out.append(to_base64(body));
  out.append(R"("}}})");
}

void append_converse_count(std::string_view body, Buffer& out) {
  using namespace std::string_view_literals;
  static constexpr std::array kCounted{"messages"sv, "system"sv, "toolConfig"sv,
                                       "additionalModelRequestFields"sv};
  json::Document document;
  const auto value = document.parse(body);
  const auto object = value ? value->object() : std::nullopt;
  json::Writer json(out);
  json.begin_object().key("input").begin_object().key("converse").begin_object();
  if (object) {
    for (const auto [key, member] : *object) {
      if (std::ranges::find(kCounted, key) != kCounted.end()) json.key(key).raw(member.raw());
    }
  }
  json.end_object().end_object().end_object();
}

Result<std::int64_t> read_token_count(std::string_view body) {
  json::Document document;
  const auto value = document.parse(body);
  const auto object = value ? value->object() : std::nullopt;
  const auto tokens = object ? object->find("inputTokens") : std::nullopt;
  const auto count = tokens ? tokens->integer() : std::nullopt;
  if (!count || *count < 0) return fail(Errc::malformed, "CountTokens's answer has no count");
  return *count;
}

}  // namespace gw::bedrock
