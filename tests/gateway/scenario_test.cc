// The whole way of a request in memory: a client's bytes in, Bedrock's bytes in, the client's
// answer out; then again with every single I/O operation failing in turn.
#include <array>
#include <string>
#include <vector>

#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include "eventstream/encoder.h"
#include "gateway/bedrock/provider.h"
#include "gateway/doors/chat_door.h"
#include "gateway/doors/conversation_door.h"
#include "gateway/front/front.h"
#include "server/session.h"
#include "support/memory_stream.h"
#include "support/prepared_connector.h"
#include "support/run.h"

namespace gw::gateway {
namespace {

using test::MemoryStream;
using Fault = MemoryStream::Fault;

constexpr std::string_view kWholeAnswer =
    R"({"output":{"message":{"role":"assistant","content":[{"text":"Hi there"}]}},)"
    R"("stopReason":"end_turn","usage":{"inputTokens":3,"outputTokens":2,"totalTokens":5},)"
    R"("metrics":{"latencyMs":1}})";

std::string chat(bool stream) {
  const std::string body =
      std::string(
          R"({"model":"amazon.nova-lite-v1:0","messages":[{"role":"user","content":"Hello"}])") +
      (stream ? R"(,"stream":true})" : "}");
  return "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n"
         "connection: close\r\ncontent-length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string http_answer(std::string_view type, std::string_view body) {
  return "HTTP/1.1 200 OK\r\ncontent-type: " + std::string(type) +
         "\r\nx-amzn-requestid: upstream-1\r\ncontent-length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

std::string frames(bool complete) {
  Buffer out;
  eventstream::append_event("messageStart", R"({"role":"assistant"})", out);
  for (const std::string_view piece : {"Hi", " there"}) {
    eventstream::append_event(
        "contentBlockDelta",
        R"({"contentBlockIndex":0,"delta":{"text":")" + std::string(piece) + "\"}}", out);
  }
  if (complete) {
    eventstream::append_event("contentBlockStop", R"({"contentBlockIndex":0})", out);
    eventstream::append_event("messageStop", R"({"stopReason":"end_turn"})", out);
    eventstream::append_event(
        "metadata",
        R"({"usage":{"inputTokens":3,"outputTokens":2,"totalTokens":5},"metrics":{"latencyMs":1}})",
        out);
  }
  return std::string(out.view());
}

std::string streamed_answer(bool complete) {
  return http_answer("application/vnd.amazon.eventstream", frames(complete));
}

// Failures are then the client's to see.
UpstreamRules one_attempt() {
  UpstreamRules rules;
  rules.retry.attempts = 1;
  return rules;
}

class Scenario : public testing::Test {
 protected:
  // Sends the request, reads to the end, and closes: a client that asks once.
  io::Task<std::string> be_client(MemoryStream& client, std::string_view request) {
    const std::array<std::string_view, 1> pieces = {request};
    std::string answer;
    const Result<> written = co_await client.write(pieces);
    std::array<char, 4096> room;
    while (written) {
      const Result<std::size_t> n = co_await client.read_some(room);
      if (!n || *n == 0) break;
      answer.append(room.data(), *n);
    }
    client.close();
    co_return answer;
  }

  io::Task<void> be_server(MemoryStream& server) {
    co_await server::serve(server, "127.0.0.1", session_);
    server.close();
  }

  // One request on one connection; `prepare` may arrange a failure on the server's end of it.
  template <class Prepare>
  std::string ask(std::string_view request, Prepare prepare) {
    auto [client, server] = MemoryStream::pair(context_.get_executor());
    prepare(*server);
    io::asio::co_spawn(context_, be_server(*server), io::asio::detached);
    std::string answer = test::run(context_, be_client(*client, request));
    server_operations_ = server->operations();
    return answer;
  }
  std::string ask(std::string_view request) {
    return ask(request, [](MemoryStream&) {});
  }

