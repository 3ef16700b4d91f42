// Whatever schema a client's tool has, for every model of the catalogue: the simulator takes what
// is sent, and the arguments that follow it come back in the client's names.
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "bedrock/catalogue.h"
#include "bedrock/schema/fit.h"
#include "bedrock/schema/form.h"
#include "config/catalogue_toml.h"
#include "json/value.h"
#include "simulator/example.h"
#include "simulator/service.h"
#include "support/dialects.h"
#include "support/random_schema.h"

namespace gw::translate {
namespace {

#if defined(__SANITIZE_ADDRESS__) || (defined(__has_feature) && __has_feature(address_sanitizer))
constexpr std::uint64_t kSchemas = 300;
#else
constexpr std::uint64_t kSchemas = 3000;
#endif

const bedrock::Catalogue& schema_catalogue() {
  static const bedrock::Catalogue kSchemaCatalogue(config::builtin_catalogue());
  return kSchemaCatalogue;
}

// One for each part of JSON Schema that some family takes.
constexpr std::string_view kSchemaModels[] = {
    "anthropic.claude-sonnet-4-5-20250929-v1:0",
    "amazon.nova-pro-v1:0",
    "moonshotai.kimi-k2.5",
    "meta.llama3-1-8b-instruct-v1:0",
    "openai.gpt-5.6-sol",
};

std::string request_with(std::string_view model, std::string_view schema, bool answer) {
  std::string body =
      R"({"model":")" + std::string(model) + R"(","messages":[{"role":"user","content":"Go."}],)";
  if (answer) {
    return body + R"("response_format":{"type":"json_schema","json_schema":{"name":"x","schema":)" +
           std::string(schema) + "}}}";
  }
  return body + R"("tools":[{"type":"function","function":{"name":"f","parameters":)" +
         std::string(schema) + "}}]}";
}

llm::Expected<Exchange> translated_schema(const std::string& body) {
  const auto request = openai::parse_chat_request(body);
  if (!request) return std::unexpected(request.error());
  const auto id = bedrock::parse_model_id(request->common.model);
  return translate_chat(*request, *id, schema_catalogue().find(id->value), {.id = "chatcmpl-1"});
}

void expect_taken(const std::string& body, const Exchange& exchange) {
  const auto operation = simulator::find_operation("POST", exchange.upstream.path);
  ASSERT_TRUE(operation);
  const std::string_view sent = exchange.upstream.body.view();
  const auto reply =
      simulator::respond({*operation, "application/json", "", sent}, schema_catalogue(), {});
  ASSERT_EQ(reply.status, 200) << body << "\n" << sent << "\n" << reply.body;
}

class SchemasOfTools : public ::testing::TestWithParam<std::string_view> {};

TEST_P(SchemasOfTools, AreTakenWhateverTheyAre) {
  for (std::uint64_t seed = 0; seed < kSchemas; ++seed) {
    const std::string body = request_with(GetParam(), RandomSchema(seed).root(), false);
    const auto exchange = translated_schema(body);
    ASSERT_TRUE(exchange) << seed << exchange.error().message << body;
    expect_taken(body, *exchange);
    if (HasFatalFailure()) FAIL() << "seed " << seed;
  }
}

TEST_P(SchemasOfTools, OfAnswersAreTakenWhateverTheyAre) {
  for (std::uint64_t seed = 0; seed < kSchemas; ++seed) {
    const std::string body = request_with(GetParam(), RandomSchema(seed).root(), true);
    const auto exchange = translated_schema(body);
    ASSERT_TRUE(exchange) << seed << exchange.error().message << body;
    expect_taken(body, *exchange);
    if (HasFatalFailure()) FAIL() << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Models, SchemasOfTools, ::testing::ValuesIn(kSchemaModels),
                         [](const auto& info) { return "Model" + std::to_string(info.index); });

// What comes out needs nothing more, so that a second gateway on the way changes nothing.
TEST(FitProperty, WhatComesOutFits) {
  using schema::Gap;
  constexpr schema::Gaps kAll[] = {{},
                                   {Gap::root_unions, Gap::property_names},
                                   {Gap::root_unions, Gap::root_keywords, Gap::references},
                                   {Gap::root_unions, Gap::lookaround},
                                   {Gap::root_unions, Gap::root_keywords, Gap::references,
                                    Gap::property_names, Gap::lookaround}};
  for (std::uint64_t seed = 0; seed < 10 * kSchemas; ++seed) {
    const std::string text = RandomSchema(seed).root();
    json::Document document;
    const auto value = document.parse(text);
    ASSERT_TRUE(value) << text;
    for (const schema::Gaps gaps : kAll) {
      for (const schema::Root root : {schema::Root::object, schema::Root::any}) {
        schema::Budget budget;
        const auto fitted = schema::fit(*value, gaps, budget, root);
        ASSERT_TRUE(fitted) << text;
        if (fitted->text.empty()) continue;
        json::Document again;
        const auto written = again.parse(fitted->text);
        ASSERT_TRUE(written) << text << "\n" << fitted->text;
        const auto found = root == schema::Root::object ? schema::inspect(*written, gaps)
                                                        : schema::inspect_any(*written, gaps);
        ASSERT_EQ(found, schema::Fit::as_it_is) << seed << text << "\n" << fitted->text;
      }
    }
  }
}

// The keys of all objects in it.
void collect_schema_keys(json::Value value, std::set<std::string>& keys) {
  if (const auto array = value.array()) {
    for (const json::Value item : *array) collect_schema_keys(item, keys);
  }
  const auto object = value.object();
  if (!object) return;
  for (const auto [key, member] : *object) {
    keys.insert(json::decode({key}).value_or(""));
    collect_schema_keys(member, keys);
  }
}

// All names that the schema asks for, as the simulated model gives them.
TEST(FitProperty, C3ArgumentsComeBackInTheClientsNames) {
  constexpr schema::Gaps kClaude{schema::Gap::root_unions, schema::Gap::property_names};
  std::size_t renamed = 0;
  for (std::uint64_t seed = 0; seed < kSchemas; ++seed) {
    const std::string text = RandomSchema(seed).root();
    json::Document document;
    schema::Budget budget;
    const auto fitted = schema::fit(*document.parse(text), kClaude, budget);
    ASSERT_TRUE(fitted);
    if (fitted->names.empty()) continue;
    ++renamed;
    const auto parsed = simulator::parse_json(fitted->text);
    ASSERT_TRUE(parsed) << fitted->text;
    const std::string arguments = simulator::to_json(simulator::example_of(*parsed, "x"));
    schema::KeyRenamer renamer(fitted->names.originals);
    std::string back;
    for (const char c : arguments) back += renamer.add({&c, 1});
    back += renamer.finish();
    EXPECT_EQ(schema::rename_keys(back, fitted->names.aliases), arguments) << "and there again";
    json::Document answer;
    const auto value = answer.parse(back);
    ASSERT_TRUE(value) << back;
    std::set<std::string> keys;
    collect_schema_keys(*value, keys);
    for (const std::string& key : keys) {
      EXPECT_FALSE(fitted->names.originals.contains(key)) << seed << " " << back;
    }
  }
  EXPECT_GT(renamed, kSchemas / 10);
}

}  // namespace
}  // namespace gw::translate
