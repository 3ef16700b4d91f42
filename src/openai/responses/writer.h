// Answers of the Responses API, whole or as a stream of events.
// https://platform.openai.com/docs/api-reference/responses/object and .../responses-streaming
//
// Each block of the model's is an item of the output, but for texts that follow each other: they
// are one message, as clients expect. A block of reasoning is a summary or, of models that show all
// they think, a reasoning_text; what it needs to come back is sealed beside it
// (encrypted_content.h). A stream begins with its first item, so that a failure before it still has
// an HTTP status, and ends with an object that repeats all items.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "llm/writer.h"
#include "openai/responses/form.h"
#include "openai/responses/output_items.h"
#include "openai/responses/response_object.h"

namespace gw::openai {

// Whether a stream had to begin before any writer did.
struct ResponsesOpening {
  bool sent = false;
};

class ResponsesWriter final : public llm::AnswerWriter {
 public:
  enum class Mode { whole, stream };
  // `head.id`: "resp_" and a text that no other answer has; items are named after it. `family`: of
  // the model that answers (ModelRules::family); may be empty. `form`: never null; the same for all
  // attempts to answer, as is `opening`, which may be null.
  ResponsesWriter(llm::AnswerHead head, std::string_view family,
                  std::shared_ptr<const ResponsesForm> form, Mode mode,
                  std::shared_ptr<const ResponsesOpening> opening = nullptr);

  // Writes the events with which a stream begins; else the first item does.
  void begin();

  void text(json::RawString piece) override;
  void reasoning(json::RawString piece) override;
  void reasoning_end(json::RawString signature) override;
  void redacted_reasoning(json::RawString data) override;
  void citation(const llm::Citation& citation) override;
  void block_end() override;
  void tool_start(std::size_t call, json::RawString id, json::RawString name) override;
  // Of a custom tool: more of its text.
  void tool_arguments(std::size_t call, json::RawString piece) override;
  void tool_end(std::size_t call) override;
  void stop(llm::StopReason reason, json::RawString sequence) override;
  void usage(const llm::Usage& usage) override { usage_ = usage; }
  void service_tier(json::RawString tier) override { service_tier_ = tier.escaped; }

  void end() override;
  void abort(const llm::Failure& failure) override;
  std::optional<llm::Failure> problem() const override;
  std::optional<llm::Usage> counted() const override { return usage_; }
  std::uint64_t said() const override { return said_; }
  std::size_t held() const override;

 private:
  ItemPlace next_item(std::string_view prefix);
  // An event; nothing in a whole answer. `write_fields` adds to its object.
  template <class WriteFields>
  void event(std::string_view type, const WriteFields& write_fields);
  // ... of an item, or of a part of its content.
  void item_event(std::string_view type, const ItemPlace& place, std::string_view item);
  void piece_event(std::string_view type, const ItemPlace& place, std::string_view index,
                   std::string_view field, json::RawString piece);
  void part_event(std::string_view type, const ItemPlace& place, std::string_view index,
                  std::string_view part);
  void response_event(std::string_view type, const Outcome& outcome);
  // The item is complete.
  void finish(const ItemPlace& place, std::string item);

  // The call that has ended last is complete, too: something comes after it.
  void finish_call();
  void open_message();
  void annotate();
  void close_message(std::string_view status);
  void open_reasoning();
  void close_reasoning(json::RawString signature);
  void close_blocks(std::string_view status);
  Outcome outcome() const;
  ResponseParts parts() const { return {head_, *form_, items_, usage_, service_tier_}; }

  const llm::AnswerHead head_;
  const std::string family_;
  const std::shared_ptr<const ResponsesForm> form_;
  const Mode mode_;
  const std::shared_ptr<const ResponsesOpening> opening_;
  const bool shows_all_;  // the model's reasoning
  std::optional<MessageItem> message_;
  std::optional<ReasoningItem> reasoning_;
  std::map<std::size_t, CallItem> calls_;  // that are open
  std::optional<CallItem> ended_;          // call, which may have been cut off
  std::vector<std::string> items_;         // by output_index; empty: not complete
  std::string summary_;                    // of a compaction
  std::optional<llm::StopReason> stop_;
  std::optional<llm::Usage> usage_;
  std::string service_tier_;
  std::uint64_t said_ = 0;
  std::size_t held_ = 0;  // by items and open calls
  std::int64_t events_ = 0;
  bool begun_ = false;
};

}  // namespace gw::openai
