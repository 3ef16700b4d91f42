#include "anthropic/messages_facts.h"

#include <algorithm>
#include <utility>

#include "anthropic/api_error.h"
#include "base/ascii.h"
#include "llm/parse.h"

namespace gw::anthropic {

namespace {

using json::Value;
using llm::Expected;
using llm::Path;

// Lists without end would be searched again and again.
constexpr std::size_t kMostBetaFlags = 64;

// Flags stand in JSON and in headers without being escaped, so odd ones stay out.
void add_beta_flags(std::string_view list, MessagesFacts& facts) {
  while (!list.empty()) {
    const std::string_view flag = ascii::trim(ascii::take_until(',', list));
    auto& flags = facts.beta_flags;
    if (flag.empty() || std::ranges::find(flags, flag) != flags.end()) continue;
    if (llm::is_plain_name(flag) && flags.size() < kMostBetaFlags) {
      flags.push_back(flag);
    } else {
      llm::note_name("anthropic_beta", facts.unsupported);
    }
  }
}

Expected<> read_betas(Value value, const Path& path, MessagesFacts& facts) {
  if (const auto text = value.string()) return add_beta_flags(text->escaped, facts), Expected<>();
  const std::optional<json::Array> list = value.array();
  if (!list) return llm::wrong_type(path, "an array of strings", value);
  std::size_t index = 0;
  for (const Value item : *list) {
    const auto flag = item.string();
    if (!flag) return llm::wrong_type(path / index, "a string", item);
    add_beta_flags(flag->escaped, facts);
    ++index;
  }
  return {};
}

Expected<> read_model(Value value, const Path& path, MessagesFacts& facts) {
  const auto text = value.string();
  if (!text) return llm::wrong_type(path, "a string", value);
  Result<std::string> decoded = json::decode(*text);
  if (!decoded) return llm::refuse(path, "invalid_json", "'model' has an invalid escape.");
  facts.model = *std::move(decoded);
  return {};
}

Expected<> read_stream(Value value, const Path& path, MessagesFacts& facts) {
  return llm::assign(facts.stream, llm::read_boolean(value, path));
}

// 0 is allowed: it warms the cache.
Expected<> read_max_tokens(Value value, const Path& path, MessagesFacts& facts) {
  if (value.integer() == 0) {
    facts.max_tokens = 0;
    return {};
  }
  const Expected<std::int64_t> count = llm::read_count(value, path);
  if (!count) return std::unexpected(count.error());
  facts.max_tokens = *count;
  return {};
}

constexpr std::pair<std::string_view, Thinking::Type> kTypes[] = {
    {"enabled", Thinking::Type::enabled},
    {"adaptive", Thinking::Type::adaptive},
    {"disabled", Thinking::Type::disabled},
    {"between_tools", Thinking::Type::between_tools},
};

Expected<> read_thinking(Value value, const Path& path, MessagesFacts& facts) {
  const std::optional<json::Object> object = value.object();
  if (!object) return llm::wrong_type(path, "an object", value);
  const std::optional<Value> type = object->find("type");
  if (!type) return llm::missing(path / "type");
  if (!type->string()) return llm::wrong_type(path / "type", "a string", *type);
  Thinking& thinking = facts.thinking;
  thinking.type = Thinking::Type::other;
  for (const auto& [word, known] : kTypes) {
    if (llm::is_string(*type, word)) thinking.type = known;
  }
  const std::optional<Value> budget = object->find("budget_tokens");
  if (budget && !budget->is_null()) {
    const auto count = llm::read_count(*budget, path / "budget_tokens");
    if (!count) return std::unexpected(count.error());
    thinking.budget = *count;
  }
  const std::optional<Value> display = object->find("display");
  if (!display || display->is_null()) return {};
  if (!display->string()) return llm::wrong_type(path / "display", "a string", *display);
  thinking.display = display->string()->escaped;
  return {};
}

Expected<> read_output_config(Value value, const Path& path, MessagesFacts& facts) {
  const std::optional<json::Object> object = value.object();
  if (!object) return llm::wrong_type(path, "an object", value);
  const std::optional<Value> format = object->find("format");
  if (format && !format->is_null()) facts.output_format = true;
  const std::optional<Value> effort = object->find("effort");
  if (!effort || effort->is_null()) return {};
  if (!effort->string()) return llm::wrong_type(path / "effort", "a string", *effort);
  if (llm::is_plain_name(effort->string()->escaped)) facts.effort = effort->string()->escaped;
  return {};
}

Expected<> read_output_format(Value value, const Path& path, MessagesFacts& facts) {
  if (!value.object()) return llm::wrong_type(path, "an object", value);
  facts.output_format = true;
  return {};
}

// Anthropic's words, and Bedrock's own.
constexpr std::pair<std::string_view, std::string_view> kTiers[] = {
    {"auto", ""},
    {"standard_only", "default"},
    {"standard", "default"},
    {"default", "default"},
    {"priority", "priority"},
    {"flex", "flex"},
    {"reserved", "reserved"},
};

Expected<> read_service_tier(Value value, const Path& path, MessagesFacts& facts) {
  if (!value.string()) return llm::wrong_type(path, "a string", value);
  const auto* tier = std::ranges::find_if(
      kTiers, [&](const auto& known) { return llm::is_string(value, known.first); });
  if (tier != std::end(kTiers)) {
    facts.service_tier = tier->second;
  } else {
    llm::note_name("service_tier", facts.unsupported);
  }
  return {};
}

// Workspaces are Anthropic's: the request would be billed to another one than its sender thinks.
Expected<> refuse_workspace(Value /*value*/, const Path& path, MessagesFacts& /*facts*/) {
  return llm::refuse(path, "unsupported_parameter",
                     "workspace_id: Bedrock has no workspaces. Leave it out.");
}

// Without its history a conversation would go on as if nothing had been said. Clients that read the
// code send all of it instead.
Expected<> refuse_thread(Value /*value*/, const Path& path, MessagesFacts& /*facts*/) {
  return llm::refuse(path, kNoThreads,
                     "thread: this gateway keeps no conversations. Leave it out and send all "
                     "messages.");
}

struct FactReader {
  Member member;
  Expected<> (*read)(Value value, const Path& path, MessagesFacts& facts);
};
constexpr FactReader kFactReaders[] = {
    {Member::model, read_model},
    {Member::stream, read_stream},
    {Member::max_tokens, read_max_tokens},
    {Member::thinking, read_thinking},
    {Member::output_config, read_output_config},
    {Member::output_format, read_output_format},
    {Member::service_tier, read_service_tier},
    {Member::workspace_id, refuse_workspace},
    {Member::thread, refuse_thread},
    {Member::anthropic_beta, read_betas},
    {Member::betas, read_betas},
};

}  // namespace

bool is_private(json::RawString user_id) {
  return user_id.escaped.contains('{') || user_id.escaped.contains("session");
}

Expected<MessagesFacts> read_messages_facts(const MessagesBody& body, std::string_view beta_header,
                                            Purpose purpose) {
  MessagesFacts facts{.purpose = purpose};
  const Path root(Path::Style::dots);
  add_beta_flags(beta_header, facts);
  for (const auto& [member, read] : kFactReaders) {
    const std::optional<Value> value = body.find(member);
    if (!value) continue;
    Expected<> done = read(*value, root / name(member), facts);
    if (!done) return std::unexpected(std::move(done.error()));
  }
  if (!body.find(Member::model)) return llm::missing(root / "model");
  if (!body.find(Member::messages)) return llm::missing(root / "messages");
  if (purpose == Purpose::answer && !facts.max_tokens) return llm::missing(root / "max_tokens");
  if (purpose == Purpose::count) facts.stream = false;
  return facts;
}

}  // namespace gw::anthropic
