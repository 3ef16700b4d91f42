// Custom tools, which take a text instead of arguments. Bedrock has none: each becomes a tool with
// one argument, "input", and in the answer that argument becomes the text again.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "json/raw.h"
#include "llm/request.h"
#include "translate/passing_sink.h"

namespace gw::translate {

// The schema of a custom tool's input. What its text has to follow becomes a description there.
std::string custom_schema(const llm::Tool& tool);
// The input of a call with this text.
std::string custom_input(json::RawString text);

// Finds the text in the arguments that a model writes, as they come.
class CustomText {
 public:
  // More of the JSON, escaped as in a string; returns what it adds to the text, escaped likewise
  // and well-formed. Valid until the next call.
  std::string_view add(json::RawString piece);
  // Bytes that are kept back.
  std::size_t held() const { return held_.size(); }
  // What was kept back to the end. Arguments in which there is no such text are the text.
  std::string_view finish();

 private:
  enum class State { before, inside, odd, done };
  std::string_view pass_text(bool complete);
  std::string_view pass_odd(bool complete);

  State state_ = State::before;
  std::string held_;    // decoded JSON that was not passed on
  std::string passed_;  // by the last call
};

// Turns the arguments of custom tools' calls into texts.
class CustomCalls final : public PassingSink {
 public:
  // `tools`: Bedrock's names of those that are custom. Both outlive it.
  CustomCalls(const std::vector<std::string>& tools, llm::AnswerSink& next)
      : PassingSink(next), tools_(tools) {}

  void tool_start(std::size_t call, json::RawString id, json::RawString name) override;
  void tool_arguments(std::size_t call, json::RawString piece) override;
  void tool_end(std::size_t call) override;
  void stop(llm::StopReason reason, json::RawString sequence) override;
  std::size_t held() const;

 private:
  void pass(std::size_t call, std::string_view text) {
    if (!text.empty()) next().tool_arguments(call, {text});
  }

  const std::vector<std::string>& tools_;
  std::map<std::size_t, CustomText> texts_;  // by call
};

}  // namespace gw::translate
