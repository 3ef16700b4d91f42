// The stages of a request's way, one by one, with the bodies of bench/run: what the gateway itself
// costs, without the kernel.
#include <string>

#include <benchmark/benchmark.h>

#include "aws/sigv4.h"
#include "bedrock/converse.h"
#include "eventstream/decoder.h"
#include "eventstream/encoder.h"
#include "http/parser.h"
#include "openai/chat_request.h"
#include "openai/chat_response.h"

namespace gw {
namespace {

constexpr int kDeltas = 200;

std::string prompt(std::size_t size) {
  std::string text;
  while (text.size() < size)
    text += "Explain why a proxy should stop reading while its client is slow. ";
  text.resize(size);
  return text;
}

Buffer buffer_of(std::string_view text) {
  Buffer buffer;
  buffer.append(text);
  return buffer;
}

Buffer chat_body(std::size_t prompt_size) {
  return buffer_of(R"({"model":"anthropic.claude-3-5-haiku-20241022-v1:0","messages":[)"
                   R"({"role":"system","content":"Answer briefly."},{"role":"user","content":")" +
                   prompt(prompt_size) + R"("}],"max_tokens":512,"temperature":0.2})");
}

std::string chat_head() {
  return "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:3000\r\n"
         "Accept: application/json\r\nContent-Type: application/json\r\n"
         "User-Agent: OpenAI/JS 6.49.0\r\nX-Stainless-Lang: js\r\n"
         "X-Stainless-Package-Version: 6.49.0\r\nX-Stainless-OS: Linux\r\n"
         "X-Stainless-Arch: x64\r\nX-Stainless-Runtime: node\r\n"
         "X-Stainless-Runtime-Version: v24.21.0\r\nX-Stainless-Retry-Count: 0\r\n"
         "X-Stainless-Timeout: 600\r\nAuthorization: Bearer unused\r\nx-provider: bedrock\r\n"
         "x-aws-access-key-id: AKIAIOSFODNN7EXAMPLE\r\n"
         "x-aws-secret-access-key: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\r\n"
         "x-aws-region: us-east-1\r\nContent-Length: 1024\r\n\r\n";
}

Buffer stream_answer() {
  Buffer out;
  eventstream::append_event("messageStart", R"({"role":"assistant","p":"abcdefgh"})", out);
  for (int i = 0; i < kDeltas; ++i) {
    eventstream::append_event(
        "contentBlockDelta",
        R"({"contentBlockIndex":0,"delta":{"text":" token"},"p":"abcdefghijklmnopqrstuvwxyzABCD"})",
        out);
  }
  eventstream::append_event("contentBlockStop", R"({"contentBlockIndex":0,"p":"abc"})", out);
  eventstream::append_event("messageStop", R"({"stopReason":"end_turn","p":"abc"})", out);
  eventstream::append_event("metadata",
                            R"({"usage":{"inputTokens":251,"outputTokens":200,"totalTokens":451},)"
                            R"("metrics":{"latencyMs":1834},"p":"abc"})",
                            out);
  return out;
}

Buffer whole_answer() {
  return buffer_of(R"({"metrics":{"latencyMs":1834},"output":{"message":{"content":[{"text":")" +
                   prompt(1000) + R"("}],"role":"assistant"}},"stopReason":"end_turn",)" +
                   R"("usage":{"inputTokens":251,"outputTokens":200,"totalTokens":451}})");
}

const llm::AnswerHead kHead{.id = "chatcmpl-0123456789abcdefghijklmn",
                            .created = 1767225600,
                            .model = "anthropic.claude-3-5-haiku-20241022-v1:0"};

struct NoSink final : llm::AnswerSink {
  void text(json::RawString piece) override { benchmark::DoNotOptimize(piece); }
  void reasoning(json::RawString) override {}
  void reasoning_end(json::RawString) override {}
  void redacted_reasoning(json::RawString) override {}
  void citation(const llm::Citation&) override {}
  void block_end() override {}
  void tool_start(std::size_t, json::RawString, json::RawString) override {}
  void tool_arguments(std::size_t, json::RawString) override {}
  void tool_end(std::size_t) override {}
  void stop(llm::StopReason, json::RawString) override {}
  void usage(const llm::Usage&) override {}
};

