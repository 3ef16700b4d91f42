#include "bedrock/shape.h"

#include <cmath>

namespace gw::bedrock {
namespace {

constexpr std::int64_t kMaxCount = std::int64_t{1} << 53;

std::optional<json::Value> member(const Shape::MaybeObject& parent, std::string_view key) {
  if (!parent) return std::nullopt;
  const auto value = parent->find(key);
  return value && !value->is_null() ? value : std::nullopt;
}

std::optional<std::int64_t> to_count(json::Value value) {
  auto number = value.integer();
  // "inputTextTokenCount":6.0 of a guardrail's
  if (const auto real = value.number();
      !number && real && *real >= 0 && *real <= kMaxCount && *real == std::floor(*real))
    number = static_cast<std::int64_t>(*real);
  return number && *number >= 0 && *number <= kMaxCount ? number : std::nullopt;
}

}  // namespace

void Shape::refuse(Errc code, std::string message) {
  if (!error_) error_.emplace(code, std::move(message));
}

void Shape::wrong(std::string_view key, std::string_view expected) {
  if (error_) return;
  std::string message = "the upstream answer's ";
  message += key;
  message += " is missing or not ";
  message += expected;
  refuse(Errc::malformed, std::move(message));
}

Result<void> Shape::result() const {
  if (ok()) return {};
  return std::unexpected(*error_);
}

void Shape::tell(std::optional<json::RawString> text, AnswerSink& sink) {
  if (text && !tell_text(*text, sink)) wrong("text", "a valid string");
}

json::RawString Shape::passable(std::optional<json::RawString> text, std::string_view name,
                                std::string& storage) {
  const auto passable = text ? well_formed(*text, storage) : json::RawString{};
  if (!passable) wrong(name, "a valid string");
  return passable.value_or(json::RawString{});
}

Shape::MaybeObject Shape::object(json::Value value) {
  const auto object = value.object();
  if (!object) wrong("JSON", "an object");
  return object;
}

Shape::MaybeObject Shape::first(MaybeArray parent) {
  if (!parent) return std::nullopt;
  const auto object = parent->empty() ? std::nullopt : (*parent->begin()).object();
  if (!object) wrong("first element", "an object");
  return object;
}

Shape::MaybeObject Shape::first_if_any(MaybeArray parent) {
  return parent && !parent->empty() ? first(parent) : std::nullopt;
}

Shape::MaybeObject Shape::object_if_any(MaybeObject parent, std::string_view key) {
  const auto value = member(parent, key);
  if (!value) return std::nullopt;
  const auto object = value->object();
  if (!object) wrong(key, "an object");
  return object;
}

Shape::MaybeArray Shape::array_if_any(MaybeObject parent, std::string_view key) {
  const auto value = member(parent, key);
  if (!value) return std::nullopt;
  const auto array = value->array();
  if (!array) wrong(key, "an array");
  return array;
}

std::optional<json::RawString> Shape::string_if_any(MaybeObject parent, std::string_view key) {
  const auto value = member(parent, key);
  if (!value) return std::nullopt;
  const auto string = value->string();
  if (!string) wrong(key, "a string");
  return string;
}

std::optional<std::int64_t> Shape::count_if_any(MaybeObject parent, std::string_view key) {
  const auto value = member(parent, key);
  if (!value) return std::nullopt;
  const auto count = to_count(*value);
  if (!count) wrong(key, "a count");
  return count;
}

Shape::MaybeObject Shape::object(MaybeObject parent, std::string_view key) {
  const auto object = object_if_any(parent, key);
  if (parent && !object) wrong(key, "an object");
  return object;
}

Shape::MaybeArray Shape::array(MaybeObject parent, std::string_view key) {
  const auto array = array_if_any(parent, key);
  if (parent && !array) wrong(key, "an array");
  return array;
}

std::optional<json::RawString> Shape::string(MaybeObject parent, std::string_view key) {
  const auto string = string_if_any(parent, key);
  if (parent && !string) wrong(key, "a string");
  return string;
}

std::optional<std::int64_t> Shape::count(MaybeObject parent, std::string_view key) {
  const auto count = count_if_any(parent, key);
  if (parent && !count) wrong(key, "a count");
  return count;
}

Result<json::Value> parse_answer(json::Document& document, std::string_view text) {
  auto value = document.parse(text);
  if (!value)
    return fail(Errc::malformed, "the upstream answer cannot be read: " + value.error().message);
  return value;
}

}  // namespace gw::bedrock
