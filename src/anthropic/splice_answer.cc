#include "anthropic/splice_answer.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "anthropic/answer_observer.h"
#include "anthropic/api_error.h"
#include "anthropic/message_parts.h"
#include "anthropic/plain_delta.h"
#include "base/encoding.h"
#include "eventstream/decoder.h"
#include "json/value.h"
#include "json/write.h"
#include "llm/parse.h"

namespace gw::anthropic {

namespace {

using json::Value;
using llm::Expected;
using namespace std::string_view_literals;

llm::Failure strange(std::string_view why) {
  llm::Failure failure(502, llm::FailureKind::server,
                       "Bedrock's answer could not be understood: " + std::string(why) + ".");
  failure.code = "upstream_invalid_response";
  failure.retry = llm::Retry::elsewhere;
  return failure;
}

llm::Failure truncated() {
  llm::Failure failure(502, llm::FailureKind::server,
                       "Bedrock's answer broke off before its end. The text so far may be "
                       "incomplete; the request can be sent again.");
  failure.code = "upstream_stream_truncated";
  failure.retry = llm::Retry::soon;
  return failure;
}

// A guardrail that has stepped in is the reason why the answer has ended, whatever Claude says.
bool intervened(json::Object object) {
  return find_text(object, "amazon-bedrock-guardrailAction") == "INTERVENED";
}

void refuse(json::Object end, Edits& edits) {
  if (const auto reason = end.find("stop_reason")) edits.replace(reason->raw(), "\"refusal\"");
}

// JSON that clients can read: every escape is valid, and no half of a surrogate pair stands alone.
// nullopt: it cannot be made so. Kept in `storage` if it had to be repaired.
std::optional<std::string_view> readable(std::string_view json, std::string& storage) {
  if (json::is_well_formed({json})) return json;
  Result<std::string> repaired = json::repair({json});
  if (!repaired) return std::nullopt;
  return storage = *std::move(repaired);
}

class SplicedWhole final : public translate::WholeTransform {
 public:
  explicit SplicedWhole(SplicedAnswer answer) : answer_(std::move(answer)) {}

  Expected<> convert(std::string_view body, const bedrock::AnswerHeaders& /*headers*/,
                     Buffer& out) override {
    std::string storage;
    const auto text = readable(body, storage);
    if (!text) return std::unexpected(strange("it has an invalid escape"));
    json::Document document;
    const Result<Value> value = document.parse(*text);
    if (!value) return std::unexpected(strange(value.error().message));
    const auto object = value->object();
    if (!object) return std::unexpected(strange("it is no object"));
    const std::string_view type = find_text(*object, "type").value_or("");
    if (type == "error") return std::unexpected(answer_.failure_of(read_error(*object)));
    const auto content = object->find("content");
    if (type != "message" || !content || !content->array() || !find_text(*object, "stop_reason"))
      return std::unexpected(strange("it is no complete message"));
    if (const auto usage = object->find("usage"); usage && usage->object())
      usage_.read(*usage->object());
    usage_.read_metrics(*object);
    Edits edits(*text);
    restore(*object, *object, answer_.model, edits);
    if (intervened(*object)) refuse(*object, edits);
    edits.apply(out);
    return {};
  }
  std::optional<llm::Usage> counted() const override { return usage_.counted(); }

 private:
  const SplicedAnswer answer_;
  UsageReader usage_;
};

// `json` has no line breaks.
void append_line(std::string_view type, std::string_view json, Buffer& out) {
  for (const std::string_view part : {"event: "sv, type, "\ndata: "sv, json, "\n\n"sv})
    out.append(part);
}

// Line breaks between tokens would end the line of the event; strings have none.
void append_event(std::string_view type, std::string_view json, Buffer& out) {
  if (!json.contains('\n') && !json.contains('\r')) return append_line(type, json, out);
  std::string line(json);
  std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  append_line(type, line, out);
}

class SplicedStream final : public translate::ResponseTransform {
 public:
  explicit SplicedStream(SplicedAnswer answer) : answer_(std::move(answer)) {}

  void begin(const bedrock::AnswerHeaders& /*headers*/) override {}
  Expected<> feed(std::string_view bytes, Buffer& out) override;
  Expected<> finish(Buffer& out) override;
  std::optional<llm::Usage> counted() const override { return observer_.counted(); }
  std::size_t held() const override;
  std::uint64_t said() const override { return observer_.said(); }
  void abort(const llm::Failure& failure, Buffer& out) override {
    if (state_ != State::closed) append_error_event(failure, {}, out);
    state_ = State::closed;
  }

 private:
  enum class State { open, failed, closed };

  Expected<> message(const eventstream::Message& message, Buffer& out);
  Expected<> chunk(std::string_view payload, Buffer& out);
  std::optional<std::string_view> bytes_of(std::string_view payload);
  bool pass_plain_delta(Buffer& out);
  void pass(std::string_view type, json::Object object, std::string_view json, Buffer& out);
  void append_changed(std::string_view type, json::Object object, std::string_view json,
                      Buffer& out) const;
  void append_end(std::string_view json, Buffer& out);
  void begin_message(Buffer& out);
  std::unexpected<llm::Failure> fail(llm::Failure failure) {
    state_ = State::failed;
    return std::unexpected(std::move(failure));
  }

