// A sink that holds readers to their contract with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/result.h"
#include "bedrock/answer.h"

namespace gw {

inline void require(bool condition) {
  if (!condition) std::abort();
}

class CheckingSink final : public llm::AnswerSink {
 public:
  void text(json::RawString piece) override {
    require(!piece.empty() && json::is_well_formed(piece));
  }
  void reasoning(json::RawString piece) override {
    require(!piece.empty() && json::is_well_formed(piece));
  }
  void reasoning_end(json::RawString signature) override {
    require(json::is_well_formed(signature));
  }
  void redacted_reasoning(json::RawString data) override {
    require(!data.empty() && json::is_well_formed(data));
  }
  void citation(const llm::Citation& citation) override {
    for (const auto text : {citation.url, citation.title, citation.source, citation.quote})
      require(json::is_well_formed(text));
  }
  void service_tier(json::RawString tier) override { require(json::is_well_formed(tier)); }
  void response_fields(std::string_view json) override {
    require(!json.empty() && json::is_well_formed({json}));
  }
  void block_end() override {}
  void tool_start(std::size_t call, json::RawString id, json::RawString name) override {
    require(call == calls++ && json::is_well_formed(id) && json::is_well_formed(name));
  }
  void tool_arguments(std::size_t call, json::RawString piece) override {
    require(call < calls && !piece.empty() && json::is_well_formed(piece));
  }
  void tool_end(std::size_t call) override { require(call < calls); }
  void stop(llm::StopReason, json::RawString sequence) override {
    require(json::is_well_formed(sequence));
    ++stops;
  }
  void usage(const llm::Usage& usage) override {
    ++usages;
    for (const auto count : {usage.input, usage.output, usage.cache_read, usage.cache_write})
      require(count >= 0 && count <= std::int64_t{1} << 53);
  }
  // After each call of a reader: `result` is what it returned.
  void check(const Result<void>& result) const {
    require(stops <= 1);
    require(result || result.error().code == Errc::malformed || result.error().code == Errc::busy);
  }

  int stops = 0;
  std::size_t calls = 0;
  int usages = 0;
};

}  // namespace gw
