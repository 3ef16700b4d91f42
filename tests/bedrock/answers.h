// A sink that keeps what it is told, and what the reader tests share.
#pragma once

#include <string>

#include "base/encoding.h"
#include "bedrock/answer.h"
#include "bedrock/reader.h"

namespace gw::bedrock {

class CollectingSink final : public AnswerSink {
 public:
  void text(json::RawString piece) override {
    log += "text(" + std::string(piece.escaped) + ")";
    all_text += piece.escaped;
  }
  void reasoning(json::RawString piece) override {
    log += "reasoning(" + std::string(piece.escaped) + ")";
  }
  void reasoning_end(json::RawString signature) override {
    log += "signed(" + std::string(signature.escaped) + ")";
  }
  void redacted_reasoning(json::RawString data) override {
    log += "redacted(" + std::string(data.escaped) + ")";
  }
  void citation(const Citation& citation) override {
    log += "cite(" + std::string(citation.url.escaped) + "," + std::string(citation.title.escaped) +
           "," + std::string(citation.source.escaped) + "," + std::string(citation.quote.escaped) +
           "," + std::to_string(static_cast<int>(citation.place)) + "," +
           std::to_string(citation.index) + "," + std::to_string(citation.begin) + "-" +
           std::to_string(citation.end) + ")";
  }
  void block_end() override {}
  void tool_start(std::size_t call, json::RawString id, json::RawString name) override {
    log += "tool" + std::to_string(call) + "(" + std::string(id.escaped) + "," +
           std::string(name.escaped) + ")";
  }
  void tool_arguments(std::size_t call, json::RawString piece) override {
    log += "arguments" + std::to_string(call) + "(" + std::string(piece.escaped) + ")";
  }
  void tool_end(std::size_t) override {}
  void stop(StopReason value, json::RawString) override {
    log += "stop(" + std::to_string(static_cast<int>(value)) + ")";
    reason = value;
    ++stops;
  }
  void usage(const Usage& usage) override {
    const auto number = [](std::int64_t n) { return std::to_string(n); };
    counts = number(usage.input) + "/" + number(usage.output);
    if (usage.cache_read != 0 || usage.cache_write != 0)
      counts += "/" + number(usage.cache_read) + "/" + number(usage.cache_write);
    log += "usage(" + counts + ")";
  }

  std::string log;
  std::string all_text;
  std::string counts;  // "input/output", with "/read/written" when there was a cache
  StopReason reason = StopReason::unknown;
  int stops = 0;
};

// Storage of their own, so that a sanitizer sees what is kept of the bytes too long.
inline Buffer buffer_of(std::string_view text) {
  Buffer buffer;
  buffer.append(text);
  return buffer;
}

inline Result<void> read_whole(AnswerReader& reader, std::string_view body, AnswerSink& sink,
                               const AnswerHeaders& headers = {}) {
  const Buffer bytes = buffer_of(body);
  return reader.whole(bytes.view(), headers, sink);
}

inline Result<void> read_event(AnswerReader& reader, std::string_view type,
                               std::string_view payload, AnswerSink& sink) {
  const Buffer bytes = buffer_of(payload);
  const eventstream::Message message{
      .message_type = "event", .event_type = type, .payload = bytes.view()};
  return reader.event(message, sink);
}

// A chunk of InvokeModelWithResponseStream.
inline Result<void> read_chunk(AnswerReader& reader, std::string_view chunk, AnswerSink& sink) {
  return read_event(reader, "chunk", R"({"bytes":")" + to_base64(chunk) + R"(","p":"abc"})", sink);
}

}  // namespace gw::bedrock
