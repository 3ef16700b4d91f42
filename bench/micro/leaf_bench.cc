// The work of every request that knows no JSON: signing, and reading what Bedrock streams.
#include <string>

#include <benchmark/benchmark.h>

#include "aws/sigv4.h"
#include "base/encoding.h"
#include "eventstream/decoder.h"
#include "eventstream/encoder.h"

namespace gw {
namespace {

void sign(benchmark::State& state) {
  const std::string body(static_cast<std::size_t>(state.range(0)), 'x');
  const aws::Credentials credentials{"AKIDEXAMPLE",
                                     Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), Secret()};
  const aws::Header headers[]{{"content-type", "application/json"},
                              {"host", "bedrock-runtime.us-east-1.amazonaws.com"}};
  const aws::SigningInput input{
      .method = "POST",
      .path = "/model/us.anthropic.claude-3-sonnet-20240229-v1%3A0/converse",
      .headers = headers,
      .body = body,
      .service = "bedrock",
      .region = "us-east-1",
      .time = 1717072560};
  aws::SigningKeys keys;
  for (auto _ : state) benchmark::DoNotOptimize(aws::sign(input, credentials, keys));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(sign)->Arg(1 << 10)->Arg(1 << 20);

void derive_signing_key(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(aws::derive_signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                                                     {"20240530", "us-east-1", "bedrock"}));
  }
}
BENCHMARK(derive_signing_key);

// 200 deltas; the argument is the size of the pieces they arrive in.
void decode_stream(benchmark::State& state) {
  Buffer stream;
  for (int i = 0; i < 200; ++i) {
    eventstream::append_event(
        "contentBlockDelta", R"({"contentBlockIndex":0,"delta":{"text":" word"},"p":"abcdefghij"})",
        stream);
  }
  for (auto _ : state) {
    eventstream::Decoder decoder;
    for (std::string_view rest = stream.view(); !rest.empty();) {
      const std::string_view piece = rest.substr(0, static_cast<std::size_t>(state.range(0)));
      rest.remove_prefix(piece.size());
      decoder.feed(piece);
      while (true) {
        const auto message = decoder.next();
        if (!message || !*message) break;
        benchmark::DoNotOptimize((*message)->payload);
      }
    }
  }
  state.SetItemsProcessed(state.iterations() * 200);
}
BENCHMARK(decode_stream)->Arg(100)->Arg(16 * 1024)->Arg(1 << 20);

void decode_base64(benchmark::State& state) {
  const std::string text = to_base64(std::string(static_cast<std::size_t>(state.range(0)), 'x'));
  Buffer out;
  for (auto _ : state) {
    out.clear();
    benchmark::DoNotOptimize(append_base64_decoded(text, out));
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(decode_base64)->Arg(150)->Arg(1 << 20);

}  // namespace
}  // namespace gw
