#include "aws/json_text.h"

namespace gw::aws {

std::string text_of(const json::Object& object, std::string_view name) {
  const auto member = object.find(name);
  const auto raw = member ? member->string() : std::nullopt;
  if (!raw) return "";
  auto decoded = json::decode(*raw);
  return decoded ? *std::move(decoded) : std::string();
}

Secret secret_of(const json::Object& object, std::string_view name) {
  std::string text = text_of(object, name);
  return Secret::take(text);
}

}  // namespace gw::aws
