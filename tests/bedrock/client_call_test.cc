// Bedrock's own API as clients speak it: paths, guardrails and metadata, usage, errors.
#include "bedrock/client_call.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "bedrock/call_metadata.h"
#include "eventstream/decoder.h"

namespace gw::bedrock {
namespace {

TEST(ClientPath, NamesAModelAndAnOperation) {
  const auto path = parse_client_path("anthropic.claude-v2%3A1/converse-stream");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->model, "anthropic.claude-v2:1");
  EXPECT_EQ(path->operation, ClientOperation::converse_stream);
  const auto arn = parse_client_path("arn%3Aaws%3Abedrock%3Aa%3A1%3Ax%2Fy/invoke");
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->model, "arn:aws:bedrock:a:1:x/y");
  const auto plain = parse_client_path("arn:aws:bedrock:a:1:x/y/count-tokens");
  ASSERT_TRUE(plain) << "a slash that is not encoded";
  EXPECT_EQ(plain->model, "arn:aws:bedrock:a:1:x/y");
  for (const char* none : {"", "/", "/invoke", "m", "m/", "m/chat", "%zz/invoke"})
    EXPECT_FALSE(parse_client_path(none)) << none;
}

TEST(ClientBody, TellsItsGuardrail) {
  const auto read = read_client_body(
      R"({"messages":[],"guardrail\u0043onfig":{"guardrailIdentifier":"g","guardrailVersion":"1"},)"
      R"("additionalModelRequestFields":{"amazon-bedrock-guardrailConfig":{}}})");
  ASSERT_TRUE(read);
  ASSERT_TRUE(read->guardrail);
  EXPECT_EQ(read->guardrail->identifier, "g");
  EXPECT_EQ(read->guardrail_members, std::vector<std::string>{"amazon-bedrock-guardrailConfig"});
  for (const char* wrong : {"", "[]", "{", "7"}) EXPECT_FALSE(read_client_body(wrong)) << wrong;
}

TEST(ClientBody, TellsAGuardrailThatIsNamedTwice) {
  const auto read = read_client_body(
      R"({"guardrailConfig":{"guardrailIdentifier":"a","guardrailIdentifi\u0065r":"b"},)"
      R"("guardrailConfig":{"guardrailIdentifier":"","guardrailVersion":"2"}})");
  ASSERT_TRUE(read && read->guardrail);
  EXPECT_EQ(read->guardrail->identifier, "b");
  EXPECT_EQ(read->guardrail->version, "2");
}

TEST(ClientBody, TellsBlocksThatAGuardrailIsToLookAtAlone) {
  for (const char* body : {R"({"messages":[{"content":[{"text":"a"},{"guardCont\u0065nt":{}}]}]})",
                           R"({"system":[{"guardContent":{"text":{"text":"a"}}}]})"}) {
    const auto read = read_client_body(body);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->guardrail_members, std::vector<std::string>{"guardContent"}) << body;
  }
  const auto plain = read_client_body(R"({"messages":[{"content":[{"text":"guardContent"}]}]})");
  ASSERT_TRUE(plain);
  EXPECT_TRUE(plain->guardrail_members.empty());
}

TEST(ClientBody, GetsTheOperatorsGuardrailInPlaceOfEveryOther) {
  Buffer out;
  const bool complete = append_edited(
      R"({"guardrailConfig":{"a":1}, "messages":[ 1 ],"guardrail\u0043onfig":{"b":2}})",
      {.guardrail =
           Guardrail{.identifier = "g", .version = "DRAFT", .trace = {}, .stream_mode = "async"},
       .attribution = {},
       .stream = true},
      out);
  EXPECT_TRUE(complete);
  EXPECT_EQ(out.view(), R"({"messages":[ 1 ],"guardrailConfig":{"guardrailIdentifier":"g",)"
                        R"("guardrailVersion":"DRAFT","streamProcessingMode":"async"}})");
}

struct Attributed {
  std::string body;
  bool complete;
  friend bool operator==(const Attributed&, const Attributed&) = default;
};

Attributed attributed_body(std::string_view body) {
  Buffer out;
  const bool complete = append_edited(
      body, {.guardrail = {}, .attribution = {.key = "alice", .team = "research"}}, out);
  return {std::string(out.view()), complete};
}

Attributed attributed_header(std::string_view header) {
  auto [value, complete] = attribute_header({.key = "alice", .team = "research"}, header);
  return {std::move(value), complete};
}

