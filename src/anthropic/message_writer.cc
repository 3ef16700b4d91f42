// A whole message.
#include <algorithm>
#include <deque>
#include <string>
#include <utility>

#include "anthropic/message_parts.h"
#include "anthropic/messages_writer.h"
#include "json/value.h"

namespace gw::anthropic {

namespace {

// Calls wait for their end; all else is written as it comes.
class WholeMessageWriter final : public MessageWriter {
 public:
  explicit WholeMessageWriter(llm::AnswerHead head) : MessageWriter(std::move(head)) {}

  void text(json::RawString piece) override {
    say(piece);
    open(Open::text, R"({"type":"text","text":")");
    out().append(piece.escaped);
  }
  void reasoning(json::RawString piece) override {
    say(piece);
    open(Open::thinking, R"({"type":"thinking","thinking":")");
    out().append(piece.escaped);
  }
  void reasoning_end(json::RawString signature) override {
    if (open_ != Open::thinking && signature.empty()) return;
    open(Open::thinking, R"({"type":"thinking","thinking":")");
    signature_ = signature.escaped;
    close();
  }
  void redacted_reasoning(json::RawString data) override {
    begin(R"({"type":"redacted_thinking","data":")");
    out().append(data.escaped);
    out().append("\"}");
  }
  void citation(const llm::Citation& citation) override {
    std::string json = citation_json(citation);
    if (json.empty()) return;
    open(Open::text, R"({"type":"text","text":")");
    if (!citations_.empty()) citations_ += ',';
    citations_ += json;
  }
  void block_end() override {
    if (open_ == Open::text) close();
  }
  void tool_start(std::size_t /*call*/, json::RawString id, json::RawString name) override {
    close();
    calls_.push_back({std::string(id.escaped), std::string(name.escaped), {}, false});
  }
  void tool_arguments(std::size_t call, json::RawString piece) override {
    say(piece);
    if (Call* known = find(call)) known->arguments += piece.escaped;
  }
  void tool_end(std::size_t call) override {
    if (Call* known = find(call)) known->ended = true;
  }

  std::optional<llm::Failure> problem() const override;
  void end() override;
  // Nothing of a whole message is sent before its end.
  void abort(const llm::Failure& /*failure*/) override {}
  std::size_t held() const override;

 private:
  enum class Open { nothing, text, thinking };
  struct Call {
    std::string id;
    std::string name;
    std::string arguments;  // as in a string
    bool ended;
  };

  Call* find(std::size_t call) {
    return call >= written_ && call - written_ < calls_.size() ? &calls_[call - written_] : nullptr;
  }
  void begin_message();
  void begin(std::string_view block);
  void open(Open kind, std::string_view block);
  void close();
  void write_calls();
  void write_call(const Call& call);

  bool begun_ = false;
  bool empty_ = true;  // no block yet
  Open open_ = Open::nothing;
  std::string citations_;
  std::string signature_;
  std::deque<Call> calls_;   // not yet written
  std::size_t written_ = 0;  // calls, or left out
  bool odd_ = false;         // one of them had no object for arguments
};

std::optional<std::string> object_of(std::string_view escaped) {
  Result<std::string> text = json::decode({escaped});
  json::Document document;
  const auto value = text ? document.parse(*text) : std::unexpected(text.error());
  if (!value || !value->object()) return std::nullopt;
  return *std::move(text);
}

void WholeMessageWriter::begin_message() {
  if (begun_) return;
  begun_ = true;
  json::Writer json(out());
  write_message_head(head(), json);
  json.begin_array();
}

void WholeMessageWriter::begin(std::string_view block) {
  close();
  write_calls();
  begin_message();
  if (!empty_) out().append(',');
  empty_ = false;
  out().append(block);
}

void WholeMessageWriter::open(Open kind, std::string_view block) {
  if (open_ == kind) return;
  begin(block);
  open_ = kind;
}

void WholeMessageWriter::close() {
  const Open kind = std::exchange(open_, Open::nothing);
  if (kind == Open::nothing) return;
  out().append("\"");
  if (kind == Open::thinking) {
    out().append(R"(,"signature":")");
    out().append(std::exchange(signature_, {}));
    out().append("\"");
  } else if (!citations_.empty()) {
    out().append(R"(,"citations":[)");
    out().append(std::exchange(citations_, {}));
    out().append("]");
  }
  out().append("}");
}

void WholeMessageWriter::write_calls() {
  while (!calls_.empty()) {
    const Call call = std::move(calls_.front());
    calls_.pop_front();
    ++written_;
    if (call.ended) write_call(call);
  }
}

void WholeMessageWriter::write_call(const Call& call) {
  begin_message();
  if (!empty_) out().append(',');
  empty_ = false;
  json::Writer json(out());
  json.begin_object().member("type", "tool_use").member("id", json::RawString{call.id});
  json.member("name", json::RawString{call.name}).key("input");
  const std::optional<std::string> input = object_of(call.arguments);
  odd_ = odd_ || !input;
  json.raw(input ? std::string_view(*input) : "{}").end_object();
}

std::optional<llm::Failure> WholeMessageWriter::problem() const {
  if (auto problem = MessageWriter::problem()) return problem;
  const auto is_odd = [](const Call& call) { return call.ended && !object_of(call.arguments); };
  if (!odd_ && std::ranges::none_of(calls_, is_odd)) return std::nullopt;
  llm::Failure failure(502, llm::FailureKind::server,
                       "The model wrote a tool call whose arguments are no JSON object. The "
                       "request can be sent again.");
  failure.code = "malformed_tool_use";
  return failure;
}

void WholeMessageWriter::end() {
  close();
  write_calls();
  begin_message();
  out().append("],");
  json::Writer json(out());
  write_stop(json);
  json.key("usage");
  write_usage(counted().value_or(llm::Usage{}), tier(), json);
  json.end_object();
}

std::size_t WholeMessageWriter::held() const {
  std::size_t bytes = citations_.size() + signature_.size();
  for (const Call& call : calls_)
    bytes += call.id.size() + call.name.size() + call.arguments.size();
  return bytes;
}

}  // namespace

std::unique_ptr<llm::AnswerWriter> make_message_writer(llm::AnswerHead head) {
  return std::make_unique<WholeMessageWriter>(std::move(head));
}

}  // namespace gw::anthropic
