// What tests of the splice have in common: a request in, what becomes of it out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "anthropic/rules.h"
#include "anthropic/splice.h"
#include "json/value.h"

namespace gw::anthropic::test {

struct Spliced {
  std::string body;
  std::vector<std::string> dropped;
  int status = 200;
};

inline Spliced splice_with(std::string_view text, const ClaudeRules& rules,
                           std::string_view betas = {}, Purpose purpose = Purpose::answer) {
  const auto body = MessagesBody::parse(text);
  if (!body) return {body.error().message, {}, body.error().status};
  const auto facts = read_messages_facts(*body, betas, purpose);
  if (!facts) return {facts.error().message, {}, facts.error().status};
  const auto spliced = splice_request(*body, *facts, rules, {});
  if (!spliced) return {spliced.error().message, {}, spliced.error().status};
  json::Document document;
  EXPECT_TRUE(document.parse(spliced->body.view())) << spliced->body.view();
  return {std::string(spliced->body.view()), spliced->dropped};
}

inline Spliced splice(std::string_view text, std::string_view model, std::string_view betas = {}) {
  return splice_with(text, rules_for(model), betas);
}

inline constexpr std::string_view kMessages = R"("messages":[{"role":"user","content":"Hi"}])";
inline constexpr std::string_view kVersion = R"("anthropic_version":"bedrock-2023-05-31")";

// A request with these members between the others.
inline std::string with(std::string_view members) {
  return R"({"model":"m","max_tokens":32000,)" + std::string(members) +
         (members.empty() ? "" : ",") + std::string(kMessages) + "}";
}
// What becomes of it when the members became `members`.
inline std::string becomes(std::string_view members) {
  return R"({"max_tokens":32000,)" + std::string(members) + (members.empty() ? "" : ",") +
         std::string(kMessages) + "," + std::string(kVersion) + "}";
}
inline std::string with_content(std::string_view blocks) {
  return R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":[)" +
         std::string(blocks) + "]}]}";
}

struct Row {
  std::string_view members;  // of the request
  std::string_view model;
  std::string_view became;
  std::vector<std::string> dropped = {};
  std::string_view betas = {};
};

inline void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const Spliced spliced = splice(with(row.members), row.model, row.betas);
    EXPECT_EQ(spliced.body, becomes(row.became)) << row.members << row.model;
    EXPECT_EQ(spliced.dropped, row.dropped) << row.members << row.model;
  }
}

}  // namespace gw::anthropic::test