struct ChunkSink final : llm::AnswerSink {
  void text(json::RawString piece) override { writer.text(piece, out); }
  void reasoning(json::RawString) override {}
  void reasoning_end(json::RawString) override {}
  void redacted_reasoning(json::RawString) override {}
  void citation(const llm::Citation&) override {}
  void block_end() override {}
  void tool_start(std::size_t, json::RawString, json::RawString) override {}
  void tool_arguments(std::size_t, json::RawString) override {}
  void tool_end(std::size_t) override {}
  void stop(llm::StopReason, json::RawString) override {
    writer.finish(openai::FinishReason::stop, out);
  }
  void usage(const llm::Usage&) override {}
  openai::ChunkWriter writer{kHead, openai::CallForm::tool_calls, true};
  Buffer out;
};

void http_head(benchmark::State& state) {
  const std::string head = chat_head();
  http::RequestParser parser;
  for (auto _ : state) {
    benchmark::DoNotOptimize(parser.parse_head(head));
    parser.reset();
  }
}
BENCHMARK(http_head);

void chat_request(benchmark::State& state) {
  const Buffer body = chat_body(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(openai::parse_chat_request(body.view()));
}
BENCHMARK(chat_request)->Arg(800)->Arg(1 << 20);

void sign(benchmark::State& state) {
  const Buffer body = chat_body(static_cast<std::size_t>(state.range(0)));
  const aws::Credentials credentials{
      .access_key_id = "AKIAIOSFODNN7EXAMPLE",
      .secret_access_key = Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")};
  const aws::Header headers[] = {{"content-type", "application/json"},
                                 {"host", "bedrock-runtime.us-east-1.amazonaws.com"}};
  const aws::SigningInput input{
      .method = "POST",
      .path = "/model/anthropic.claude-3-5-haiku-20241022-v1%3A0/converse",
      .headers = headers,
      .body = body.view(),
      .service = "bedrock",
      .region = "us-east-1",
      .time = 1767225600};
  aws::SigningKeys keys;
  for (auto _ : state) benchmark::DoNotOptimize(aws::sign(input, credentials, keys));
}
BENCHMARK(sign)->Arg(800)->Arg(1 << 20);

void whole(benchmark::State& state) {
  const Buffer answer = whole_answer();
  for (auto _ : state) {
    NoSink sink;
    benchmark::DoNotOptimize(bedrock::make_converse_reader()->whole(answer.view(), {}, sink));
  }
}
BENCHMARK(whole);

// Runs over the messages of a stream of 200 deltas.
template <class Sink>
void read_stream(std::string_view bytes, bedrock::AnswerReader* reader, Sink& sink) {
  eventstream::Decoder decoder;
  decoder.feed(bytes);
  for (;;) {
    const auto message = decoder.next();
    if (!message || !*message) return;
    if (reader) benchmark::DoNotOptimize(reader->event(**message, sink));
  }
}

void stream_decode(benchmark::State& state) {
  const Buffer bytes = stream_answer();
  NoSink sink;
  for (auto _ : state) read_stream(bytes.view(), nullptr, sink);
}
BENCHMARK(stream_decode);

void stream_decode_read(benchmark::State& state) {
  const Buffer bytes = stream_answer();
  NoSink sink;
  for (auto _ : state) read_stream(bytes.view(), bedrock::make_converse_reader().get(), sink);
}
BENCHMARK(stream_decode_read);

void stream_decode_read_write(benchmark::State& state) {
  const Buffer bytes = stream_answer();
  for (auto _ : state) {
    ChunkSink sink;
    read_stream(bytes.view(), bedrock::make_converse_reader().get(), sink);
    benchmark::DoNotOptimize(sink.out.view());
  }
}
BENCHMARK(stream_decode_read_write);

}  // namespace
}  // namespace gw
