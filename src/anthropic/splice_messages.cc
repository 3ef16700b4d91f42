// The system and the messages of a spliced request.
#include <algorithm>
#include <array>

#include "anthropic/messages_content.h"
#include "anthropic/messages_media.h"
#include "anthropic/splicer.h"
#include "base/buffer.h"
#include "base/encoding.h"
#include "bedrock/media_format.h"
#include "llm/parse.h"

namespace gw::anthropic {

namespace {

using json::Value;
using llm::Path;

// Blocks that Claude takes through Bedrock; others are of services that it has not got.
constexpr std::array<std::string_view, 8> kPlain{
    "text",     "image",       "document", "search_result",
    "tool_use", "tool_result", "thinking", "redacted_thinking"};

std::string text_block(std::string_view escaped) {
  return R"({"type":"text","text":")" + std::string(escaped) + "\"}";
}

// Labels are wrong so often that the first bytes decide, where they can.
std::string media_type(const llm::Media& media) {
  Buffer head;
  append_base64_decoded(media.data.substr(0, bedrock::kMediaHead / 4 * 4), head);
  const bool image = media.kind == llm::Media::Kind::image;
  const auto format = bedrock::media_format(
      {.asked = image ? bedrock::MediaKind::image : bedrock::MediaKind::document,
       .head = head.view(),
       .media_type = media.media_type,
       .file_name = media.file_name});
  if (!format) return media.media_type;
  if (format->kind == bedrock::MediaKind::image) return "image/" + std::string(format->name);
  return format->name == "pdf" ? "application/pdf" : "text/plain";
}

std::string source_of(const llm::Media& media) {
  const std::string type = media_type(media);
  if (type != "text/plain") {
    return R"({"type":"base64","media_type":")" + json::escape(type) + R"(","data":")" +
           std::string(media.data) + "\"}";
  }
  Buffer text;
  append_base64_decoded(media.data, text);
  return R"({"type":"text","media_type":"text/plain","data":")" + json::escape(text.view()) + "\"}";
}

}  // namespace

Splicer::Outcome Splicer::messages() {
  const Value value = *body_.find(Member::messages);
  const auto list = value.array();
  if (!list) return {};
  const Path root(Path::Style::dots);
  const Path path = root / "messages";
  Pruner pruner(edits_);
  std::size_t index = 0;
  for (const Value item : *list) {
    Outcome done = message(item, path / index++, pruner);
    if (!done) return done;
  }
  pruner.finish();
  return {};
}

Splicer::Outcome Splicer::message(const Value& value, const Path& path, Pruner& list) {
  const auto object = value.object();
  const auto content = object ? object->find("content") : std::nullopt;
  if (!content) return list.keep(value.raw()), Outcome();
  const bool system = text_of(*object, "role") == "system";
  if (system && (!rules_.system_messages || !list.kept_any())) {
    hoist(*content);
    return list.drop(value.raw()), Outcome();
  }
  const std::size_t before = edits_.size();
  if (const auto items = content->array()) {
    Pruner pruner(edits_);
    Outcome done = blocks(*items, path / "content", pruner, false);
    if (!done) return done;
    if (!pruner.kept_any() && !items->empty()) {
      edits_.roll_back(before);
      return list.drop(value.raw()), Outcome();
    }
  } else if (content->string()) {
    last_block_ = *content;
  }
  Pruner members(edits_);
  for (const json::Member member : *object) {
    const bool keep = member.key == "role" || member.key == "content";
    if (!keep && !member.value.is_null()) note("messages." + std::string(member.key));
    keep ? members.keep(slice_of(member)) : members.drop(slice_of(member));
  }
  members.finish();
  return list.keep(value.raw()), Outcome();
}

Splicer::Outcome Splicer::blocks(json::Array list, const Path& path, Pruner& pruner,
                                 bool in_result) {
  std::size_t index = 0;
  for (const Value item : list) {
    const llm::Expected<Fate> fate = block(item, path / index++, in_result);
    if (!fate) return std::unexpected(fate.error());
    *fate == Fate::keep ? pruner.keep(item.raw()) : pruner.drop(item.raw());
    if (*fate == Fate::keep && !in_result) last_block_ = item;
  }
  pruner.finish();
  return {};
}

llm::Expected<Splicer::Fate> Splicer::block(const Value& value, const Path& path, bool in_result) {
  const auto object = value.object();
  if (!object) return Fate::keep;
  const std::string_view type = text_of(*object, "type");
  if (type == "tool_reference") return tool_reference(*object, value);
  if (type == "compaction" && flags_.compact) {
    compaction_ = true;
    return Fate::keep;
  }
  // Calls of tool search, which runs in Bedrock, and what it has found.
  const bool search =
      type == "tool_search_tool_result" ||
      (type == "server_tool_use" && text_of(*object, "name").starts_with("tool_search_tool_"));
  if (search && rules_.tool_search) return tool_search_ = true, Fate::keep;
  if (!type.empty() && std::ranges::find(kPlain, type) == kPlain.end()) return keep_if(false, type);
  // Nobody has signed it, so Claude refuses it.
  const bool thinks = rules_.thinking && rules_.thinking_history;
  if (type == "thinking" && (text_of(*object, "signature").empty() || !thinks))
    return keep_if(false, type);
  if (type == "redacted_thinking" && !thinks) return keep_if(false, type);
  if (type == "tool_use" && !has_tools_) called_.push_back(text_of(*object, "name"));
  members_of_block(*object);
  Outcome done;
  if (type == "image" || type == "document") done = source(*object, path);
  if (type == "tool_result" && !in_result) done = tool_result(*object, path);
  if (!done) return std::unexpected(std::move(done.error()));
  return Fate::keep;
}

