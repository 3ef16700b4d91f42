// Golden translations: tests/golden/<form>/<case>/ is a test by itself. <form> is "converse" or a
// native family. What goes in:
//   request.json   what the client sends
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
//   response.json  or response.sse, or error.json when the client gets an HTTP error
// UPDATE_GOLDEN=1 writes what comes out; read the difference before you commit it.
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "bedrock/catalogue.h"
#include "config/catalogue_toml.h"
#include "eventstream/encoder.h"
#include "json/value.h"
#include "json/write.h"
#include "openai/api_error.h"
#include "openai/chat_request.h"
#include "support/chat.h"

namespace gw::translate {
namespace {

namespace fs = std::filesystem;

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

const fs::path kRoot = fs::path(GW_SOURCE_DIR) / "tests/golden";

std::vector<std::string> discover() {
  std::vector<std::string> cases;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot)) {
    if (entry.path().filename() != "request.json") continue;
    cases.push_back(fs::relative(entry.path().parent_path(), kRoot).string());
  }
  std::ranges::sort(cases);
  return cases;
}

std::optional<std::string> read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text{std::istreambuf_iterator<char>(file), {}};
  while (text.ends_with('\n') && path.extension() == ".json") text.pop_back();
  return text;
}

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

bedrock::AnswerHeaders read_headers(const std::optional<std::string>& text) {
  bedrock::AnswerHeaders headers;
  if (!text) return headers;
  json::Document document;
  const json::Object object = document.parse(*text).value().object().value();
  const auto count = [&](std::string_view name) {
    const auto value = object.find(name);
    return value ? value->integer() : std::nullopt;
  };
  headers.input = count("x-amzn-bedrock-input-token-count");
  headers.output = count("x-amzn-bedrock-output-token-count");
  return headers;
}

// "a b c" split at its first space.
std::pair<std::string, std::string> split(const std::string& line) {
  const std::size_t space = std::min(line.find(' '), line.size());
  return {line.substr(0, space), line.substr(std::min(space + 1, line.size()))};
}

std::string frames(const std::string& text) {
  Buffer out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    const auto [kind, rest] = split(line);
    const auto [name, payload] = split(rest);
    if (kind == "exception") {
      eventstream::append_exception(name, payload, out);
    } else if (kind == "error") {
      eventstream::append_error(name, payload, out);
    } else if (kind == "cut") {
      out.truncate_by(std::stoul(rest));
    } else if (kind == "flip") {
      out.data()[std::stoul(rest)] ^= 1;
    } else if (kind == "chunk") {
      const std::string envelope = R"({"bytes":")" + to_base64(rest) + R"(","p":"abcdef"})";
      eventstream::append_event(kind, envelope, out);
    } else {
      eventstream::append_event(kind, rest, out);
    }
  }
  return std::string(out.view());
}

std::string error_text(const llm::Failure& error) {
  Buffer out;
  openai::append_error_body(error, out);
  return "{\"status\":" + std::to_string(error.status) + ",\"body\":" + std::string(out.view()) +
         "}";
}

std::string upstream_text(const Exchange& exchange) {
  Buffer out;
  json::Writer writer(out);
  writer.begin_object().member("path", exchange.upstream.path);
  if (!exchange.dropped.empty()) {
    writer.key("dropped").begin_array();
    for (const std::string& name : exchange.dropped) writer.string(name);
    writer.end_array();
  }
  if (exchange.upstream.headers.size() > 1) {  // more than the accept header
    writer.key("headers").begin_object();
    for (const auto& [name, value] : exchange.upstream.headers) writer.member(name, value);
    writer.end_object();
  }
  writer.key("body").raw(exchange.upstream.body.view()).end_object();
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

class Golden : public ::testing::TestWithParam<std::string> {
 protected:
  Golden() : folder_(kRoot / GetParam()), request_(*read(folder_ / "request.json")) {
    const std::string form = GetParam().substr(0, GetParam().find('/'));
    if (const auto text = read(folder_ / "rules.json"))
      read_rules(*text, request_, rules_, options_);
    rules_.native = kForms.at(form);
    if (form != "converse") rules_.api = bedrock::Api::invoke;
    if (const auto text = read(folder_ / "memory.json"))
      options_.options.memory = &memory_.emplace(*text);
    options_.id = "chatcmpl-golden";
    options_.created = 1700000000;
  }

  std::expected<Exchange, llm::Failure> translate() const {
    auto request = openai::parse_chat_request(request_);
    if (!request) return std::unexpected(request.error());
    const auto model = bedrock::parse_model_id(request->common.model);
    return translate_chat(*request, model.value(), rules_, options_);
  }

  Answer whole(Exchange exchange) const {
    const std::string body = read(folder_ / "answer.json").value();
    Buffer out;
    const auto converted =
        exchange.whole->convert(body, read_headers(read(folder_ / "headers.json")), out);
    if (!converted) return {"error.json", error_text(converted.error())};
    if (exchange.whole->content_type() != "application/json")
      return {"response.sse", std::string(out.view())};
    return {"response.json", std::string(out.view())};
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
    if (!fine && out.empty()) return {"error.json", error_text(fine.error())};
    if (!fine) exchange.stream->abort(fine.error(), out);
    return {"response.sse", std::string(out.view())};
  }

  void expect(const Answer& actual) const {
    const bool json = actual.file.ends_with(".json");
    const fs::path path = folder_ / actual.file;
    if (json) {
      json::Document document;
      EXPECT_TRUE(document.parse(actual.text)) << actual.text;
    }
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
      std::ofstream(path, std::ios::binary) << actual.text << (json ? "\n" : "");
      return;
    }
    EXPECT_EQ(read(path).value_or("(no such file)"), actual.text) << path;
  }

  // Of two possible outcomes only one may be on record.
  void expect_only(const Answer& actual) const {
    for (const char* file : {"response.json", "response.sse", "error.json"}) {
      if (file == actual.file) continue;
      if (std::getenv("UPDATE_GOLDEN") != nullptr) fs::remove(folder_ / file);
      EXPECT_FALSE(fs::exists(folder_ / file)) << file << ", but the outcome is " << actual.file;
    }
    expect(actual);
  }

  const fs::path folder_;
  const std::string request_;
  bedrock::ModelRules rules_;
  ChatOptions options_;
  std::optional<Memory> memory_;
};

TEST_P(Golden, Translation) {
  auto exchange = translate();
  if (!exchange) return expect_only({"error.json", error_text(exchange.error())});
  expect({"upstream.json", upstream_text(*exchange)});
  if (exchange->whole) return expect_only(whole(std::move(*exchange)));

  const std::string bytes = frames(read(folder_ / "answer.stream").value());
  const Answer answer = stream(bytes, bytes.size(), bytes.size());
  expect_only(answer);
  EXPECT_EQ(stream(bytes, 1, 1), answer);
  for (std::size_t at = 1; at < bytes.size(); at += kStride) {
    ASSERT_EQ(stream(bytes, at, bytes.size()), answer) << "cut at " << at;
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, Golden, ::testing::ValuesIn(discover()), [](const auto& info) {
  std::string name = info.param;
  std::ranges::replace_if(
      name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
});

}  // namespace
}  // namespace gw::translate