TEST(ClientMetadata, BeginsWithWhoseCallItIs) {
  const std::string ours = R"("gateway_key":"alice","gateway_team":"research")";
  EXPECT_EQ(attributed_body(R"({"messages":[ 1 ]})"),
            Attributed(R"({"messages":[ 1 ],"requestMetadata":{)" + ours + "}}", true));
  EXPECT_EQ(attributed_body(R"({"requestMetadata":null})"),
            Attributed(R"({"requestMetadata":{)" + ours + "}}", true));
  EXPECT_EQ(attributed_body(R"({"requestMetadata":{"a":"b"},"request\u004detadata":{"c":"d"}})"),
            Attributed(R"({"requestMetadata":{)" + ours + R"(,"a":"b","c":"d"}})", true));
  EXPECT_EQ(attributed_header(""), Attributed("{" + ours + "}", true));
  EXPECT_EQ(attributed_header(R"({"a": "b"})"), Attributed("{" + ours + R"(,"a":"b"})", true));
}

TEST(ClientMetadata, ClaimsNobodyElsesName) {
  const std::string ours = R"("gateway_key":"alice","gateway_team":"research")";
  const std::string theirs = R"({"gateway_k\u0065y":"bob","gateway_team":"x","a":"b"})";
  EXPECT_EQ(attributed_header(theirs), Attributed("{" + ours + R"(,"a":"b"})", false));
  EXPECT_EQ(attributed_body(R"({"requestMetadata":)" + theirs + "}"),
            Attributed(R"({"requestMetadata":{)" + ours + R"(,"a":"b"}})", false));
  EXPECT_EQ(attribute_header({.key = "alice", .team = {}}, R"({"gateway_team":"x"})").value,
            R"({"gateway_key":"alice"})");
  for (const char* other : {"a=b", "[1]", R"("gateway_key")"})
    EXPECT_EQ(attributed_header(other), Attributed("{" + ours + "}", false));
}

TEST(ClientMetadata, HasNoMorePairsThanAwsTakes) {
  std::string pairs;
  for (int i = 0; i < 16; ++i)
    pairs.append(i == 0 ? "{\"p" : ",\"p").append(std::to_string(i)).append("\":\"x\"");
  pairs += "}";
  const auto [value, complete] = attributed_header(pairs);
  EXPECT_EQ(std::ranges::count(value, ':'), 16);
  EXPECT_TRUE(value.contains(R"("p13")"));
  EXPECT_FALSE(complete);
}

llm::Failure failure(int status, std::string_view code, std::string_view words = "") {
  llm::Failure made(status, llm::FailureKind::server, "the gateway's own words");
  made.code = code;
  made.upstream_message = words;
  return made;
}

TEST(ClientError, IsTheExceptionThatAwssClientsKnow) {
  const auto expect = [](const llm::Failure& failure, int status, std::string_view type) {
    const ClientError error = client_error(failure);
    EXPECT_EQ(error.status, status) << failure.code;
    EXPECT_EQ(error.type, type) << failure.code;
  };
  expect(failure(400, ""), 400, "ValidationException");
  expect(failure(400, "context_length_exceeded"), 400, "ValidationException");
  expect(failure(401, "invalid_api_key"), 403, "UnrecognizedClientException");
  expect(failure(403, "access_denied"), 403, "AccessDeniedException");
  expect(failure(404, "model_not_found", "The provided model identifier is invalid."), 400,
         "ValidationException");
  expect(failure(404, "model_not_found", "You don't have access to the model with the specified"),
         403, "AccessDeniedException");
  expect(failure(404, "model_not_found"), 404, "ResourceNotFoundException");
  expect(failure(429, "rate_limit_exceeded"), 429, "ThrottlingException");
  expect(failure(502, "model_error"), 424, "ModelErrorException");
  expect(failure(502, "upstream_error"), 503, "ServiceUnavailableException");
  expect(failure(503, "model_not_ready"), 429, "ModelNotReadyException");
  expect(failure(504, "model_timeout"), 408, "ModelTimeoutException");
}

TEST(ClientError, HasBedrocksOwnWordsWhereItSaidIt) {
  Buffer own;
  append_client_error(failure(400, "", "No."), own);
  EXPECT_EQ(own.view(), R"({"__type":"ValidationException","message":"No."})");
  Buffer ours;
  append_client_error(failure(500, ""), ours);
  EXPECT_EQ(ours.view(),
            R"({"__type":"InternalServerException","message":"the gateway's own words"})");
}

TEST(ClientError, EndsAStreamAsAnException) {
  Buffer out;
  append_client_exception(failure(429, "", "Slow down."), out);
  eventstream::Decoder decoder;
  decoder.feed(out.view());
  const auto message = decoder.next();
  ASSERT_TRUE(message && *message);
  EXPECT_EQ((*message)->message_type, "exception");
  EXPECT_EQ((*message)->exception_type, "throttlingException");
  EXPECT_EQ((*message)->payload, R"({"message":"Slow down."})");
}

}  // namespace
}  // namespace gw::bedrock
