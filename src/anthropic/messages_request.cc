#include "anthropic/messages_request.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "anthropic/messages_content.h"
#include "anthropic/messages_tools.h"
#include "llm/parse.h"

namespace gw::anthropic {

namespace {

using json::Value;
using llm::Expected;
using llm::Path;
using llm::Request;

// As Anthropic's own limit, far above what any model takes.
constexpr std::size_t kMostStops = 8192;

Expected<> read_temperature(Value value, const Path& path, Request& request) {
  return llm::assign(request.temperature, llm::read_decimal(1, value, path));
}

Expected<> read_top_p(Value value, const Path& path, Request& request) {
  return llm::assign(request.top_p, llm::read_decimal(1, value, path));
}

Expected<> read_top_k(Value value, const Path& path, Request& request) {
  if (!value.integer()) return llm::wrong_type(path, "an integer", value);
  request.model_parameters.push_back({name(Member::top_k), value.raw()});
  return {};
}

Expected<> read_stop_sequences(Value value, const Path& path, Request& request) {
  const std::optional<json::Array> list = value.array();
  if (!list) return llm::wrong_type(path, "an array of strings", value);
  std::size_t index = 0;
  for (const Value item : *list) {
    if (index == kMostStops) {
      return llm::refuse(
          path, "array_above_max_length",
          "Invalid 'stop_sequences': at most " + std::to_string(kMostStops) + " are taken.");
    }
    const auto text = llm::read_text(item, path / index, request.repaired);
    if (!text) return std::unexpected(text.error());
    request.stop.push_back(*text);
    ++index;
  }
  return {};
}

// Who the user is may be passed on; the device and the session are nobody's business, but requests
// of one session belong together.
Expected<> read_metadata(Value value, const Path& path, Request& request) {
  const std::optional<json::Object> object = value.object();
  if (!object) return llm::wrong_type(path, "an object", value);
  const std::optional<Value> user = find_set(*object, "user_id");
  if (!user) return {};
  const auto text = llm::read_text(*user, path / "user_id", request.repaired);
  if (!text) return std::unexpected(text.error());
  if (is_private(*text)) {
    request.conversation = text->escaped;
    llm::note_name("metadata.user_id", request.unsupported);
  } else if (!text->empty()) {
    request.user = *text;
  }
  return {};
}

Expected<> read_format(Value value, const Path& path, Request& request) {
  const std::optional<json::Object> format = value.object();
  if (!format) return llm::wrong_type(path, "an object", value);
  const std::optional<Value> type = format->find("type");
  if (!type) return llm::missing(path / "type");
  if (!llm::is_string(*type, "json_schema")) {
    return llm::refuse(path / "type", "invalid_value",
                       "Invalid value for '" + (path / "type").text() + "': " + llm::quoted(*type) +
                           ". Supported values are: 'json_schema'.");
  }
  const std::optional<Value> schema = format->find("schema");
  if (!schema) return llm::missing(path / "schema");
  if (!schema->object()) return llm::wrong_type(path / "schema", "an object", *schema);
  request.response_format.kind = llm::ResponseFormat::Kind::json_schema;
  request.response_format.name = {"response"};
  request.response_format.strict = true;
  return llm::assign(request.response_format.schema,
                     llm::read_json(*schema, path / "schema", request.repaired));
}

Expected<> read_output_config(Value value, const Path& path, Request& request) {
  const json::Object config = *value.object();  // the facts have seen to it
  for (const auto [key, member] : config) {
    if (key == "format" || key == "effort" || member.is_null()) continue;
    llm::note_name("output_config." + std::string(key), request.unsupported);
  }
  const std::optional<Value> format = find_set(config, "format");
  return format ? read_format(*format, path / "format", request) : Expected<>();
}

Expected<> drop(Value /*value*/, const Path& path, Request& request) {
  llm::note_name(path.text(), request.unsupported);
  return {};
}

// The client checks itself what nobody else will check, but only if it is told.
Expected<> refuse_safeguards(Value /*value*/, const Path& path, Request& /*request*/) {
  return llm::refuse(path, "unsupported_parameter",
                     "safeguards: Extra inputs are not permitted with this model.");
}

struct MemberReader {
  Member member;
  Expected<> (*read)(Value value, const Path& path, Request& request);
};
// In this order: the system stands before the messages, wherever it stands in the body.
constexpr MemberReader kMemberReaders[] = {
    {Member::system, read_system},
    {Member::messages, read_messages},
    {Member::tools, read_tools},
    {Member::tool_choice, read_tool_choice},
    {Member::temperature, read_temperature},
    {Member::top_p, read_top_p},
    {Member::top_k, read_top_k},
    {Member::stop_sequences, read_stop_sequences},
    {Member::metadata, read_metadata},
    {Member::output_format, read_format},
    {Member::output_config, read_output_config},
    {Member::context_management, drop},
    {Member::compaction, drop},
    {Member::safeguards, refuse_safeguards},
};

void take_reasoning(const MessagesFacts& facts, llm::ReasoningWish& reasoning) {
  using Type = Thinking::Type;
  const Thinking& thinking = facts.thinking;
  const auto* effort = std::ranges::find(llm::kEfforts, facts.effort);
  if (effort != llm::kEfforts.end()) {
    reasoning.parameter = "output_config.effort";
    reasoning.effort = *effort;
  }
  if (thinking.type == Type::unset || thinking.type == Type::other) return;
  reasoning.parameter = "thinking";
  reasoning.enabled = thinking.type == Type::enabled || thinking.type == Type::adaptive;
  if (thinking.type == Type::enabled && thinking.budget) {
    reasoning.budget = thinking.budget;
    reasoning.budget_parameter = "thinking.budget_tokens";
  }
  // "updates" are summaries, too, but more of them.
  if (thinking.display == "omitted") reasoning.display = "omitted";
  if (thinking.display == "summarized" || thinking.display == "updates")
    reasoning.display = "summarized";
}

void note_unknown(const MessagesBody& body, Request& request) {
  for (const auto [key, value] : body.root()) {
    if (!find_member(key) && !value.is_null()) llm::note_name(key, request.unsupported);
  }
}

}  // namespace

Expected<Request> read_messages_request(const MessagesBody& body, const MessagesFacts& facts) {
  Request request;
  request.model = facts.model;
  request.stream = facts.stream;
  request.tell_stop_sequence = true;
  request.max_tokens = facts.max_tokens;
  if (facts.max_tokens == 0) request.max_tokens = 1;  // others know no answer of nothing
  request.service_tier = facts.service_tier;
  request.beta_flags = facts.beta_flags;
  request.unsupported = facts.unsupported;
  take_reasoning(facts, request.reasoning);
  const Path root(Path::Style::dots);
  for (const auto& [member, read] : kMemberReaders) {
    const std::optional<Value> value = body.find(member);
    if (!value) continue;
    Expected<> done = read(*value, root / name(member), request);
    if (!done) return std::unexpected(std::move(done.error()));
  }
  Expected<> done = llm::assign(request.caching.end, read_cache_mark(body.root(), root, request));
  if (done) done = check_tool_choice(request);
  if (!done) return std::unexpected(std::move(done.error()));
  note_unknown(body, request);
  return request;
}

Expected<MessagesRequest> parse_messages_request(std::string_view text,
                                                 std::string_view beta_header, Purpose purpose) {
  Expected<MessagesBody> body = MessagesBody::parse(text);
  if (!body) return std::unexpected(std::move(body.error()));
  Expected<MessagesFacts> facts = read_messages_facts(*body, beta_header, purpose);
  if (!facts) return std::unexpected(std::move(facts.error()));
  Expected<Request> request = read_messages_request(*body, *facts);
  if (!request) return std::unexpected(std::move(request.error()));
  request->repaired.splice(request->repaired.end(), body->take_storage());
  return MessagesRequest{*std::move(request), *std::move(facts)};
}

}  // namespace gw::anthropic
