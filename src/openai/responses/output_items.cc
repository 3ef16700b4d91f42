#include "openai/responses/output_items.h"

#include <utility>

#include "json/value.h"
#include "json/write.h"
#include "openai/annotations.h"

namespace gw::openai {

namespace {

using ToolKind = ResponsesTool::Kind;

json::Writer& begin_item(std::string_view type, std::string_view id, json::Writer& writer) {
  return writer.begin_object().member("type", type).member("id", id);
}

// OpenAI's forms, of a page and of a file; `quote` and `location` are the gateway's own.
void write_source(const llm::Citation& citation, json::Writer& writer) {
  if (const json::RawString url = url_of(citation); !url.empty()) {
    writer.member("type", "url_citation").member("url", url).member("title", citation.title);
    return;
  }
  writer.member("type", "file_citation").member("file_id", "");
  writer.member("filename", citation.title.empty() ? citation.source : citation.title);
  writer.member("index", citation.index).member("quote", citation.quote);
  if (const std::string_view name = unit_of(citation.place); !name.empty()) {
    writer.key("location").begin_object().member("unit", name);
    writer.member("start", citation.begin).member("end", citation.end).end_object();
  }
}

// The arguments of a search are an object; a model that wrote none has asked for nothing. In one
// line, since it goes into events: within strings line breaks are escaped.
std::string object_of(json::RawString arguments) {
  const std::string json = json::decode(arguments).value_or("");
  json::Document document;
  const auto value = document.parse(json);
  if (!value || !value->object()) return "{}";
  std::string object(value->raw());
  std::erase_if(object, [](char c) { return c == '\n' || c == '\r'; });
  return object;
}

std::string_view type_of(ToolKind kind) {
  switch (kind) {
    case ToolKind::custom:
      return "custom_tool_call";
    case ToolKind::search:
      return "tool_search_call";
    case ToolKind::function:
      break;
  }
  return "function_call";
}

}  // namespace

void MessageItem::text(json::RawString piece) {
  text_ += piece.escaped;
  characters_ += json::length(piece);
}

void MessageItem::cite(const llm::Citation& citation) {
  Buffer buffer;
  json::Writer writer(buffer);
  writer.begin_object();
  write_source(citation, writer);
  annotation_bytes_ += buffer.size();
  pending_.emplace_back(buffer.view());
}

std::size_t MessageItem::block_end() {
  for (std::string& annotation : pending_) {
    annotation += ",\"start_index\":" + std::to_string(begin_) +
                  ",\"end_index\":" + std::to_string(characters_) + "}";
    annotations_.push_back(std::move(annotation));
  }
  pending_.clear();
  begin_ = characters_;
  return annotations_.size();
}

std::string MessageItem::part() const {
  Buffer buffer;
  json::Writer writer(buffer);
  writer.begin_object().member("type", "output_text").member("text", text());
  writer.key("annotations").begin_array();
  for (const std::string& annotation : annotations_) writer.raw(annotation);
  writer.end_array().key("logprobs").begin_array().end_array().end_object();
  return std::string(buffer.view());
}

std::string MessageItem::json(std::string_view status) const {
  Buffer buffer;
  json::Writer writer(buffer);
  begin_item("message", place_.id, writer).member("status", status).member("role", "assistant");
  writer.key("content").begin_array().raw(part()).end_array().end_object();
  return std::string(buffer.view());
}

std::string MessageItem::begun(const ItemPlace& place) {
  Buffer buffer;
  json::Writer writer(buffer);
  begin_item("message", place.id, writer).member("status", "in_progress");
  writer.member("role", "assistant").key("content").begin_array().end_array().end_object();
  return std::string(buffer.view());
}

std::string ReasoningItem::part(json::RawString content) const {
  Buffer buffer;
  json::Writer(buffer)
      .begin_object()
      .member("type", shows_all ? "reasoning_text" : "summary_text")
      .member("text", content)
      .end_object();
  return std::string(buffer.view());
}

std::string ReasoningItem::json(std::string_view encrypted) const {
  Buffer buffer;
  json::Writer writer(buffer);
  begin_item("reasoning", place.id, writer).key("summary").begin_array();
  if (!shows_all && !text.empty()) writer.raw(part({text}));
  writer.end_array();
  if (shows_all && !text.empty()) writer.key("content").begin_array().raw(part({text})).end_array();
  if (!encrypted.empty()) writer.member("encrypted_content", encrypted);
  writer.end_object();
  return std::string(buffer.view());
}

std::string_view CallItem::prefix(ToolKind kind) {
  switch (kind) {
    case ToolKind::custom:
      return "ctc_";
    case ToolKind::search:
      return "tsc_";
    case ToolKind::function:
      break;
  }
  return "fc_";
}

std::string CallItem::json(std::string_view status, json::RawString said) const {
  Buffer buffer;
  json::Writer writer(buffer);
  begin_item(type_of(tool.kind), place.id, writer).member("status", status);
  writer.member("call_id", json::RawString{call_id});
  if (tool.kind == ToolKind::search) {
    writer.member("execution", "client").key("arguments").raw(object_of(said));
  } else {
    writer.member("name", json::RawString{tool.name});
    if (!tool.space.empty()) writer.member("namespace", json::RawString{tool.space});
    writer.member(tool.kind == ToolKind::custom ? "input" : "arguments", said);
  }
  writer.end_object();
  return std::string(buffer.view());
}

std::string compaction_item(std::string_view id, std::string_view encrypted) {
  Buffer buffer;
  json::Writer writer(buffer);
  begin_item("compaction", id, writer).member("encrypted_content", encrypted).end_object();
  return std::string(buffer.view());
}

}  // namespace gw::openai
