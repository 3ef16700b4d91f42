// The two translations of a chat completion as the gateway calls them: a request of 1 KB into an
// exchange, and a stream of 200 deltas through its transform. Items are requests and deltas.
#include <string>

#include <benchmark/benchmark.h>

#include "eventstream/encoder.h"
#include "openai/chat_request.h"
#include "support/chat.h"

namespace gw::translate {
namespace {

constexpr int kDeltas = 200;
const ChatOptions kOptions{.id = "chatcmpl-0123456789abcdefghijklmn", .created = 1767225600};

std::string request_body(bool stream) {
  return R"({"model":"anthropic.claude-3-5-haiku-20241022-v1:0","messages":[)"
         R"({"role":"system","content":"Answer briefly."},{"role":"user","content":")" +
         std::string(800, 'x') + R"("}],"max_tokens":512,"temperature":0.2,"stream":)" +
         (stream ? "true" : "false") + R"(,"stream_options":{"include_usage":true}})";
}

Exchange exchange(const std::string& body) {
  const auto request = openai::parse_chat_request(body);
  const auto model = bedrock::parse_model_id(request->model);
  return std::move(translate_chat(*request, *model, {}, kOptions).value());
}

void request(benchmark::State& state) {
  const std::string body = request_body(state.range(0) != 0);
  for (auto _ : state) benchmark::DoNotOptimize(exchange(body));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(request)->ArgName("stream")->Arg(0)->Arg(1);

Buffer answer() {
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

// The argument is the size of the pieces the stream arrives in; what came out is consumed after
// each, as the relay does.
void stream(benchmark::State& state) {
  const Buffer bytes = answer();
  const std::string body = request_body(true);
  const auto size = static_cast<std::size_t>(state.range(0));
  Buffer out;
  for (auto _ : state) {
    state.PauseTiming();
    const Exchange made = exchange(body);
    state.ResumeTiming();
    for (std::string_view rest = bytes.view(); !rest.empty();) {
      const std::string_view piece = rest.substr(0, size);
      benchmark::DoNotOptimize(made.stream->feed(piece, out));
      benchmark::DoNotOptimize(out.view());
      out.clear();
      rest.remove_prefix(piece.size());
    }
    benchmark::DoNotOptimize(made.stream->finish(out));
    out.clear();
  }
  state.SetItemsProcessed(state.iterations() * kDeltas);
}
BENCHMARK(stream)->ArgName("piece")->Arg(200)->Arg(16 * 1024)->Arg(1 << 20);

}  // namespace
}  // namespace gw::translate
