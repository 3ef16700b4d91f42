#include "models/write.h"

#include <algorithm>
#include <string>

#include "aws/time.h"
#include "models/codex.h"

namespace gw::models {

namespace {

using bedrock::MediaKind;
using bedrock::ModelKind;
using bedrock::ModelRules;
using bedrock::Status;
using json::Writer;

std::string_view mode(ModelKind kind) {
  switch (kind) {
    case ModelKind::chat:
      return "chat";
    case ModelKind::embedding:
      return "embedding";
    case ModelKind::image:
      return "image_generation";
    case ModelKind::rerank:
      return "rerank";
    case ModelKind::speech:
      return "realtime";
    case ModelKind::video:
      return "video_generation";
  }
  return "chat";
}

std::string_view output(ModelKind kind) {
  switch (kind) {
    case ModelKind::chat:
      return "text";
    case ModelKind::embedding:
      return "embeddings";
    case ModelKind::image:
      return "image";
    case ModelKind::rerank:
      return "rerank";
    case ModelKind::speech:
      return "audio";
    case ModelKind::video:
      return "video";
  }
  return "text";
}

// In Anthropic's and in OpenAI's words: what is not sold any more, and what is gone.
std::string_view lifecycle(Status status) {
  switch (status) {
    case Status::active:
      return "active";
    case Status::legacy:
      return "deprecated";
    case Status::end_of_life:
      return "retired";
  }
  return "active";
}

void string_or_null(Writer& out, std::string_view name, std::string_view value) {
  out.key(name);
  value.empty() ? out.null() : out.string(value);
}

void number_or_null(Writer& out, std::string_view name, std::int64_t value) {
  out.key(name);
  value == 0 ? out.null() : out.number(value);
}

// OpenRouter's words; a document is a "file".
void write_modalities(const Entry& entry, Writer& out) {
  static constexpr std::pair<MediaKind, std::string_view> kWords[] = {
      {MediaKind::image, "image"},
      {MediaKind::document, "file"},
      {MediaKind::audio, "audio"},
      {MediaKind::video, "video"},
  };
  out.key("architecture").begin_object();
  out.key("input_modalities").begin_array().string("text");
  for (const auto& [kind, word] : kWords) {
    if (entry.media.contains(kind)) out.string(word);
  }
  out.end_array();
  out.key("output_modalities").begin_array().string(output(entry.rules->card.kind)).end_array();
  out.end_object();
}

bool reasons(const ModelRules& rules) { return rules.reasoning != bedrock::Reasoning::none; }

// OpenAI's and OpenRouter's names of what has an effect. Of a model that does not converse nothing
// is said: each kind has parameters of its own.
void write_parameters(const ModelRules& rules, Writer& out) {
  out.key("supported_parameters").begin_array();
  if (rules.card.kind != ModelKind::chat) {
    out.end_array();
    return;
  }
  const bool samples = rules.sampling != bedrock::Sampling::none;
  const std::pair<bool, std::string_view> words[] = {
      {true, "max_tokens"},
      {true, "max_completion_tokens"},
      {samples, "temperature"},
      {samples, "top_p"},
      {rules.stop, "stop"},
      {rules.tools, "tools"},
      {rules.tools, "tool_choice"},
      {rules.tools && rules.single_tool_call, "parallel_tool_calls"},
      {true, "response_format"},
      {rules.json_schema, "structured_outputs"},
      {reasons(rules), "reasoning"},
      {reasons(rules), "reasoning_effort"},
      {reasons(rules), "include_reasoning"},
  };
  for (const auto& [supported, word] : words) {
    if (supported) out.string(word);
  }
  for (const bedrock::ModelParameter& parameter : rules.parameters) out.string(parameter.name);
  out.end_array();
}

void write_capabilities(const Entry& entry, Writer& out) {
  const ModelRules& rules = *entry.rules;
  const bool pdf = entry.media.contains(MediaKind::document);
  const std::pair<std::string_view, bool> capabilities[] = {
      {"batch", false},
      {"citations", pdf},
      {"code_execution", false},
      {"context_management", false},
      {"effort", !rules.efforts.empty()},
      {"image_input", entry.media.contains(MediaKind::image)},
      {"pdf_input", pdf},
      {"server_tools", false},
      {"structured_outputs", rules.json_schema},
      {"thinking", reasons(rules)},
  };
  out.key("capabilities").begin_object();
  for (const auto& [name, supported] : capabilities) {
    out.key(name).begin_object().member("supported", supported).end_object();
  }
  out.end_object();
}

// For what others have no words.
void write_own(const Entry& entry, Writer& out) {
  out.key("gateway").begin_object();
  out.member("kind", name(entry.origin));
  string_or_null(out, "stands_for", entry.stands_for);
  out.member("status", entry.status == Status::end_of_life ? "end_of_life"
                       : entry.status == Status::legacy    ? "legacy"
                                                           : "active");
  out.member("verified", entry.verified).end_object();
}

}  // namespace

void write(const Entry& entry, Writer& out) {
  const ModelRules& rules = *entry.rules;
  out.begin_object().member("id", entry.id).member("object", "model").member("type", "model");
  out.member("created", entry.created).member("created_at", aws::format_iso8601(entry.created));
  out.member("owned_by", entry.maker.empty() ? "bedrock" : std::string_view(entry.maker));
  string_or_null(out, "shutdown_date", entry.end_of_life);
  out.member("name", entry.name).member("display_name", entry.name);
  out.member("description", entry.description).member("mode", mode(rules.card.kind));
  number_or_null(out, "context_length", rules.card.context);
  number_or_null(out, "max_input_tokens", rules.card.context);
  number_or_null(out, "max_tokens", rules.max_output);
  number_or_null(out, "max_output_tokens", rules.max_output);
  out.key("top_provider").begin_object();
  number_or_null(out, "context_length", rules.card.context);
  number_or_null(out, "max_completion_tokens", rules.max_output);
  out.member("is_moderated", false).end_object();
  out.key("per_request_limits").null();
  write_modalities(entry, out);
  write_parameters(rules, out);
  out.member("lifecycle", lifecycle(entry.status));
  write_capabilities(entry, out);
  write_own(entry, out);
  out.end_object();
}

Page page_of(std::span<const Entry> entries, std::size_t limit, std::string_view after,
             std::string_view before) {
  const auto place = [&](std::string_view id) {
    return static_cast<std::size_t>(std::ranges::find(entries, id, &Entry::id) - entries.begin());
  };
  if (!before.empty()) {
    const std::size_t end = place(before);
    if (end == entries.size()) return {};
    const std::size_t begin = end > limit ? end - limit : 0;
    return {entries.subspan(begin, end - begin), begin > 0};
  }
  const std::size_t begin = after.empty() ? 0 : std::min(place(after) + 1, entries.size());
  const std::size_t size = std::min(limit, entries.size() - begin);
  return {entries.subspan(begin, size), begin + size < entries.size()};
}

void write_list(const Page& page, bool codex, Buffer& out) {
  Writer writer(out);
  writer.begin_object().member("object", "list");
  writer.key("data").begin_array();
  for (const Entry& entry : page.entries) write(entry, writer);
  writer.end_array().member("has_more", page.has_more);
  string_or_null(writer, "first_id", page.entries.empty() ? "" : page.entries.front().id);
  string_or_null(writer, "last_id", page.entries.empty() ? "" : page.entries.back().id);
  if (codex) write_codex(page.entries, writer);
  writer.end_object();
}

}  // namespace gw::models
