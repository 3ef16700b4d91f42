#include "bedrock/client_call.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/encoding.h"
#include "bedrock/call_metadata.h"
#include "bedrock/shape.h"
#include "bedrock/usage.h"
#include "json/raw.h"
#include "json/value.h"
#include "json/write.h"

namespace gw::bedrock {

namespace {

using enum ClientOperation;

constexpr std::array<std::pair<std::string_view, ClientOperation>, 5> kPathWords{
    {{"converse", converse},
     {"converse-stream", converse_stream},
     {"invoke", invoke},
     {"invoke-with-response-stream", invoke_stream},
     {"count-tokens", count_tokens}}};

constexpr std::string_view kGuardrailConfig = "guardrailConfig";
constexpr std::string_view kRequestMetadata = "requestMetadata";
constexpr std::string_view kGuardContent = "guardContent";

// Whatever way its name is escaped.
std::string name_of(json::Member member) {
  return json::decode(json::RawString{member.key}).value_or("");
}

// Whichever of several members of a name Bedrock may read.
void read_text(json::Member member, std::string& into) {
  const auto text = member.value.string();
  std::string decoded = text ? json::decode(*text).value_or("") : std::string();
  if (!decoded.empty()) into = std::move(decoded);
}

void read_guardrail(json::Object config, BodyGuardrail& guardrail) {
  for (const json::Member member : config) {
    const std::string name = name_of(member);
    if (name == "guardrailIdentifier") read_text(member, guardrail.identifier);
    if (name == "guardrailVersion") read_text(member, guardrail.version);
    if (name == "trace") read_text(member, guardrail.trace);
    if (name == "streamProcessingMode") read_text(member, guardrail.stream_mode);
  }
}

// A guardrail looks at nothing else where a prompt has such blocks.
bool has_guarded_block(json::Value blocks) {
  const auto list = blocks.array();
  if (!list) return false;
  for (const json::Value each : *list) {
    const auto block = each.object();
    if (!block) continue;
    for (const json::Member member : *block) {
      if (name_of(member) == kGuardContent) return true;
    }
  }
  return false;
}

bool has_guarded_message(json::Value messages) {
  const auto list = messages.array();
  if (!list) return false;
  for (const json::Value each : *list) {
    const auto message = each.object();
    if (!message) continue;
    for (const json::Member member : *message) {
      if (name_of(member) == "content" && has_guarded_block(member.value)) return true;
    }
  }
  return false;
}

void write_guardrail_config(const Guardrail& guardrail, bool stream, json::Writer& json) {
  json.key(kGuardrailConfig).begin_object();
  json.member("guardrailIdentifier", guardrail.identifier);
  json.member("guardrailVersion", guardrail.version);
  if (!guardrail.trace.empty()) json.member("trace", guardrail.trace);
  if (stream && !guardrail.stream_mode.empty())
    json.member("streamProcessingMode", guardrail.stream_mode);
  json.end_object();
}

void note_guardrail_members(json::Object object, std::vector<std::string>& names) {
  for (const json::Member member : object) {
    std::string name = name_of(member);
    if (name.starts_with("amazon-bedrock-")) names.push_back(std::move(name));
  }
}

std::optional<json::Object> object_in(std::optional<json::Value> value, std::string_view key) {
  const auto object = value ? value->object() : std::nullopt;
  const auto member = object ? find_set(*object, key) : std::nullopt;
  return member ? member->object() : std::nullopt;
}

// {"__type":"..."} or, of AWS's front doors, {"Output":{"__type":"..."}}.
bool is_error(json::Value answer) {
  const auto object = answer.object();
  const auto inner = object_in(answer, "Output");
  return (object && find_set(*object, "__type")) || (inner && find_set(*inner, "__type"));
}

}  // namespace

std::string_view path_word(ClientOperation operation) {
  return std::ranges::find(kPathWords, operation, &decltype(kPathWords)::value_type::second)->first;
}

bool is_streamed(ClientOperation operation) {
  return operation == converse_stream || operation == invoke_stream;
}

bool is_converse(ClientOperation operation) {
  return operation == converse || operation == converse_stream;
}

// A slash in the model's id is encoded by AWS's clients, and by others it may not be.
std::optional<ClientPath> parse_client_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return std::nullopt;
  const auto* const word = std::ranges::find(kPathWords, path.substr(slash + 1),
                                             &decltype(kPathWords)::value_type::first);
  auto model = percent_decode(path.substr(0, slash));
  if (word == kPathWords.end() || !model) return std::nullopt;
  return ClientPath{*std::move(model), word->second};
}

Result<ClientBody> read_client_body(std::string_view body) {
  json::Document document;
  const Result<json::Value> value = document.parse(body);
  if (!value) return std::unexpected(value.error());
  const auto object = value->object();
  if (!object) return fail(Errc::malformed, "it is not a JSON object");
  ClientBody read;
  note_guardrail_members(*object, read.guardrail_members);
  for (const json::Member member : *object) {
    const std::string name = name_of(member);
    if ((name == "messages" && has_guarded_message(member.value)) ||
        (name == "system" && has_guarded_block(member.value)))
      read.guardrail_members.emplace_back(kGuardContent);
    const auto inner = member.value.object();
    if (!inner) continue;
    if (name == "additionalModelRequestFields")
      note_guardrail_members(*inner, read.guardrail_members);
    if (name == kGuardrailConfig) {
      if (!read.guardrail) read.guardrail.emplace();
      read_guardrail(*inner, *read.guardrail);
    }
  }
  return read;
}

bool append_edited(std::string_view body, const BodyEdits& edits, Buffer& out) {
  json::Document document;
  const Result<json::Value> value = document.parse(body);
  const auto object = value ? value->object() : std::nullopt;
  if (!object) return true;
  out.prepare(body.size() + 512);
  json::Writer json(out);
  json.begin_object();
  std::vector<json::Object> pairs;
  bool complete = true;
  for (const json::Member member : *object) {
    const std::string name = name_of(member);
    if (edits.guardrail && name == kGuardrailConfig) continue;
    if (edits.attribution.empty() || name != kRequestMetadata) {
      json.key(member.key).raw(member.value.raw());
      continue;
    }
    const auto object_of_pairs = member.value.object();
    if (object_of_pairs)
      pairs.push_back(*object_of_pairs);
    else
      complete &= member.value.is_null();
  }
  if (!edits.attribution.empty()) {
    json.key(kRequestMetadata);
    complete &= write_attributed(edits.attribution, pairs, json);
  }
  if (edits.guardrail) write_guardrail_config(*edits.guardrail, edits.stream, json);
  json.end_object();
  return complete;
}

Result<std::optional<llm::Usage>> read_client_answer(ClientOperation operation,
                                                     std::string_view body) {
  json::Document document;
  const Result<json::Value> value = document.parse(body);
  if (!value) return fail(Errc::malformed, "it is no JSON: " + value.error().message);
  const auto object = value->object();
  if (!object) return fail(Errc::malformed, "it is no JSON object");
  if (is_error(*value)) return fail(Errc::malformed, "it is an error with the status 200");
  if (operation == count_tokens && !Shape().count(object, "inputTokens"))
    return fail(Errc::malformed, "CountTokens's answer has no count");
  if (!is_converse(operation)) return std::nullopt;
  if (!object_in(*value, "output"))
    return fail(Errc::malformed, "Converse's answer has no \"output\"");
  return find_usage(*value);
}

}  // namespace gw::bedrock