  io::asio::io_context context_{1};
  io::Deadlines deadlines_{context_.get_executor()};
  test::PreparedConnector upstream_connections_{context_.get_executor()};
  io::PoolLimits pool_limits_;
  io::Pool pool_{upstream_connections_, pool_limits_};
  aws::SigningKeys keys_;
  upstream::Shared upstream_{pool_, deadlines_, keys_, {}};
  bedrock::Catalogue catalogue_{{}};
  BedrockOptions options_{
      {credentials::fixed({"AKIDEXAMPLE", Secret("secret"), Secret()}), "", "us-east-1"}};
  UpstreamRules rules_ = one_attempt();
  Load load_;
  Upstreams upstreams_{load_};
  io::Worker worker_;  // only for what waits on credentials, and nothing does
  credentials::Wallet wallet_{worker_};
  BedrockProvider provider_{options_, catalogue_, Calling{upstream_, upstreams_, rules_}, wallet_};
  std::array<Provider*, 1> providers_ = {&provider_};
  RemoteMedia remote_media_{fetch::Fetcher({}, {}, {upstream_connections_, upstream_connections_},
                                           deadlines_, context_.get_executor())};
  ChatReader reader_{{}};
  ConversationDoor chat_{reader_, providers_, remote_media_, {.body_bytes = 1 << 20}};
  Endpoints endpoints_ = {{Door::chat, &chat_}};
  FrontOptions front_options_{
      std::make_shared<tenancy::Directory>(), Cors({}), false, {.access_log = false}};
  Log log_{{.level = config::LogLevel::error}};
  Recorder recorder_{deadlines_, log_};
  Front front_{endpoints_, front_options_, load_, log_, recorder_};
  server::SessionLimits limits_;
  io::Phase phase_ = io::Phase::running;
  io::Gate requests_{context_.get_executor()};
  server::SessionContext session_{front_, limits_, deadlines_, phase_, requests_, {}};
  std::size_t server_operations_ = 0;
};

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// What no client may ever see of an answer that did not come whole.
void expect_no_success(std::string_view answer) {
  EXPECT_FALSE(has(answer, R"("finish_reason":"stop")")) << answer;
  EXPECT_FALSE(has(answer, "[DONE]")) << answer;
}

TEST_F(Scenario, AWholeAnswer) {
  upstream_connections_.add(http_answer("application/json", kWholeAnswer));
  const std::string answer = ask(chat(false));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  for (const std::string_view part : {"x-request-id: req_", "x-amzn-requestid: upstream-1",
                                      "x-gateway-overhead-us: ", R"("content":"Hi there")",
                                      R"("finish_reason":"stop")", R"("total_tokens":5)"}) {
    EXPECT_TRUE(has(answer, part)) << part << " in " << answer;
  }
  EXPECT_EQ(pool_.idle(), 1U);
}

TEST_F(Scenario, AStream) {
  upstream_connections_.add(streamed_answer(true));
  const std::string answer = ask(chat(true));
  for (const std::string_view part :
       {"content-type: text/event-stream", "cache-control: no-cache", "x-accel-buffering: no",
        R"("delta":{"content":"Hi"})", R"("finish_reason":"stop")", "data: [DONE]"}) {
    EXPECT_TRUE(has(answer, part)) << part << " in " << answer;
  }
  EXPECT_EQ(pool_.idle(), 1U);
}

TEST_F(Scenario, ATruncatedStreamIsAnErrorAndItsConnectionIsNotReused) {
  upstream_connections_.add(streamed_answer(false));
  upstream_connections_.limit_reads(
      100);  // the first words are on their way when the end is missed
  const std::string answer = ask(chat(true));
  EXPECT_TRUE(has(answer, R"("delta":{"content":"Hi"})")) << answer;
  EXPECT_TRUE(has(answer, R"(data: {"error":)")) << answer;
  EXPECT_TRUE(has(answer, "upstream_stream_truncated")) << answer;
  expect_no_success(answer);
  EXPECT_EQ(pool_.idle(), 0U);
}

TEST_F(Scenario, AnExceptionBeforeTheFirstByteHasItsRealStatus) {
  Buffer out;
  eventstream::append_exception("throttlingException", R"({"message":"slow down"})", out);
  upstream_connections_.add(http_answer("application/vnd.amazon.eventstream", out.view()));
  const std::string answer = ask(chat(true));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 429 ")) << answer;
  EXPECT_TRUE(has(answer, "slow down"));
  expect_no_success(answer);
}

std::string error_answer(int status, std::string_view code) {
  const std::string body = R"({"message":"simulated"})";
  return "HTTP/1.1 " + std::to_string(status) + " Error\r\nx-amzn-errortype: " + std::string(code) +
         "\r\nconnection: close\r\ncontent-length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

io::Task<std::string> read_once(MemoryStream& peer) {
  std::array<char, 4096> room;
  const Result<std::size_t> n = co_await peer.read_some(room);
  co_return std::string(room.data(), n.value_or(0));
}

TEST_F(Scenario, AnAttemptThatFailedIsMadeAgainWithTheSameBody) {  // U8c
  rules_.retry.attempts = 2;
  MemoryStream& first = upstream_connections_.add(error_answer(500, "InternalServerException"));
  MemoryStream& second = upstream_connections_.add(http_answer("application/json", kWholeAnswer));
  const std::string answer = ask(chat(false));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
  EXPECT_TRUE(has(answer, "x-gateway-attempts: 2")) << answer;
  const std::string sent = test::run(context_, read_once(first));
  const std::string again = test::run(context_, read_once(second));
  EXPECT_TRUE(has(sent, R"("text":"Hello")")) << sent;
  EXPECT_EQ(sent.substr(sent.find("\r\n\r\n")), again.substr(again.find("\r\n\r\n")));
}

TEST_F(Scenario, JsonWhereFramesWereAskedForIsAnErrorThoughItsStatusIs200) {
  upstream_connections_.add(
      http_answer("application/json", R"({"Output":{"__type":"UnknownOperationException"}})"));
  const std::string answer = ask(chat(true));
  EXPECT_FALSE(answer.starts_with("HTTP/1.1 200")) << answer;
  expect_no_success(answer);
}

// Where what is held of requests and answers has to fit into 32 KiB (U22).
class InLittleMemory : public Scenario {
 protected:
  InLittleMemory() {
    session_.load = &load_.sessions;
    limits_.body_bytes = 2 * io::BodyMemory::kSmall;
    rules_.retry.attempts = 3;
  }
  void expect_refused(std::string_view answer) {
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 ")) << answer;
    EXPECT_TRUE(has(answer, "retry-after: ")) << answer;
    EXPECT_TRUE(has(answer, R"("code":"server_is_overloaded")")) << answer;
    EXPECT_FALSE(has(answer, "x-should-retry")) << answer;
    expect_closed();
  }
  void expect_closed() {
    EXPECT_EQ(pool_.idle(), 0U) << "what was not read is still to come";
    EXPECT_EQ(upstream_connections_.destinations.size(), 1U) << "asked again in vain";
  }

  std::string large_frame() const {
    Buffer out;
    eventstream::append_event("contentBlockDelta",
                              R"({"contentBlockIndex":0,"delta":{"text":")" + large_ + "\"}}", out);
    return std::string(out.view());
  }

  const std::string large_ = std::string(3 * io::BodyMemory::kSmall, 'x');
};

TEST_F(InLittleMemory, AnAnswerThatIsTooMuchIsRefused) {
  for (const std::string& framing :
       std::vector<std::string>{"content-length: " + std::to_string(large_.size()) + "\r\n\r\n",
                                "transfer-encoding: chunked\r\n\r\nc000\r\n"}) {
    upstream_connections_.destinations.clear();
    upstream_connections_.add("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" + framing +
                              large_);
    expect_refused(ask(chat(false)));
  }
  upstream_connections_.add(http_answer("application/json", kWholeAnswer));
  EXPECT_TRUE(ask(chat(false)).starts_with("HTTP/1.1 200 ")) << "nothing is held any more";
}

TEST_F(InLittleMemory, AStreamThatHoldsTooMuchIsRefusedBeforeItHasBegun) {
  upstream_connections_.add(http_answer("application/vnd.amazon.eventstream", large_frame()));
  upstream_connections_.limit_reads(4096);
  expect_refused(ask(chat(true)));
}

TEST_F(InLittleMemory, AStreamThatHoldsTooMuchLaterEndsInAnError) {
  upstream_connections_.add(http_answer("application/vnd.amazon.eventstream",
                                        frames(false) + large_frame() + frames(true)));
  upstream_connections_.limit_reads(4096);
  const std::string answer = ask(chat(true));
  EXPECT_TRUE(has(answer, R"("delta":{"content":"Hi"})")) << answer;
  EXPECT_TRUE(has(answer, "server_is_overloaded")) << answer;
  expect_no_success(answer);
  expect_closed();
}

// However long it is: nothing of it stays here.
TEST_F(InLittleMemory, AStreamIsPassedOnWhole) {
  std::string answer;
  for (int i = 0; i < 100; ++i) answer += frames(false);
  upstream_connections_.add(
      http_answer("application/vnd.amazon.eventstream", answer + frames(true)));
  upstream_connections_.limit_reads(1000);
  EXPECT_TRUE(has(ask(chat(true)), "[DONE]"));
}

class FailureAtEachStep : public Scenario, public testing::WithParamInterface<bool> {};

TEST_P(FailureAtEachStep, OfTheUpstreamConnectionIsNeverASuccess) {
  const bool stream = GetParam();
  const std::string upstream_answer =
      stream ? streamed_answer(true) : http_answer("application/json", kWholeAnswer);
  for (const Fault fault : {Fault::reset, Fault::end, Fault::cancel}) {
    for (std::size_t operation = 1; operation <= 2; ++operation) {
      upstream_connections_.add(upstream_answer, operation, fault);
      const std::string answer = ask(chat(stream));
      expect_no_success(answer);
      EXPECT_EQ(pool_.idle(), 0U) << "a broken connection was kept";
    }
  }
}

TEST_P(FailureAtEachStep, OfTheClientConnectionEndsTheRequestQuietly) {
  const bool stream = GetParam();
  const std::string upstream_answer =
      stream ? streamed_answer(true) : http_answer("application/json", kWholeAnswer);
  upstream_connections_.add(upstream_answer);
  ask(chat(stream));
  const std::size_t operations = server_operations_;
  ASSERT_GE(operations, 2U);
  for (const Fault fault : {Fault::reset, Fault::end, Fault::cancel}) {
    for (std::size_t operation = 1; operation <= operations; ++operation) {
      pool_.close_idle();
      upstream_connections_.add(upstream_answer);
      ask(chat(stream), [&](MemoryStream& server) { server.fail_at(operation, fault); });
      upstream_connections_.forget_unused();
    }
  }
}

// Short reads at any size give the same answer.
TEST_P(FailureAtEachStep, ShortReadsChangeNothing) {
  const bool stream = GetParam();
  for (const std::size_t size : {1U, 2U, 3U, 7U, 100U}) {
    pool_.close_idle();
    upstream_connections_.add(stream ? streamed_answer(true)
                                     : http_answer("application/json", kWholeAnswer));
    upstream_connections_.limit_reads(size);
    const std::string answer =
        ask(chat(stream), [&](MemoryStream& server) { server.limit_reads(size); });
    EXPECT_TRUE(has(answer, R"("finish_reason":"stop")")) << answer;
  }
}

INSTANTIATE_TEST_SUITE_P(WholeAndStreamed, FailureAtEachStep, testing::Bool());

}  // namespace
}  // namespace gw::gateway
