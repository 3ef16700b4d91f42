// Golden translations: tests/golden/<form>/<case>/ is a test by itself. <form> is "converse" or a
// native family. What goes in:
//   request.json   what the client sends: a chat request
//   request.messages.json, request.responses.json
//                  the same conversation in the other dialects, where they have words for it
//   rules.json     rules of the model that differ from the defaults, by their names in
//                  data/models.toml, or "catalogue": true for those of the model itself; decisions
//                  of the operator, such as "strict" (optional)
//   memory.json    the reasoning that is remembered, by the ids of calls (optional)
//   answer.json    what Bedrock answers, whole; headers.json: the token counts of its headers
//   answer.stream  ... or streamed, one frame a line: "<event type> <payload>" (for native families
//                  "chunk <the model's own JSON>"), "exception <type> <payload>",
//                  "error <code> <message>", "cut <bytes>" (of the end), "flip <byte>" (damage)
// and what must come out:
//   upstream.json  the request to Bedrock and the parameters dropped
//   response.json  or response.sse, or error.json when the client gets an HTTP error;
//                  response.messages.json ... when it speaks that dialect
// UPDATE_GOLDEN=1 writes what comes out; read the difference before you commit it.
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <map>
#include <stdexcept>

#include <gtest/gtest.h>

#include "bedrock/catalogue.h"
#include "config/catalogue_toml.h"
#include "json/value.h"
#include "json/write.h"
#include "support/dialects.h"
#include "support/event_streams.h"
#include "translate/golden_files.h"

namespace gw::translate {
namespace {

namespace fs = std::filesystem;
using golden::Case;
using golden::file_of;
using golden::kRoot;
using golden::read;

// Every split point is tried, but with sanitizers, which are slow, only every seventh.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr std::size_t kStride = 7;
#else
constexpr std::size_t kStride = 1;
#endif
#else
constexpr std::size_t kStride = 1;
#endif

const std::map<std::string, bedrock::NativeFormat, std::less<>> kForms = {
    {"converse", bedrock::NativeFormat::none},
    {"jamba", bedrock::NativeFormat::jamba},
    {"titan_text", bedrock::NativeFormat::titan_text},
    {"claude_text", bedrock::NativeFormat::claude_text},
    {"claude_messages", bedrock::NativeFormat::claude_messages},
    {"command", bedrock::NativeFormat::command},
    {"command_r", bedrock::NativeFormat::command_r},
    {"llama3", bedrock::NativeFormat::llama3},
    {"mistral_prompt", bedrock::NativeFormat::mistral_prompt},
};

// True when it is a decision of the operator's.
bool read_policy(std::string_view key, json::Value value, ChatOptions& options) {
  const auto flag = [&](bool& field) { return field = value.boolean().value(), true; };
  if (key == "strict") return flag(options.options.strict);
  if (key == "clamp_max_tokens") return flag(options.options.policy.clamp_max_tokens);
  if (key == "forward_extra_fields") return flag(options.options.policy.forward_extra_fields);
  if (key == "forward_user") return flag(options.options.policy.forward_user);
  if (key == "think_tags") return flag(options.think_tags);
  return false;
}

bedrock::ModelRules catalogue_rules(const std::string& request) {
  static const bedrock::Catalogue kCatalogue(config::builtin_catalogue());
  return kCatalogue.find(openai::parse_chat_request(request).value().common.model);
}

// A scalar of JSON is one of TOML, too.
void read_rules(const std::string& text, const std::string& request, bedrock::ModelRules& rules,
                ChatOptions& options) {
  std::string table = "[[model]]\npattern = \"golden\"\n";
  json::Document document;
  const json::Object object = document.parse(text).value().object().value();
  for (const auto [key, value] : object) {
    if (read_policy(key, value, options)) continue;
    if (key == "catalogue")
      rules = catalogue_rules(request);
    else
      table.append(key).append(" = ").append(value.raw()).append("\n");
  }
  rules.pattern = "golden";
  const auto loaded = config::load_models(table, "rules.json", {rules});
  if (!loaded) throw std::runtime_error(loaded.error().front().message);
  rules = loaded->back();
}

class Memory final : public ReasoningMemory {
 public:
  explicit Memory(const std::string& text) {
    json::Document document;
    const auto root = document.parse(text).value().object().value();
    for (const auto [id, blocks] : root) known_.emplace(id, blocks.raw());
  }
  void remember(std::string_view, std::string) override {}
  std::optional<std::string> recall(std::string_view call) const override {
    const auto found = known_.find(call);
    return found == known_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::map<std::string, std::string, std::less<>> known_;
};

std::string error_text(Dialect dialect, const llm::Failure& error) {
  return "{\"status\":" + std::to_string(error.status) + ",\"body\":" + error_body(dialect, error) +
         "}";
}

std::string_view id_of(Dialect dialect) {
  constexpr std::array<std::string_view, 3> kIds{"chatcmpl-golden", "msg_golden", "resp_golden"};
  return kIds[static_cast<std::size_t>(dialect)];
}

std::string upstream_text(const bedrock::Request& upstream,
                          const std::vector<std::string>& dropped = {}) {
  Buffer out;
  json::Writer writer(out);
  writer.begin_object().member("path", upstream.path);
  if (!dropped.empty()) {
    writer.key("dropped").begin_array();
    for (const std::string& name : dropped) writer.string(name);
    writer.end_array();
  }
  if (upstream.headers.size() > 1) {  // more than the accept header
    writer.key("headers").begin_object();
    for (const auto& [name, value] : upstream.headers) writer.member(name, value);
    writer.end_object();
  }
  writer.key("body").raw(upstream.body.view()).end_object();
  return std::string(out.view());
}

// What one client gets: the file it is compared with, and its bytes.
struct Answer {
  std::string file;
  std::string text;
  friend bool operator==(const Answer&, const Answer&) = default;
};
void PrintTo(const Answer& answer, std::ostream* out) {
  *out << answer.file << '\n' << answer.text;
}

class Golden : public ::testing::TestWithParam<Case> {
 protected:
  Golden()
      : dialect_(GetParam().dialect),
        folder_(kRoot / GetParam().name),
        chat_request_(*read(folder_ / "request.json")),
        request_(*read(folder_ / file_of(dialect_, "request", "json"))) {
    const std::string form = GetParam().name.substr(0, GetParam().name.find('/'));
    if (const auto text = read(folder_ / "rules.json"))
      read_rules(*text, chat_request_, rules_, options_);
    rules_.native = kForms.at(form);
    if (form != "converse") rules_.api = bedrock::Api::invoke;
    if (const auto text = read(folder_ / "memory.json"))
      options_.options.memory = &memory_.emplace(*text);
    options_.id = id_of(dialect_);
    options_.created = 1700000000;
  }

