// A message as a stream of events.
#include <string>
#include <utility>
#include <vector>

#include "anthropic/api_error.h"
#include "anthropic/message_parts.h"
#include "anthropic/messages_writer.h"

namespace gw::anthropic {

namespace {

class MessageStreamWriter final : public MessageWriter {
 public:
  explicit MessageStreamWriter(llm::AnswerHead head) : MessageWriter(std::move(head)) {}

  void text(json::RawString piece) override {
    say(piece);
    open(Open::text);
    delta(index_, R"("text_delta","text":")", piece);
  }
  void reasoning(json::RawString piece) override {
    say(piece);
    open(Open::thinking);
    delta(index_, R"("thinking_delta","thinking":")", piece);
  }
  // Clients keep the last signature they see, so there is one.
  void reasoning_end(json::RawString signature) override {
    if (open_ != Open::thinking && signature.empty()) return;
    open(Open::thinking);
    if (!signature.empty()) delta(index_, R"("signature_delta","signature":")", signature);
    close();
  }
  void redacted_reasoning(json::RawString data) override {
    close();
    const std::size_t index = start_block();
    out().append(R"({"type":"redacted_thinking","data":")");
    out().append(data.escaped);
    out().append("\"}}\n\n");
    stop_block(index);
  }
  void citation(const llm::Citation& citation) override;
  void block_end() override {
    if (open_ == Open::text) close();
  }
  void tool_start(std::size_t call, json::RawString id, json::RawString name) override;
  void tool_arguments(std::size_t call, json::RawString piece) override {
    say(piece);
    if (call < calls_.size())
      delta(calls_[call].index, R"("input_json_delta","partial_json":")", piece);
  }
  void tool_end(std::size_t call) override {
    if (call < calls_.size() && std::exchange(calls_[call].open, false))
      stop_block(calls_[call].index);
  }

  void end() override;
  void abort(const llm::Failure& failure) override { append_error_event(failure, {}, out()); }
  std::size_t held() const override { return calls_.size() * sizeof(Call); }

 private:
  enum class Open { nothing, text, thinking };
  struct Call {
    std::size_t index;  // of its block
    bool open;
  };

  void begin_message();
  void event(std::string_view name);
  void open(Open kind);
  void close();
  // Everything of content_block_start but the block and "}\n\n"; its index.
  std::size_t start_block();
  void stop_block(std::size_t index);
  // The delta's type, and the name of its text.
  void begin_delta(std::size_t index, std::string_view members);
  void delta(std::size_t index, std::string_view members, json::RawString piece);

  bool begun_ = false;
  Open open_ = Open::nothing;
  std::size_t index_ = 0;   // of the block that is open
  std::size_t blocks_ = 0;  // so far
  std::vector<Call> calls_;
};

// The event's line and the beginning of its data, its type.
void MessageStreamWriter::event(std::string_view name) {
  out().append("event: ");
  out().append(name);
  out().append("\ndata: {\"type\":\"");
  out().append(name);
  out().append("\"");
}

void MessageStreamWriter::begin_message() {
  if (std::exchange(begun_, true)) return;
  event("message_start");
  out().append(R"(,"message":)");
  json::Writer json(out());
  write_message_head(head(), json);
  json.begin_array().end_array();
  json.key("stop_reason").null().key("stop_sequence").null().key("usage");
  write_usage({}, {}, json);
  json.end_object();
  out().append("}\n\n");
}

std::size_t MessageStreamWriter::start_block() {
  begin_message();
  event("content_block_start");
  out().append(R"(,"index":)");
  out().append(std::to_string(blocks_));
  out().append(R"(,"content_block":)");
  return blocks_++;
}

void MessageStreamWriter::stop_block(std::size_t index) {
  event("content_block_stop");
  out().append(R"(,"index":)");
  out().append(std::to_string(index));
  out().append("}\n\n");
}

void MessageStreamWriter::open(Open kind) {
  if (open_ == kind) return;
  close();
  index_ = start_block();
  out().append(kind == Open::text ? R"({"type":"text","text":""}})"
                                  : R"({"type":"thinking","thinking":"","signature":""}})");
  out().append("\n\n");
  open_ = kind;
}

void MessageStreamWriter::close() {
  if (std::exchange(open_, Open::nothing) != Open::nothing) stop_block(index_);
}

void MessageStreamWriter::begin_delta(std::size_t index, std::string_view members) {
  event("content_block_delta");
  out().append(R"(,"index":)");
  out().append(std::to_string(index));
  out().append(R"(,"delta":{"type":)");
  out().append(members);
}

void MessageStreamWriter::delta(std::size_t index, std::string_view members,
                                json::RawString piece) {
  begin_delta(index, members);
  out().append(piece.escaped);
  out().append("\"}}\n\n");
}

void MessageStreamWriter::citation(const llm::Citation& citation) {
  const std::string json = citation_json(citation);
  if (json.empty()) return;
  open(Open::text);
  begin_delta(index_, R"("citations_delta","citation":)");
  out().append(json);
  out().append("}}\n\n");
}

void MessageStreamWriter::tool_start(std::size_t /*call*/, json::RawString id,
                                     json::RawString name) {
  close();
  calls_.push_back({start_block(), true});
  json::Writer json(out());
  json.begin_object().member("type", "tool_use").member("id", id).member("name", name);
  json.key("input").begin_object().end_object().end_object();
  out().append("}\n\n");
}

void MessageStreamWriter::end() {
  close();
  for (std::size_t call = 0; call < calls_.size(); ++call) tool_end(call);  // those cut off
  begin_message();
  event("message_delta");
  out().append(R"(,"delta":)");
  json::Writer json(out());
  json.begin_object();
  write_stop(json);
  json.end_object().key("usage");
  write_usage(counted().value_or(llm::Usage{}), tier(), json);
  json.end_object();
  out().append("\n\n");
  event("message_stop");
  out().append("}\n\n");
}

}  // namespace

std::unique_ptr<llm::AnswerWriter> make_message_stream_writer(llm::AnswerHead head) {
  return std::make_unique<MessageStreamWriter>(std::move(head));
}

}  // namespace gw::anthropic
