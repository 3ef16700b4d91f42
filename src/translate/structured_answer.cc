#include "translate/structured_answer.h"

#include <algorithm>
#include <utility>

#include "json/value.h"

namespace gw::translate {

namespace {

using llm::StopReason;

constexpr std::string_view kFence = "```";
// What is kept of an answer, to be checked: several times what a model writes at most.
constexpr std::size_t kLongestAnswer = 4 * 1024 * 1024;
// What may stand behind the opening fence, as "json" does.
constexpr std::size_t kLongestInfo = 64;

// White space in a string of JSON is a blank, or an escape of two characters.
bool is_space_escape(char c) { return c == 'n' || c == 'r' || c == 't'; }

std::size_t skip_space(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const bool escape = text[at] == '\\' && at + 1 < text.size() && is_space_escape(text[at + 1]);
    if (!escape && text[at] != ' ') break;
    at += escape ? 2 : 1;
  }
  return at;
}

bool ends_with_space_escape(std::string_view text) {
  if (text.size() < 2 || !is_space_escape(text.back())) return false;
  const std::string_view before = text.substr(0, text.size() - 1);
  const std::size_t other = before.find_last_not_of('\\');  // an escaped backslash is no escape
  const std::size_t backslashes = before.size() - (other == before.npos ? 0 : other + 1);
  return backslashes % 2 == 1;
}

// Where the white space and backticks at the end begin.
std::size_t find_tail(std::string_view text) {
  for (;;) {
    if (text.ends_with('`') || text.ends_with(' ')) {
      text.remove_suffix(1);
    } else if (ends_with_space_escape(text)) {
      text.remove_suffix(2);
    } else {
      return text.size();
    }
  }
}

bool is_json(std::string_view escaped, bool object) {
  const Result<std::string> text = json::decode({escaped});
  json::Document document;
  if (!text) return false;
  const Result<json::Value> value = document.parse(*text);
  return value && (!object || value->type() == json::Type::object);
}

// Where the fence begins in which a text ends.
std::size_t find_open_fence(std::string_view text) {
  std::size_t open = text.npos;
  for (std::size_t at = 0; (at = text.find(kFence, at)) != text.npos; at += kFence.size())
    open = open == text.npos ? at : text.npos;
  return open;
}

llm::Failure not_json() {
  llm::Failure error(502, llm::FailureKind::server,
                     "The model's answer is not the JSON that response_format asks for. The "
                     "request can be sent again; a model that can be held to a schema is "
                     "safer (docs/structured-output.md).");
  error.code = "answer_not_json";
  return error;
}

}  // namespace

FencedText::FencedText(std::string_view begun) {
  std::size_t start = find_open_fence(begun);
  if (start == begun.npos) {
    start = begun.find_first_of("{[");
    if (start == begun.npos) return;
    state_ = State::plain;
  }
  text_ = begun.substr(start);
  given_ = passed_ = text_.size();
}

std::string_view FencedText::add(std::string_view escaped) {
  too_long_ |= text_.size() + escaped.size() > kLongestAnswer;
  if (too_long_) return {};
  text_ += escaped;
  if (state_ == State::undecided) decide(false);
  if (state_ == State::undecided) return {};
  return pass_until(state_ == State::fenced ? begin_ + find_tail(text()) : text_.size());
}

std::string_view FencedText::finish() {
  if (state_ == State::undecided) decide(true);
  const std::size_t tail = begin_ + find_tail(text());
  if (state_ == State::fenced && text_.find(kFence, tail) != text_.npos) text_.resize(tail);
  return pass_until(text_.size());
}

void FencedText::decide(bool complete) {
  const std::size_t start = skip_space(text_);
  const std::string_view rest = std::string_view(text_).substr(start);
  if (rest.starts_with(kFence)) {
    constexpr std::string_view kNewline = "\\n";
    const std::size_t newline = rest.find(kNewline);
    if (newline != rest.npos) return begin(State::fenced, start + newline + kNewline.size());
    if (!complete && rest.size() < kLongestInfo) return;
  } else if (!complete && kFence.starts_with(rest)) {
    return;
  }
  begin(State::plain, start);
}

void FencedText::begin(State state, std::size_t at) {
  state_ = state;
  begin_ = at;
  passed_ = std::max(given_, begin_);
}

std::string_view FencedText::said() const {
  return std::string_view(text_).substr(std::min(std::max(given_, begin_), text_.size()));
}

std::string_view FencedText::pass_until(std::size_t end) {
  if (end <= passed_) return {};
  const std::size_t from = std::exchange(passed_, end);
  return std::string_view(text_).substr(from, end - from);
}

bool StructuredAnswer::is_hidden(std::size_t call) const {
  return std::ranges::find(hidden_, call) != hidden_.end();
}

std::size_t StructuredAnswer::number(std::size_t call) const {
  const auto before = std::ranges::count_if(hidden_, [=](std::size_t h) { return h < call; });
  return call - static_cast<std::size_t>(before);
}

void StructuredAnswer::text(json::RawString piece) {
  if (output_.form == StructuredOutput::Form::tool && !called_) {
    if (waiting_.size() < kLongestAnswer) waiting_ += piece.escaped;
  } else if (!called_) {
    pass(fenced_.add(piece.escaped));
  } else {
    next().text(piece);
  }
}

void StructuredAnswer::tool_start(std::size_t call, json::RawString id, json::RawString name) {
  if (output_.form == StructuredOutput::Form::tool && name.escaped == output_.tool) {
    hidden_.push_back(call);
    return;
  }
  if (!called_ && hidden_.empty()) pass_text();
  called_ = true;
  next().tool_start(number(call), id, name);
}

void StructuredAnswer::tool_arguments(std::size_t call, json::RawString piece) {
  if (!is_hidden(call)) return next().tool_arguments(number(call), piece);
  // A whole answer has no place for text behind a call.
  if (call == hidden_.front() && !called_) next().text(piece);
}

void StructuredAnswer::tool_end(std::size_t call) {
  if (!is_hidden(call)) next().tool_end(number(call));
}

void StructuredAnswer::stop(StopReason reason, json::RawString sequence) {
  if (!called_ && hidden_.empty()) pass_text();
  reason_ = reason;
  const bool answered = reason == StopReason::tool_use && !called_;
  next().stop(answered ? StopReason::end_turn : reason, sequence);
}

void StructuredAnswer::pass_text() {
  pass(fenced_.add(waiting_));
  waiting_.clear();
  pass(fenced_.finish());
}

// From where the client has begun it, or by itself: not every model goes on with it.
bool StructuredAnswer::is_json_answer() const {
  return !fenced_.is_too_long() &&
         (is_json(fenced_.text(), output_.object) || is_json(fenced_.said(), output_.object));
}

std::optional<llm::Failure> StructuredAnswer::problem() const {
  if (called_) return std::nullopt;
  switch (reason_) {
    case StopReason::end_turn:
    case StopReason::tool_use:
    case StopReason::unknown:
      if (!hidden_.empty()) return std::nullopt;
      if (output_.pass && !fenced_.is_too_long()) return std::nullopt;
      return is_json_answer() ? std::nullopt : std::optional(not_json());
    case StopReason::max_tokens:
    case StopReason::model_context_window_exceeded:
    case StopReason::stop_sequence:
    case StopReason::guardrail_intervened:
    case StopReason::content_filtered:
    case StopReason::malformed_model_output:  // an error in any case
    case StopReason::malformed_tool_use:
      return std::nullopt;  // nobody takes it for complete
  }
  return std::nullopt;
}

}  // namespace gw::translate
