// For those that stand between the reader of an answer and its writer, and change some of it.
#pragma once

#include <cstddef>

#include "llm/answer.h"

namespace gw::translate {

class PassingSink : public llm::AnswerSink {
 public:
  void text(json::RawString piece) override { next_.text(piece); }
  void reasoning(json::RawString piece) override { next_.reasoning(piece); }
  void reasoning_end(json::RawString signature) override { next_.reasoning_end(signature); }
  void redacted_reasoning(json::RawString data) override { next_.redacted_reasoning(data); }
  void citation(const llm::Citation& citation) override { next_.citation(citation); }
  void block_end() override { next_.block_end(); }
  void tool_start(std::size_t call, json::RawString id, json::RawString name) override {
    next_.tool_start(call, id, name);
  }
  void tool_arguments(std::size_t call, json::RawString piece) override {
    next_.tool_arguments(call, piece);
  }
  void tool_end(std::size_t call) override { next_.tool_end(call); }
  void stop(llm::StopReason reason, json::RawString sequence) override {
    next_.stop(reason, sequence);
  }
  void usage(const llm::Usage& usage) override { next_.usage(usage); }
  void service_tier(json::RawString tier) override { next_.service_tier(tier); }
  void response_fields(std::string_view json) override { next_.response_fields(json); }
  void guardrail_trace(std::string_view json) override { next_.guardrail_trace(json); }

 protected:
  // Who is told what passes; outlives it.
  explicit PassingSink(llm::AnswerSink& next) : next_(next) {}
  llm::AnswerSink& next() const { return next_; }

 private:
  llm::AnswerSink& next_;
};

}  // namespace gw::translate
