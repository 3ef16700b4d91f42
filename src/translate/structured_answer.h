// How an answer in JSON is read: the answer's side of structured output (response_format);
// structured_output.h is the request's. Stands between upstream's reader and the client's writer.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "llm/answer.h"
#include "llm/failure.h"
#include "translate/passing_sink.h"

namespace gw::translate {

// How a model was asked for JSON.
struct StructuredOutput {
  enum class Form { none, native, tool, prompt };
  Form form = Form::none;
  std::string tool;     // with Form::tool: Bedrock's name of the tool whose input is the answer
  bool object = false;  // with Form::prompt: no other JSON will do
  bool pass = false;    // an answer that is no JSON is the answer all the same
  std::string begun;    // with Form::prompt: the answer's beginning, which the client has given
};

// The text of an answer that may stand in a Markdown code fence, as it goes on without. Where the
// client has begun the answer, the JSON or its fence may begin there, behind other words.
class FencedText {
 public:
  explicit FencedText(std::string_view begun = {});

  // Takes more text and returns what can be passed on; both escaped. Valid until the next call.
  std::string_view add(std::string_view escaped);
  // What was kept back to the end.
  std::string_view finish();
  // All of it, from where the client has begun it.
  std::string_view text() const { return std::string_view(text_).substr(begin_); }
  // All that was passed on.
  std::string_view said() const;
  bool is_too_long() const { return too_long_; }
  std::size_t held() const { return text_.size(); }

 private:
  enum class State { undecided, plain, fenced };
  void decide(bool complete);
  void begin(State state, std::size_t at);
  std::string_view pass_until(std::size_t end);

  std::string text_;
  State state_ = State::undecided;
  std::size_t given_ = 0;  // by the client
  std::size_t begin_ = 0;  // of the text proper
  std::size_t passed_ = 0;
  bool too_long_ = false;
};

// Passes on what the client is to see:
// - of a call of the answer tool its input, as the text, and nothing of what was said beside it;
// - else the text, without the fence that models like to put around JSON.
// Where there is an answer tool, text waits for the first call or the end; else it passes as it
// comes.
class StructuredAnswer final : public PassingSink {
 public:
  // Both outlive it.
  StructuredAnswer(const StructuredOutput& output, llm::AnswerSink& next)
      : PassingSink(next), output_(output), fenced_(output.begun) {}

  void text(json::RawString piece) override;
  void tool_start(std::size_t call, json::RawString id, json::RawString name) override;
  void tool_arguments(std::size_t call, json::RawString piece) override;
  void tool_end(std::size_t call) override;
  void stop(llm::StopReason reason, json::RawString sequence) override;

  // Bytes that are kept of it.
  std::size_t held() const { return fenced_.held() + waiting_.size(); }
  // After the end: why the answer cannot pass for one, if it claims to be complete and is no JSON.
  std::optional<llm::Failure> problem() const;

 private:
  bool is_json_answer() const;
  bool is_hidden(std::size_t call) const;
  // The number that a call of one of the client's tools has for the client: how many of theirs
  // stand before it.
  std::size_t number(std::size_t call) const;
  void pass_text();
  void pass(std::string_view escaped) {
    if (!escaped.empty()) next().text({escaped});
  }

  const StructuredOutput& output_;
  FencedText fenced_;
  std::string waiting_;              // text, until it is known whether it is the answer
  std::vector<std::size_t> hidden_;  // calls of the answer tool; the first is the answer
  bool called_ = false;              // a tool of the client's
  llm::StopReason reason_ = llm::StopReason::unknown;
};

}  // namespace gw::translate
