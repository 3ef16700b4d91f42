// Whatever a client sends, Bedrock gets nothing that it refuses: for every model of the catalogue,
// as the simulator judges. (AWS's service model judges the same requests in the end-to-end tests.)
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "bedrock/catalogue.h"
#include "config/catalogue_toml.h"
#include "simulator/service.h"
#include "support/dialects.h"
#include "translate/random_request.h"
#include "translate/spell.h"

namespace gw::translate {
namespace {

// Sanitizers are slow.
#if defined(__SANITIZE_ADDRESS__) || (defined(__has_feature) && __has_feature(address_sanitizer))
constexpr std::uint64_t kSeeds = 15;
constexpr std::uint64_t kSpelledSeeds = 10;
constexpr std::uint64_t kRepeated = 2;
#else
constexpr std::uint64_t kSeeds = 500;
constexpr std::uint64_t kSpelledSeeds = 200;
constexpr std::uint64_t kRepeated = 20;
#endif

const bedrock::Catalogue& catalogue() {
  static const bedrock::Catalogue kCatalogue(config::builtin_catalogue());
  return kCatalogue;
}

// Has every model called through InvokeModel that can be.
const bedrock::Catalogue& invoking_catalogue() {
  static const bedrock::Catalogue kCatalogue = [] {
    auto all = config::builtin_catalogue();
    for (auto& rules : all) {
      if (rules.native != bedrock::NativeFormat::none) rules.api = bedrock::Api::invoke;
    }
    return bedrock::Catalogue(std::move(all));
  }();
  return kCatalogue;
}

// One id for each pattern of the catalogue whose models converse; `native`: if the model can be
// invoked.
std::vector<std::string> models(bool native) {
  std::vector<std::string> ids;
  for (const auto& rules : config::builtin_catalogue()) {
    if (native && rules.native == bedrock::NativeFormat::none) continue;
    std::string id = rules.pattern;
    if (id.ends_with('*')) id.back() = '1';
    const auto& found = catalogue().find(id);
    const bool makes_vectors = found.embedding != bedrock::EmbeddingFormat::none;
    if (makes_vectors || found.card.kind != bedrock::ModelKind::chat) continue;
    ids.push_back(std::move(id));
  }
  return ids;
}

std::expected<Exchange, llm::Failure> translate(std::string_view body,
                                                const bedrock::Catalogue& rules = catalogue()) {
  Buffer bytes;
  bytes.append(body);
  const auto request = openai::parse_chat_request(bytes.view());
  if (!request) return std::unexpected(request.error());
  const auto id = bedrock::parse_model_id(request->common.model);
  EXPECT_TRUE(id) << request->common.model;
  return translate_chat(*request, *id, rules.find(id->value), {.id = "chatcmpl-1"});
}

struct Count {
  std::size_t sent = 0;
  std::size_t refused = 0;  // by the gateway
};

void expect_accepted(const std::string& model, const bedrock::Catalogue& rules, Count& count) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const std::string body = RandomRequest(seed).body(model);
    const auto exchange = translate(body, rules);
    if (!exchange) {
      EXPECT_EQ(exchange.error().status, 400) << exchange.error().message;
      ++count.refused;
      continue;
    }
    ++count.sent;
    const auto& [path, upstream] = std::tie(exchange->upstream.path, exchange->upstream.body);
    const auto operation = simulator::find_operation("POST", path);
    ASSERT_TRUE(operation) << path;
    const auto reply =
        simulator::respond({*operation, "application/json", "", upstream.view()}, catalogue(), {});
    ASSERT_EQ(reply.status, 200) << "seed " << seed << ", " << path << "\n"
                                 << body << "\n"
                                 << upstream.view() << "\n"
                                 << reply.body;
  }
}

TEST(Property, NothingThatBedrockRefusesIsSent) {
  Count count;
  for (const std::string& model : models(false)) expect_accepted(model, catalogue(), count);
  EXPECT_GT(count.sent, count.refused) << "too many requests do not get as far as Bedrock";
}

TEST(Property, NothingThatBedrockRefusesIsInvoked) {
  Count count;
  Count claude;
  for (const std::string& model : models(true)) {
    const auto& rules = invoking_catalogue().find(model);
    const bool blocks = bedrock::speaks_in_blocks(rules);
    expect_accepted(model, invoking_catalogue(), blocks ? claude : count);
  }
  EXPECT_GT(count.sent, 0U);
  EXPECT_GT(claude.sent, claude.refused) << "too many requests do not get as far as Bedrock";
}

class Spellings : public ::testing::TestWithParam<Dialect> {};

TEST_P(Spellings, OfOneConversationAreTheSameToBedrock) {
  const auto spell = GetParam() == Dialect::messages ? spell_messages : spell_responses;
  std::size_t said = 0;
  std::uint64_t seed =
      0;  // other requests for each model: few are enough for most of what there is
  for (const std::string& model : models(false)) {
    const auto id = bedrock::parse_model_id(model);
    const bedrock::ModelRules& rules = catalogue().find(id->value);
    for (const std::uint64_t end = seed + kSpelledSeeds; seed < end; ++seed) {
      const std::string chat_body = RandomRequest(seed).body(model);
      const auto chat = read_request(Dialect::chat, chat_body);
      const auto body = chat ? spell((*chat)->request()) : std::nullopt;
      if (!body) continue;
      const auto spelled = read_request(GetParam(), *body);
      ASSERT_TRUE(spelled) << spelled.error().message << "\n" << *body;
      adopt_habits(GetParam(), (*spelled)->request(), (*chat)->request());
      const auto expected = (*chat)->translate(rules, {});
      const auto exchange = (*spelled)->translate(rules, {});
      ASSERT_EQ(exchange.has_value(), expected.has_value()) << *body;
      if (!exchange) continue;
      ++said;
      ASSERT_EQ(exchange->upstream.body.view(), expected->upstream.body.view())
          << "seed " << seed << "\n"
          << chat_body << "\n"
          << *body;
    }
  }
  EXPECT_GT(said, models(false).size() * kSpelledSeeds / 10) << "too little can be said";
}

INSTANTIATE_TEST_SUITE_P(EveryDialect, Spellings,
                         ::testing::Values(Dialect::messages, Dialect::responses),
                         [](const auto& info) { return std::string(name(info.param)); });

TEST(Property, U4fTheSameRequestIsTheSameBytes) {
  std::uint64_t repeated = 0;
  for (std::uint64_t seed = 0; repeated < kRepeated; ++seed) {
    const std::string body = RandomRequest(seed).body("anthropic.claude-sonnet-4-5-20250929-v1:0");
    if (!translate(body)) continue;  // some have what this model does not take
    ++repeated;
    std::set<std::string> bodies;
    for (int i = 0; i < 1000; ++i) {
      const auto exchange = translate(body);
      ASSERT_TRUE(exchange) << exchange.error().message;
      bodies.emplace(exchange->upstream.body.view());
    }
    EXPECT_EQ(bodies.size(), 1U) << body;
  }
}

}  // namespace
}  // namespace gw::translate
