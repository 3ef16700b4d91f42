#include "translate/custom_tools.h"

#include <algorithm>

#include "json/value.h"

namespace gw::translate {

namespace {

constexpr std::string_view kMember = "input";
constexpr std::string_view kWhiteSpace = " \t\r\n";
constexpr std::string_view kGrammar = "A text that follows this grammar:\\n";

std::string_view skip(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kWhiteSpace), text.size()));
}

// Whether the arguments begin as they should: {"input":"
enum class Opening { incomplete, found, other };
Opening find_text(std::string_view json, std::size_t& at) {
  constexpr std::string_view kTokens[] = {"{", "\"input\"", ":", "\""};
  std::string_view rest = json;
  for (const std::string_view token : kTokens) {
    rest = skip(rest);
    if (!rest.starts_with(token))
      return token.starts_with(rest) ? Opening::incomplete : Opening::other;
    rest.remove_prefix(token.size());
  }
  at = json.size() - rest.size();
  return Opening::found;
}

constexpr std::size_t kUnicodeEscape = 6;  // \uXXXX

bool is_high_surrogate(std::string_view escape) {
  constexpr std::string_view kSecondDigits = "89aAbB";
  return escape.size() > 3 && (escape[2] == 'd' || escape[2] == 'D') &&
         kSecondDigits.contains(escape[3]);
}

// How long the escape at the beginning of `json` is, with both halves of a pair; 0: not all of it
// is there.
std::size_t escape_size(std::string_view json) {
  if (json.size() < 2) return 0;
  if (json[1] != 'u') return 2;
  if (json.size() < kUnicodeEscape) return 0;
  if (!is_high_surrogate(json)) return kUnicodeEscape;
  const std::string_view rest = json.substr(kUnicodeEscape, 2);
  if (rest != "\\u") return rest.empty() || rest == "\\" ? 0 : kUnicodeEscape;
  return json.size() < 2 * kUnicodeEscape ? 0 : 2 * kUnicodeEscape;
}

// The contents of a JSON string that a model wrote: where it is none, what it must have meant.
std::string well_formed(std::string_view contents) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
  if (std::ranges::none_of(contents, is_control)) {
    if (auto repaired = json::repair({contents})) return *std::move(repaired);
  }
  return json::escape(contents);
}

}  // namespace

std::string custom_schema(const llm::Tool& tool) {
  std::string schema = R"({"type":"object","properties":{"input":{"type":"string")";
  if (!tool.grammar.empty()) {
    schema.append(R"(,"description":")").append(kGrammar).append(tool.grammar.escaped) += '"';
  }
  return schema + R"(}},"required":["input"]})";
}

std::string custom_input(json::RawString text) {
  return R"({"input":")" + std::string(text.escaped) + "\"}";
}

std::string_view CustomText::add(json::RawString piece) {
  if (state_ == State::done) return {};
  held_ += json::decode(piece).value_or("");
  if (state_ == State::before) {
    std::size_t begin = 0;
    const Opening opening = find_text(held_, begin);
    if (opening == Opening::found) {
      state_ = State::inside;
      held_.erase(0, begin);
    } else if (opening == Opening::other) {
      state_ = State::odd;
    }
  }
  if (state_ == State::inside) return pass_text(false);
  if (state_ == State::odd && held_.ends_with('}')) return pass_odd(false);
  return {};
}

std::string_view CustomText::finish() {
  if (state_ == State::done) return {};
  return state_ == State::inside ? pass_text(true) : pass_odd(true);
}

// Up to the closing quote, or as far as no escape is cut.
std::string_view CustomText::pass_text(bool complete) {
  std::size_t end = 0;
  while (end < held_.size() && held_[end] != '"') {
    const std::size_t size =
        held_[end] == '\\' ? escape_size(std::string_view(held_).substr(end)) : 1;
    if (size == 0) break;
    end += size;
  }
  if (end < held_.size() && held_[end] == '"') {
    state_ = State::done;
  } else if (complete) {
    end = held_.size();
  }
  passed_ = well_formed(std::string_view(held_).substr(0, end));
  held_.erase(0, end);
  return passed_;
}

// Once the object is complete: a text under another order or name of members, or all of it.
std::string_view CustomText::pass_odd(bool complete) {
  json::Document document;
  const auto value = document.parse(held_);
  if (!value && !complete) return {};
  state_ = State::done;
  const auto object = value ? value->object() : std::nullopt;
  const auto member = object ? object->find(kMember) : std::nullopt;
  const auto text = member ? member->string() : std::nullopt;
  passed_ = text ? well_formed(text->escaped) : json::escape(held_);
  return passed_;
}

void CustomCalls::tool_start(std::size_t call, json::RawString id, json::RawString name) {
  if (std::ranges::find(tools_, name.escaped) != tools_.end()) texts_.try_emplace(call);
  next().tool_start(call, id, name);
}

void CustomCalls::tool_arguments(std::size_t call, json::RawString piece) {
  const auto text = texts_.find(call);
  if (text == texts_.end()) return next().tool_arguments(call, piece);
  pass(call, text->second.add(piece));
}

std::size_t CustomCalls::held() const {
  std::size_t bytes = 0;
  for (const auto& [call, text] : texts_) bytes += text.held();
  return bytes;
}

void CustomCalls::tool_end(std::size_t call) {
  const auto text = texts_.find(call);
  if (text != texts_.end()) pass(call, text->second.finish());
  next().tool_end(call);
}

// In an answer that was cut off calls may have no end.
void CustomCalls::stop(llm::StopReason reason, json::RawString sequence) {
  for (auto& [call, text] : texts_) pass(call, text.finish());
  next().stop(reason, sequence);
}

}  // namespace gw::translate
