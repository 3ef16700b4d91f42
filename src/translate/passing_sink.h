// For those that stand between the reader of an answer and its writer, and change some of it.
#pragma once

#include <cstddef>

#include "bedrock/answer.h"

namespace gw::translate {

class PassingSink : public bedrock::AnswerSink {
 public:
  void text(json::RawString piece) override { next_.text(piece); }
  void reasoning(json::RawString piece) override { next_.reasoning(piece); }
  void reasoning_end(json::RawString signature, std::size_t calls) override {
    next_.reasoning_end(signature, calls);
  }
  void redacted_reasoning(json::RawString data, std::size_t calls) override {
    next_.redacted_reasoning(data, calls);
  }
  void citation(const bedrock::Citation& citation) override { next_.citation(citation); }
  void block_end() override { next_.block_end(); }
  void tool_start(std::size_t call, json::RawString id, json::RawString name) override {
    next_.tool_start(call, id, name);
  }
  void tool_arguments(std::size_t call, json::RawString piece) override {
    next_.tool_arguments(call, piece);
  }
  void stop(bedrock::StopReason reason) override { next_.stop(reason); }
  void usage(const bedrock::Usage& usage) override { next_.usage(usage); }
  void service_tier(json::RawString tier) override { next_.service_tier(tier); }
  void response_fields(std::string_view json) override { next_.response_fields(json); }
  void guardrail_trace(std::string_view json) override { next_.guardrail_trace(json); }

 protected:
  // Who is told what passes; outlives it.
  explicit PassingSink(bedrock::AnswerSink& next) : next_(next) {}
  bedrock::AnswerSink& next() const { return next_; }

 private:
  bedrock::AnswerSink& next_;
};

}  // namespace gw::translate