  llm::Expected<Exchange> translate() const {
    const auto conversation = read_request(dialect_, request_, options_);
    if (!conversation) return std::unexpected(conversation.error());
    return (*conversation)->translate(rules_, options_.options);
  }

  // The chat request with this dialect's habits.
  llm::Expected<Exchange> translate_chat() const {
    const auto spoken = read_request(dialect_, request_, options_);
    const auto chat = read_request(Dialect::chat, chat_request_, options_);
    if (!chat) return std::unexpected(chat.error());
    if (spoken) adopt_habits(dialect_, (*spoken)->request(), (*chat)->request());
    return (*chat)->translate(rules_, options_.options);
  }

  Answer error(const llm::Failure& failure) const {
    return {file_of(dialect_, "error", "json"), error_text(dialect_, failure)};
  }

  Answer whole(Exchange exchange) const {
    const std::string body = read(folder_ / "answer.json").value();
    Buffer out;
    const auto converted =
        exchange.whole->convert(body, golden::read_headers(read(folder_ / "headers.json")), out);
    if (!converted) return error(converted.error());
    const bool json = exchange.whole->content_type() == "application/json";
    return {file_of(dialect_, "response", json ? "json" : "sse"), std::string(out.view())};
  }

  // As the gateway does it: an error before the first byte has a status, a later one ends the
  // stream. `size` bytes are fed at a time, the first time `first`.
  Answer stream(const std::string& bytes, std::size_t first, std::size_t size) const {
    const Exchange exchange = translate().value();
    Buffer out;
    std::expected<void, llm::Failure> fine;
    std::size_t n = first;
    for (std::size_t at = 0; at < bytes.size() && fine; at += n, n = size) {
      // A copy of its own: nothing may be read behind it or remembered of it.
      const std::string_view fed = std::string_view(bytes).substr(at, n);
      const std::vector<char> piece(fed.begin(), fed.end());
      fine = exchange.stream->feed({piece.data(), piece.size()}, out);
    }
    if (fine) fine = exchange.stream->finish(out);
    if (!fine && out.empty()) return error(fine.error());
    if (!fine) exchange.stream->abort(fine.error(), out);
    return {file_of(dialect_, "response", "sse"), std::string(out.view())};
  }

