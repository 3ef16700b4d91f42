// Every model of the first release, through both upstream forms, whole and streamed: what the
// gateway makes of a request passes the strict simulator, and what that answers reaches the client.
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "bedrock/catalogue.h"
#include "config/catalogue_toml.h"
#include "eventstream/encoder.h"
#include "json/value.h"
#include "simulator/service.h"
#include "support/chat.h"

namespace gw::translate {
namespace {

constexpr std::string_view kModels[] = {
    "ai21.jamba-1-5-large-v1:0",
    "ai21.jamba-1-5-mini-v1:0",
    "ai21.jamba-instruct-v1:0",
    "amazon.titan-text-express-v1",
    "amazon.titan-text-lite-v1",
    "amazon.titan-text-premier-v1:0",
    "amazon.titan-tg1-large",
    "anthropic.claude-v2:1",
    "anthropic.claude-v2",
    "anthropic.claude-3-5-haiku-20241022-v1:0",
    "anthropic.claude-3-sonnet-20240229-v1:0",
    "cohere.command-light-text-v14",
    "cohere.command-r-plus-v1:0",
    "cohere.command-r-v1:0",
    "cohere.command-text-v14",
    "meta.llama3-8b-instruct-v1:0",
    "meta.llama3-70b-instruct-v1:0",
    "meta.llama3-1-8b-instruct-v1:0",
    "meta.llama3-2-1b-instruct-v1:0",
    "mistral.mistral-7b-instruct-v0:2",
    "mistral.mixtral-8x7b-instruct-v0:1",
};

constexpr std::string_view kRequests[] = {
    R"("messages":[{"role":"user","content":"Hello!"}])",
    R"("messages":[{"role":"system","content":"Be brief."},{"role":"developer","content":"Be kind."},)"
    R"({"role":"user","content":"One?"},{"role":"assistant","content":"Two."},)"
    R"({"role":"user","content":[{"type":"text","text":"Say:"},{"type":"text","text":"Hello!"}]}],)"
    R"("max_tokens":100,"temperature":1.5,"top_p":0.9,"stop":["a1","b2","c3","d4"],)"
    R"("stream_options":{"include_usage":true})",
    R"("messages":[{"role":"user","content":"Hello!"},{"role":"assistant","content":"Well, "}],)"
    R"("max_completion_tokens":1000000,"temperature":0)",
};

const std::vector<bedrock::ModelRules>& builtin() {
  static const auto rules = config::builtin_catalogue();
  return rules;
}

// The catalogue with every model called as `api` says.
bedrock::Catalogue catalogue_for(bedrock::Api api) {
  auto rules = builtin();
  for (auto& rule : rules) {
    if (rule.native != bedrock::NativeFormat::none) rule.api = api;
  }
  return bedrock::Catalogue(std::move(rules));
}

std::string answer_of(Exchange& exchange, const simulator::Reply& reply) {
  Buffer out;
  if (!reply.stream) {
    Buffer body;
    body.append(reply.body);
    const auto converted = exchange.whole->convert(body.view(), {.input = 1, .output = 1}, out);
    EXPECT_TRUE(converted) << converted.error().message;
  } else {
    Buffer frames;
    for (const auto& frame : reply.frames)
      eventstream::append_event(frame.event_type, frame.payload, frames);
    const auto fed = exchange.stream->feed(frames.view(), out);
    EXPECT_TRUE(fed) << fed.error().message;
    const auto finished = exchange.stream->finish(out);
    EXPECT_TRUE(finished) << finished.error().message;
  }
  return std::string(out.view());
}

void expect_answered(std::string_view model, std::string_view members, bool stream,
                     const bedrock::Catalogue& catalogue) {
  Buffer body;
  body.append("{\"model\":\"" + std::string(model) + "\"," + std::string(members) +
              (stream ? ",\"stream\":true}" : "}"));
  const auto request = openai::parse_chat_request(body.view());
  ASSERT_TRUE(request) << request.error().message;
  const auto id = bedrock::parse_model_id(request->common.model);
  auto exchange = translate_chat(*request, *id, catalogue.find(id->value), {.id = "chatcmpl-1"});
  ASSERT_TRUE(exchange) << exchange.error().message;

  const auto operation = simulator::find_operation("POST", exchange->upstream.path);
  ASSERT_TRUE(operation) << exchange->upstream.path;
  static const bedrock::Catalogue known(builtin());
  const auto reply = simulator::respond(
      {*operation, "application/json", "application/json", exchange->upstream.body.view()}, known,
      {});
  ASSERT_EQ(reply.status, 200) << exchange->upstream.path << "\n"
                               << exchange->upstream.body.view() << "\n"
                               << reply.body;
  const auto answer = answer_of(*exchange, reply);
  EXPECT_TRUE(answer.contains(" simulator")) << answer;
  EXPECT_TRUE(answer.contains(R"("finish_reason":"stop")")) << answer;
  EXPECT_TRUE(answer.contains("\"model\":\"" + std::string(model) + "\"")) << answer;
}

TEST(EveryModel, AnswersThroughBothForms) {
  for (const auto api : {bedrock::Api::converse, bedrock::Api::invoke}) {
    const auto catalogue = catalogue_for(api);
    for (const auto model : kModels) {
      EXPECT_EQ(catalogue.find(model).api, api) << model;
      for (const auto request : kRequests) {
        for (const bool stream : {false, true}) {
          SCOPED_TRACE(model);
          expect_answered(model, request, stream, catalogue);
        }
      }
    }
  }
}

}  // namespace
}  // namespace gw::translate
