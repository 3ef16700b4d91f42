// A request with an image, stage by stage and as a whole: what the gateway itself does with it
// between reading and writing, without the kernel. The signature needs the body's SHA-256. The
// argument is the size of the image in KiB: in base64, 768 are the 1 MiB of bench/run.
#include <string>

#include <benchmark/benchmark.h>

#include "aws/sha256.h"
#include "aws/sigv4.h"
#include "base/encoding.h"
#include "openai/chat_request.h"
#include "support/chat.h"

namespace gw {
namespace {

constexpr std::string_view kModel = "anthropic.claude-3-5-haiku-20241022-v1:0";

std::string request_body(const benchmark::State& state) {
  std::string image("\x89PNG\r\n\x1a\n");
  const auto size = static_cast<std::uint32_t>(state.range(0)) * 1024;
  for (std::uint32_t i = 0; image.size() < size; ++i)
    image += static_cast<char>(i * 2654435761U >> 13U);
  return R"({"model":")" + std::string(kModel) +
         R"(","messages":[{"role":"user","content":[{"type":"text","text":"What is this?"},)"
         R"({"type":"image_url","image_url":{"url":"data:image/png;base64,)" +
         to_base64(image) + R"("}}]}],"max_tokens":512})";
}

openai::ChatRequest parsed(const std::string& body) {
  return openai::parse_chat_request(body).value();
}

translate::Exchange translated(const openai::ChatRequest& request) {
  const auto model = bedrock::parse_model_id(request.model);
  return translate::translate_chat(request, *model, {}, {.id = "chatcmpl-1", .created = 1767225600})
      .value();
}

aws::Signature signature(const translate::Exchange& exchange, aws::SigningKeys& keys) {
  static const aws::Credentials kCredentials{
      .access_key_id = "AKIAIOSFODNN7EXAMPLE",
      .secret_access_key = Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")};
  const aws::Header headers[] = {{"content-type", "application/json"},
                                 {"host", "bedrock-runtime.us-east-1.amazonaws.com"}};
  aws::SigningInput input;
  input.method = "POST";
  input.path = exchange.upstream.path;
  input.headers = headers;
  input.body = exchange.upstream.body.view();
  input.service = "bedrock";
  input.region = "us-east-1";
  input.time = 1767225600;
  return aws::sign(input, kCredentials, keys);
}

void parse(benchmark::State& state) {
  const std::string body = request_body(state);
  for (auto _ : state) benchmark::DoNotOptimize(parsed(body));
}

void translate(benchmark::State& state) {
  const std::string body = request_body(state);
  const openai::ChatRequest request = parsed(body);
  for (auto _ : state) benchmark::DoNotOptimize(translated(request));
}

void sign(benchmark::State& state) {
  const std::string body = request_body(state);
  const translate::Exchange exchange = translated(parsed(body));
  aws::SigningKeys keys;
  for (auto _ : state) benchmark::DoNotOptimize(signature(exchange, keys));
}

void sha256(benchmark::State& state) {
  const std::string body = request_body(state);
  for (auto _ : state) benchmark::DoNotOptimize(aws::sha256(body));
}

void whole(benchmark::State& state) {
  const std::string body = request_body(state);
  aws::SigningKeys keys;
  for (auto _ : state) {
    const translate::Exchange exchange = translated(parsed(body));
    benchmark::DoNotOptimize(signature(exchange, keys));
  }
}

void sizes(benchmark::internal::Benchmark* each) {
  each->Arg(768)->Arg(1024)->Unit(benchmark::kMicrosecond);
}
BENCHMARK(parse)->Apply(sizes);
BENCHMARK(translate)->Apply(sizes);
BENCHMARK(sha256)->Apply(sizes);
BENCHMARK(sign)->Apply(sizes);
BENCHMARK(whole)->Apply(sizes);

}  // namespace
}  // namespace gw