// Without tool search all tools are there, and what was found is a name.
Splicer::Fate Splicer::tool_reference(json::Object block, const Value& value) {
  if (rules_.tool_search) {
    tool_search_ = true;
    members_of_block(block);
    return Fate::keep;
  }
  const std::string_view name = text_of(block, "tool_name");
  if (name.empty()) return keep_if(false, "tool_reference");
  edits_.replace(value.raw(), text_block(name));
  return Fate::keep;
}

Splicer::Outcome Splicer::tool_result(json::Object block, const Path& path) {
  const auto content = block.find("content");
  const auto list = content ? content->array() : std::nullopt;
  if (!list) return {};
  Pruner pruner(edits_);
  return blocks(*list, path / "content", pruner, true);
}

const llm::Media* Splicer::find_media(std::string_view path) {
  while (next_media_ < media_.size()) {
    const llm::Media& media = media_[next_media_++];
    if (media.path == path) return media.source == llm::Media::Source::data ? &media : nullptr;
  }
  return nullptr;
}

// Claude reads no URLs through Bedrock.
Splicer::Outcome Splicer::source(json::Object block, const Path& path) {
  const auto value = block.find("source");
  const auto object = value ? value->object() : std::nullopt;
  if (!object) return {};
  const std::string_view type = text_of(*object, "type");
  const Path here = path / "source";
  if (type == "file") return std::unexpected(refuse_file(here));
  if (type != "url") return {};
  const llm::Media* media = find_media(here.text());
  if (media == nullptr) {
    return llm::refuse(here / "type", "unsupported_value",
                       "Unsupported value for '" + (here / "type").text() +
                           "': 'url' would have to be fetched, and this gateway may not. Send its "
                           "content as 'base64'.");
  }
  edits_.replace(value->raw(), source_of(*media));
  return {};
}

void Splicer::members_of_block(json::Object block) {
  Pruner pruner(edits_);
  for (const json::Member member : block) {
    Fate fate = Fate::keep;
    if (member.key == "cache_control") {
      fate = cache_control(member.value);
    } else if (member.key == "caller") {  // of programs that call tools, which Bedrock does not run
      fate = Fate::drop;
    }
    if (!rules_.without.empty() && is_refused("messages." + std::string(member.key), rules_))
      fate = keep_if(false, "messages." + std::string(member.key));
    fate == Fate::keep ? pruner.keep(slice_of(member)) : pruner.drop(slice_of(member));
  }
  pruner.finish();
}

Splicer::Fate Splicer::cache_control(const Value& value) {
  if (!rules_.cache) return keep_if(value.is_null(), "cache_control"), Fate::drop;
  const auto control = value.object();
  if (!control) return Fate::keep;
  ++marks_;
  Pruner pruner(edits_);
  for (const json::Member member : *control) {
    const bool drop = member.key == "scope" || (member.key == "ttl" && !rules_.cache_ttl);
    if (drop && !member.value.is_null()) note("cache_control." + std::string(member.key));
    drop ? pruner.drop(slice_of(member)) : pruner.keep(slice_of(member));
  }
  pruner.finish();
  return Fate::keep;
}

// Without marks for the cache, whose lifetimes have an order that a text in another place might
// break. Those behind it in the messages cover it, too.
void Splicer::hoist(const Value& content) {
  const auto add = [this](std::string_view text) {
    if (!hoisted_.empty()) hoisted_ += ',';
    hoisted_ += text_block(text);
  };
  if (const auto text = content.string(); text && !text->empty()) add(text->escaped);
  const auto list = content.array();
  if (!list) return;
  for (const Value item : *list) {
    const auto block = item.object();
    if (!block) continue;
    const std::string_view text = text_of(*block, "text");
    const std::string_view type = text_of(*block, "type");
    if (type == "text" && !text.empty()) {
      add(text);
    } else {
      note(type);
    }
  }
}

void Splicer::system() {
  const std::optional<Value> value = body_.find(Member::system);
  if (!value) return;
  value->string() ? system_text(*value) : system_blocks(*value);
}

void Splicer::system_text(const Value& value) {
  json::RawString text = *value.string();
  const bool billing = is_billing_line(text);
  if (billing) {
    const std::size_t end = text.escaped.find("\\n");
    text = json::trim_start({end == std::string_view::npos ? "" : text.escaped.substr(end)});
  }
  if (hoisted_.empty()) {
    if (text.empty()) system_fate_ = Fate::drop;
    if (billing && !text.empty())
      edits_.replace(value.raw(), "\"" + std::string(text.escaped) + "\"");
    return;
  }
  const std::string first = text.empty() ? "" : text_block(text.escaped) + ",";
  edits_.replace(value.raw(), "[" + first + hoisted_ + "]");
}

void Splicer::system_blocks(const Value& value) {
  const auto list = value.array();
  if (!list) return;
  const std::size_t before = edits_.size();
  Pruner pruner(edits_);
  bool first = true;
  for (const Value item : *list) {
    const auto block = item.object();
    const bool billing = first && block && is_billing_line({text_of(*block, "text")});
    first = false;
    if (billing) {
      pruner.drop(item.raw());
      continue;
    }
    if (block) members_of_block(*block);
    pruner.keep(item.raw());
  }
  pruner.finish();
  if (pruner.kept_any()) {
    if (!hoisted_.empty()) edits_.insert_at_end(value.raw(), "," + hoisted_);
  } else if (hoisted_.empty()) {
    edits_.roll_back(before);
    system_fate_ = Fate::drop;
  } else {
    edits_.roll_back(before);
    edits_.replace(value.raw(), "[" + hoisted_ + "]");
  }
}

}  // namespace gw::anthropic
