#include "llm/conversation_key.h"

#include <string>

#include <gtest/gtest.h>

#include "openai/chat_request.h"

namespace gw::openai {
namespace {

std::uint64_t key_of(const std::string& members) {
  const std::string body = R"({"model":"m",)" + members + "}";
  const auto request = parse_chat_request(body);
  EXPECT_TRUE(request) << request.error().message;
  return request ? llm::conversation_key(request->common) : 0;
}

constexpr const char* kSystem = R"({"role":"system","content":"Be brief."})";
constexpr const char* kUser = R"({"role":"user","content":"Hello!"})";
constexpr const char* kTool =
    R"("tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],)";

std::string messages(const std::string& list) { return "\"messages\":[" + list + "]"; }

TEST(ConversationKey, StaysTheSameThroughAConversation) {
  const std::string first = std::string(kSystem) + "," + kUser;
  const std::uint64_t key = key_of(kTool + messages(first));
  std::string turns = first;
  for (int turn = 0; turn < 10; ++turn) {
    turns += R"(,{"role":"assistant","content":"Yes?"},{"role":"user","content":"Go on."})";
    EXPECT_EQ(key_of(kTool + messages(turns)), key);
  }
  EXPECT_EQ(key_of(kTool + messages(first) + R"(,"stream":true,"temperature":1)"), key);
}

TEST(ConversationKey, TellsConversationsApart) {
  const std::string base = std::string(kSystem) + "," + kUser;
  const std::uint64_t key = key_of(messages(base));
  EXPECT_NE(key_of(kTool + messages(base)), key);
  EXPECT_NE(key_of(messages(kUser)), key);
  EXPECT_NE(key_of(messages(std::string(kSystem) + R"(,{"role":"user","content":"Hallo!"})")), key);
  const auto picture = [](const char* data) {
    return messages(R"({"role":"user","content":[{"type":"image_url","image_url":{"url":)"
                    R"("data:image/png;base64,)" +
                    std::string(data) + "\"}}]}");
  };
  EXPECT_NE(key_of(picture("AAAA")), key_of(picture("AAAB")));
}

TEST(ConversationKey, ThePromptCacheKeyJoinsThem) {
  const std::string other = std::string(kSystem) + R"(,{"role":"user","content":"Hallo!"})";
  const std::string one = std::string(kSystem) + "," + kUser;
  const std::string key = R"(,"prompt_cache_key":"k")";
  EXPECT_EQ(key_of(messages(one) + key), key_of(messages(other) + key));
  EXPECT_NE(key_of(messages(one) + key), key_of(messages(one)));
  EXPECT_NE(key_of(messages(one) + key), key_of(messages(kUser) + key)) << "the system's differ";
  EXPECT_EQ(key_of(messages(one) + R"(,"prompt_cache_key":7)"), key_of(messages(one)));
}

}  // namespace
}  // namespace gw::openai