  State state_ = State::open;
  const SplicedAnswer answer_;
  eventstream::Decoder decoder_;
  json::Document envelope_;
  json::Document document_;
  Buffer chunk_;                   // decoded
  std::string repaired_;           // ... if it had to be
  Buffer start_;                   // message_start as an event, until a block begins
  bool begun_ = false;             // ... and has been written
  std::vector<std::string> ends_;  // message_delta, until the end; one as a rule
  bool intervened_ = false;        // a guardrail
  StreamObserver observer_;
};

Expected<> SplicedStream::feed(std::string_view bytes, Buffer& out) {
  if (state_ != State::open) return {};
  decoder_.feed(bytes);
  for (;;) {
    const Result<std::optional<eventstream::Message>> next = decoder_.next();
    if (!next) return fail(strange(next.error().message));
    if (!*next) return {};
    if (Expected<> read = message(**next, out); !read) return fail(std::move(read.error()));
  }
}

Expected<> SplicedStream::finish(Buffer& out) {
  if (state_ != State::open) return {};
  if (!observer_.complete() || decoder_.pending() != 0) return fail(truncated());
  begin_message(out);
  for (const std::string& end : ends_) append_end(end, out);
  append_event("message_stop", R"({"type":"message_stop"})", out);
  state_ = State::closed;
  return {};
}

std::size_t SplicedStream::held() const {
  std::size_t bytes = decoder_.pending() + chunk_.size() + repaired_.size() + start_.size();
  for (const std::string& end : ends_) bytes += end.size();
  return bytes + observer_.held();
}

Expected<> SplicedStream::message(const eventstream::Message& message, Buffer& out) {
  if (message.message_type != "event" || !message.exception_type.empty()) {
    const auto error = bedrock::read_stream_error(message);
    return std::unexpected(error ? answer_.failure_of(*error) : strange("a frame is no event"));
  }
  return message.event_type == "chunk" ? chunk(message.payload, out) : Expected<>();
}

std::optional<std::string_view> SplicedStream::bytes_of(std::string_view payload) {
  if (const auto plain = read_plain_chunk(payload)) return plain;
  const Result<Value> envelope = envelope_.parse(payload);
  const auto wrapped = envelope ? envelope->object() : std::nullopt;
  return wrapped ? find_text(*wrapped, "bytes") : std::nullopt;
}

// False: it is for the parser.
bool SplicedStream::pass_plain_delta(Buffer& out) {
  const auto delta = read_plain_delta(chunk_.view());
  if (!delta || !observer_.delta(delta->block, delta->said)) return false;
  append_line("content_block_delta", chunk_.view(), out);
  return true;
}

Expected<> SplicedStream::chunk(std::string_view payload, Buffer& out) {
  const auto bytes = bytes_of(payload);
  chunk_.clear();
  if (!bytes || !append_base64_decoded(*bytes, chunk_))
    return std::unexpected(strange("a chunk of the stream is not base64"));
  if (pass_plain_delta(out)) return {};
  const auto json = readable(chunk_.view(), repaired_);
  if (!json) return std::unexpected(strange("a chunk of the stream has an invalid escape"));
  const Result<Value> value = document_.parse(*json);
  const auto object = value ? value->object() : std::nullopt;
  if (!object) return std::unexpected(strange("a chunk of the stream is no JSON object"));
  const std::string_view type = find_text(*object, "type").value_or("");
  if (type == "error") return std::unexpected(answer_.failure_of(read_error(*object)));
  if (const Result<> seen = observer_.event(type, *object); !seen)
    return std::unexpected(strange(seen.error().message));
  intervened_ = intervened_ || intervened(*object);
  pass(type, *object, *json, out);
  return {};
}

void SplicedStream::begin_message(Buffer& out) {
  if (std::exchange(begun_, true)) return;
  out.append(start_.view());
  start_.release();
}

void SplicedStream::pass(std::string_view type, json::Object object, std::string_view json,
                         Buffer& out) {
  if (!llm::is_plain_name(type)) return;  // what Bedrock has measured
  if (type == "message_start") return append_changed(type, object, json, start_);
  if (type == "message_delta") return ends_.emplace_back(json), void();
  if (type == "message_stop") return;  // comes at the end
  if (type == "content_block_start") begin_message(out);
  if (!begun_) return;  // a ping before anything is said
  json.contains(kInvocation) ? append_changed(type, object, json, out)
                             : append_event(type, json, out);
}

void SplicedStream::append_changed(std::string_view type, json::Object object,
                                   std::string_view json, Buffer& out) const {
  const auto message = object.find("message");
  Edits edits(json);
  restore(object, (message ? message->object() : std::nullopt).value_or(object), answer_.model,
          edits);
  Buffer changed;
  edits.apply(changed);
  append_event(type, changed.view(), out);
}

// Clients want a usage in it.
void SplicedStream::append_end(std::string_view json, Buffer& out) {
  const auto value = document_.parse(json);
  const json::Object object = *value->object();  // it was parsed before
  Edits edits(json);
  restore(object, object, answer_.model, edits);
  const auto delta = object.find("delta");
  if (intervened_ && delta && delta->object()) refuse(*delta->object(), edits);
  if (!object.find("usage")) {
    Buffer usage;
    json::Writer writer(usage);
    write_usage(observer_.counted().value_or(llm::Usage{}), {}, writer);
    edits.insert_at_end(json.substr(0, json.rfind('}') + 1),
                        R"(,"usage":)" + std::string(usage.view()));
  }
  Buffer changed;
  edits.apply(changed);
  append_event("message_delta", changed.view(), out);
}

}  // namespace

std::unique_ptr<translate::WholeTransform> make_spliced_whole(SplicedAnswer answer) {
  return std::make_unique<SplicedWhole>(std::move(answer));
}

std::unique_ptr<translate::ResponseTransform> make_spliced_stream(SplicedAnswer answer) {
  return std::make_unique<SplicedStream>(std::move(answer));
}

}  // namespace gw::anthropic