  void expect(const Answer& actual) const {
    const bool json = actual.file.ends_with(".json");
    const fs::path path = folder_ / actual.file;
    if (json) {
      json::Document document;
      EXPECT_TRUE(document.parse(actual.text)) << actual.text;
    } else {
      EXPECT_EQ(check_stream(dialect_, actual.text), "");
    }
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
      std::ofstream(path, std::ios::binary) << actual.text << (json ? "\n" : "");
      return;
    }
    EXPECT_EQ(read(path).value_or("(no such file)"), actual.text) << path;
  }

  // Of two possible outcomes only one may be on record.
  void expect_only(const Answer& actual) const {
    for (const std::string& file :
         {file_of(dialect_, "response", "json"), file_of(dialect_, "response", "sse"),
          file_of(dialect_, "error", "json")}) {
      if (file == actual.file) continue;
      if (std::getenv("UPDATE_GOLDEN") != nullptr) fs::remove(folder_ / file);
      EXPECT_FALSE(fs::exists(folder_ / file)) << file << ", but the outcome is " << actual.file;
    }
    expect(actual);
  }

  // Whatever the dialect, Bedrock is told the same.
  void expect_upstream(const llm::Expected<Exchange>& exchange) const {
    if (dialect_ == Dialect::chat) {
      if (exchange) expect({"upstream.json", upstream_text(exchange->upstream, exchange->dropped)});
      return;
    }
    const auto chat = translate_chat();
    ASSERT_EQ(exchange.has_value(), chat.has_value())
        << (exchange ? chat : exchange).error().message;
    if (!chat) {
      EXPECT_EQ(exchange.error().status, chat.error().status);
      EXPECT_EQ(exchange.error().code, chat.error().code);
      return;
    }
    EXPECT_EQ(upstream_text(exchange->upstream), upstream_text(chat->upstream));
  }

  const Dialect dialect_;
  const fs::path folder_;
  const std::string chat_request_;
  const std::string request_;
  bedrock::ModelRules rules_;
  ChatOptions options_;
  std::optional<Memory> memory_;
};

TEST_P(Golden, Translation) {
  auto exchange = translate();
  expect_upstream(exchange);
  if (!exchange) return expect_only(error(exchange.error()));
  if (exchange->whole) return expect_only(whole(std::move(*exchange)));

  const std::string bytes = golden::frames(read(folder_ / "answer.stream").value());
  const Answer answer = stream(bytes, bytes.size(), bytes.size());
  expect_only(answer);
  EXPECT_EQ(stream(bytes, 1, 1), answer);
  for (std::size_t at = 1; at < bytes.size(); at += kStride) {
    ASSERT_EQ(stream(bytes, at, bytes.size()), answer) << "cut at " << at;
  }
}

std::string test_name(const ::testing::TestParamInfo<Case>& info) {
  std::string text = info.param.name + "_";
  text += name(info.param.dialect);
  std::ranges::replace_if(
      text, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return text;
}

TEST(GoldenCases, MostAreSpelledInEveryDialect) {
  const std::vector<Case> cases = golden::discover();
  EXPECT_GE(std::ranges::count(cases, Dialect::messages, &Case::dialect), 566);
  EXPECT_GE(std::ranges::count(cases, Dialect::responses, &Case::dialect), 552);
}

INSTANTIATE_TEST_SUITE_P(Cases, Golden, ::testing::ValuesIn(golden::discover()), test_name);

}  // namespace
}  // namespace gw::translate
