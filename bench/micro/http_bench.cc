// HTTP/1.1 alone: a request as the OpenAI SDK sends it, an upstream's stream, and what is written.
#include <string>

#include <benchmark/benchmark.h>

#include "http/parser.h"
#include "http/write.h"

namespace gw::http {
namespace {

const std::string kRequest =
    "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:3000\r\nAccept: application/json\r\n"
    "Content-Type: application/json\r\nUser-Agent: OpenAI/JS 6.49.0\r\nX-Stainless-Lang: js\r\n"
    "X-Stainless-Package-Version: 6.49.0\r\nX-Stainless-OS: Linux\r\nX-Stainless-Arch: x64\r\n"
    "X-Stainless-Runtime: node\r\nX-Stainless-Runtime-Version: v24.21.0\r\n"
    "X-Stainless-Retry-Count: 0\r\nX-Stainless-Timeout: 600\r\nAuthorization: Bearer unused\r\n"
    "x-provider: bedrock\r\nx-aws-access-key-id: AKIAIOSFODNN7EXAMPLE\r\n"
    "x-aws-secret-access-key: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\r\n"
    "x-aws-region: us-east-1\r\nAccept-Language: *\r\nConnection: keep-alive\r\n"
    "Content-Length: 1024\r\n\r\n";

class Count final : public BodySink {
 public:
  void body(std::string_view slice) override { bytes += slice.size(); }
  std::size_t bytes = 0;
};

void parse_request_head(benchmark::State& state) {
  RequestParser parser;
  for (auto _ : state) {
    benchmark::DoNotOptimize(parser.parse_head(kRequest));
    parser.reset();
  }
}
BENCHMARK(parse_request_head);

// 200 chunks of 200 bytes, as an event stream arrives.
void parse_chunked_response(benchmark::State& state) {
  Buffer response;
  append_status_line(200, response);
  append_field("transfer-encoding", "chunked", response);
  end_head(response);
  for (int i = 0; i < 200; ++i) {
    const std::size_t begun = begin_chunk(response);
    response.append(std::string(200, 'x'));
    end_chunk(begun, response);
  }
  response.append(kLastChunk);
  ResponseParser parser;
  Count sink;
  for (auto _ : state) {
    const auto head = parser.parse_head(response.view());
    benchmark::DoNotOptimize(parser.parse_body(response.view().substr(*head), sink));
    parser.reset();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(sink.bytes));
}
BENCHMARK(parse_chunked_response);

void write_response_head(benchmark::State& state) {
  Buffer out;
  for (auto _ : state) {
    append_status_line(200, out);
    append_field("content-type", "application/json", out);
    append_field("content-length", std::uint64_t{1024}, out);
    append_field("x-request-id", "req_abcdefghijklmnopqrstuvwx", out);
    end_head(out);
    benchmark::DoNotOptimize(out.view());
    out.clear();
  }
}
BENCHMARK(write_response_head);

}  // namespace
}  // namespace gw::http
