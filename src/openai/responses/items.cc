#include "openai/responses/items.h"

#include <algorithm>
#include <string>
#include <utility>

#include "openai/responses/compaction.h"
#include "openai/responses/content.h"
#include "openai/responses/encrypted_content.h"
#include "openai/responses/reading.h"
#include "openai/responses/settings.h"
#include "openai/responses/turns.h"

namespace gw::openai {

namespace {

using json::Value;
using llm::assign;
using llm::Expected;
using llm::is_string;
using llm::Path;
using Kind = ResponsesTool::Kind;

struct Reader {
  ResponsesTools& tools;
  ResponsesRequest& result;
  llm::Request& request;
  Turns turns;
  CallPairs pairs = {};
  std::size_t index = 0;  // of the item
  std::size_t count = 0;  // of all items
};

// An id as it stands there; empty when there is none.
std::string_view raw_id(json::Object item) {
  const std::optional<Value> id = item.find("call_id");
  const auto text = id ? id->string() : std::nullopt;
  return text ? text->escaped : std::string_view();
}

bool is_media(const llm::Block& block) {
  return std::holds_alternative<llm::MediaPart>(block.value);
}

Expected<> read_message(json::Object item, const Path& path, Reader& reader) {
  constexpr std::pair<std::string_view, llm::Role> kRoles[] = {{"user", llm::Role::user},
                                                               {"assistant", llm::Role::assistant},
                                                               {"system", llm::Role::system},
                                                               {"developer", llm::Role::system}};
  const std::optional<Value> role = find_set(item, "role");
  if (!role) return llm::missing(path / "role");
  if (!role->string()) return llm::wrong_type(path / "role", "a string", *role);
  const auto* known = std::ranges::find_if(
      kRoles, [&](const auto& entry) { return is_string(*role, entry.first); });
  if (known == std::end(kRoles)) {
    return llm::refuse(path / "role", "invalid_value",
                       "Invalid value for '" + (path / "role").text() + "': " + llm::quoted(*role) +
                           ". Supported values are: 'user', 'assistant', 'system', 'developer'.");
  }
  const std::optional<Value> content = find_set(item, "content");
  if (!content) return llm::missing(path / "content");
  auto& blocks = known->second == llm::Role::assistant ? reader.turns.assistant()
                                                       : reader.turns.message(known->second);
  const std::size_t before = reader.request.media.size();
  Expected<> read = read_content(*content, path / "content", blocks, reader.request);
  // Models look at what users show, and at nothing else.
  if (read && known->second != llm::Role::user && reader.request.media.size() > before) {
    std::erase_if(blocks, is_media);
    reader.request.media.resize(before);
    note_dropped("input[].content", "", reader.request);
  }
  return read;
}

// The string of a call's arguments; some clients send the object itself.
Expected<> read_arguments(json::Object item, const Path& path, llm::ToolCall& call,
                          Reader& reader) {
  const std::optional<Value> arguments = find_set(item, "arguments");
  if (!arguments) return {};
  const Path here = path / "arguments";
  if (arguments->object())
    return assign(call.input, llm::read_json(*arguments, here, reader.request.repaired));
  return assign(call.arguments, llm::read_text(*arguments, here, reader.request.repaired));
}

Expected<> read_input_text(json::Object item, const Path& path, llm::ToolCall& call,
                           Reader& reader) {
  const std::optional<Value> input = find_set(item, "input");
  if (!input) return llm::missing(path / "input");
  return assign(call.arguments, llm::read_text(*input, path / "input", reader.request.repaired));
}

Expected<> add_call(json::Object item, const Path& path, llm::ToolCall call,
                    const ResponsesTool& tool, Reader& reader) {
  Expected<> read = assign(call.id, read_name(item, "call_id", path, reader.request));
  if (!read) return read;
  call.name = reader.tools.flat_name(tool);
  reader.turns.assistant().push_back({call});
  const std::string_view id = raw_id(item);
  reader.turns.called(id, reader.pairs.is_answered_after(id, reader.index));
  return {};
}

Expected<ResponsesTool> read_called(json::Object item, const Path& path, Kind kind,
                                    Reader& reader) {
  ResponsesTool tool{.kind = kind};
  const Expected<json::RawString> name = read_name(item, "name", path, reader.request);
  if (!name) return std::unexpected(name.error());
  tool.name = name->escaped;
  const std::optional<Value> space = find_set(item, "namespace");
  if (!space) return tool;
  const auto text = llm::read_identifier(*space, path / "namespace", reader.request.repaired);
  if (!text) return std::unexpected(text.error());
  tool.space = text->escaped;
  return tool;
}

Expected<> read_function_call(json::Object item, const Path& path, Reader& reader) {
  auto tool = read_called(item, path, Kind::function, reader);
  if (!tool) return std::unexpected(std::move(tool.error()));
  llm::ToolCall call;
  Expected<> read = read_arguments(item, path, call, reader);
  return read ? add_call(item, path, call, *tool, reader) : read;
}

Expected<> read_custom_call(json::Object item, const Path& path, Reader& reader) {
  auto tool = read_called(item, path, Kind::custom, reader);
  if (!tool) return std::unexpected(std::move(tool.error()));
  llm::ToolCall call{.custom = true};
  Expected<> read = read_input_text(item, path, call, reader);
  return read ? add_call(item, path, call, *tool, reader) : read;
}

// Searches of OpenAI's servers have no id, and nobody to answer them.
Expected<> read_search_call(json::Object item, const Path& path, Reader& reader) {
  if (raw_id(item).empty()) return {};
  llm::ToolCall call;
  Expected<> read = read_arguments(item, path, call, reader);
  return read ? add_call(item, path, call, {"", "tool_search", Kind::search}, reader) : read;
}

Expected<> add_result(json::Object item, const Path& path, llm::ToolResult result, Reader& reader) {
  const std::string_view id = raw_id(item);
  if (reader.pairs.is_orphaned(id)) return {};
  Expected<> read = assign(result.id, read_name(item, "call_id", path, reader.request));
  if (read) reader.turns.output(id).push_back({std::move(result)});
  return read;
}

Expected<> read_call_output(json::Object item, const Path& path, Reader& reader) {
  const std::optional<Value> output = item.find("output");
  if (!output) return llm::missing(path / "output");
  llm::ToolResult result;
  Expected<> read = read_output(*output, path / "output", result, reader.request);
  return read ? add_result(item, path, std::move(result), reader) : read;
}

// The names of tools, those of a namespace among them, a line each.
void append_names(json::Array tools, std::string_view space, Reader& reader, std::string& text) {
  for (const Value each : tools) {
    const auto tool = each.object();
    const auto name = tool ? find_set(*tool, "name") : std::nullopt;
    const auto own = name ? name->string() : std::nullopt;
    if (!own || !json::is_well_formed(*own)) continue;
    const auto inner = find_set(*tool, "tools");
    if (space.empty() && inner && inner->array()) {
      append_names(*inner->array(), own->escaped, reader, text);
    } else {
      const ResponsesTool called{std::string(space), std::string(own->escaped)};
      text.append("\\n").append(reader.tools.flat_name(called).escaped);
    }
  }
}

// The tools themselves have been added before; the model is told their names.
Expected<> read_search_output(json::Object item, const Path& path, Reader& reader) {
  if (raw_id(item).empty()) return {};
  std::string text = "Tools found:";
  const std::optional<Value> tools = find_set(item, "tools");
  if (tools && tools->array()) append_names(*tools->array(), {}, reader, text);
  llm::ToolResult result;
  result.content.push_back(llm::Text{{reader.request.repaired.emplace_back(std::move(text))}});
  return add_result(item, path, std::move(result), reader);
}

// What the gateway has sealed; nullopt, and reported, for what others have.
std::optional<SealedContent> read_sealed(json::Object item, Reader& reader) {
  const std::optional<Value> content = find_set(item, "encrypted_content");
  const auto text = content ? content->string() : std::nullopt;
  if (!text) return std::nullopt;
  auto sealed = unseal(*text, reader.result.form.key.reveal(), reader.request.repaired);
  if (!sealed) note_dropped("input[].encrypted_content", "", reader.request);
  return sealed;
}

// Without its signature no model takes reasoning back.
Expected<> read_reasoning(json::Object item, const Path&, Reader& reader) {
  const auto sealed = read_sealed(item, reader);
  if (!sealed || sealed->blocks.empty()) return {};
  auto& blocks = reader.turns.assistant();
  for (const llm::Reasoning& block : sealed->blocks) blocks.push_back({block});
  return {};
}

Expected<> read_compaction(json::Object item, const Path&, Reader& reader) {
  const auto sealed = read_sealed(item, reader);
  if (!sealed || !sealed->summary) return {};
  const std::string& text = reader.request.repaired.emplace_back(
      std::string(kSummaryPrefix).append(sealed->summary->escaped));
  reader.turns.message(llm::Role::user).push_back({llm::Text{{text}}});
  return {};
}

// No call can be made of a summary, and no schema fits one.
Expected<> read_compaction_trigger(json::Object, const Path&, Reader& reader) {
  if (reader.index + 1 != reader.count) {
    note_dropped("input[].", "compaction_trigger", reader.request);
    return {};
  }
  reader.turns.message(llm::Role::user).push_back({llm::Text{{kCompactionPrompt}}});
  reader.result.form.compaction = true;
  return {};
}

Expected<> read_configuration(json::Object item, const Path& path, Reader& reader) {
  Expected<> read;
  if (const auto reasoning = find_set(item, "reasoning"))
    read = read_reasoning_config(*reasoning, path / "reasoning", reader.request);
  if (const auto text = find_set(item, "text"); read && text)
    read = read_text_config(*text, path / "text", reader.request);
  return read;
}

Expected<> refuse_reference(json::Object, const Path& path, Reader&) {
  return llm::refuse(path, "unsupported_parameter",
                     "Unsupported parameter: '" + path.text() +
                         "' refers to an item of an earlier response, and this gateway keeps none. "
                         "Send the item itself.");
}

// Its tools have been added before.
Expected<> skip(json::Object, const Path&, Reader&) { return {}; }

struct ItemType {
  std::string_view name;
  Expected<> (*read)(json::Object item, const Path& path, Reader& reader);
  enum class Part { none, call, output } part = Part::none;
  bool declares_tools = false;
};
using Part = ItemType::Part;

constexpr ItemType kTypes[] = {
    {"message", read_message},
    {"function_call", read_function_call, Part::call},
    {"function_call_output", read_call_output, Part::output},
    {"custom_tool_call", read_custom_call, Part::call},
    {"custom_tool_call_output", read_call_output, Part::output},
    {"tool_search_call", read_search_call, Part::call},
    {"tool_search_output", read_search_output, Part::output, true},
    {"additional_tools", skip, Part::none, true},
    {"reasoning", read_reasoning},
    {"compaction", read_compaction},
    {"compaction_summary", read_compaction},  // as older clients call it
    {"compaction_trigger", read_compaction_trigger},
    {"configuration_update", read_configuration},
    {"item_reference", refuse_reference},
};

// nullptr for one that is dropped, whatever its members. Messages may come without type.
Expected<const ItemType*> find_type(json::Object item, const Path& path) {
  const std::optional<Value> type = find_set(item, "type");
  if (!type) {
    if (find_set(item, "role")) return &kTypes[0];
    return llm::missing(path / "type");
  }
  if (!type->string()) return llm::wrong_type(path / "type", "a string", *type);
  const auto* known = std::ranges::find_if(
      kTypes, [&](const ItemType& each) { return is_string(*type, each.name); });
  return known == std::end(kTypes) ? nullptr : known;
}

// What has to be known before the first message is read: all tools, and what belongs together.
Expected<> survey(Value value, const Path& path, Reader& reader) {
  const std::optional<json::Object> item = value.object();
  if (!item) return llm::wrong_type(path, "an object", value);
  const auto type = find_type(*item, path);
  if (!type) return std::unexpected(type.error());
  const std::string_view id = raw_id(*item);
  if (*type == nullptr || (*type)->part == Part::call) {
    if (!id.empty()) reader.pairs.call(id, *type != nullptr);
    return {};
  }
  if ((*type)->part == Part::output) reader.pairs.output(id, reader.index);
  const auto tools = (*type)->declares_tools ? find_set(*item, "tools") : std::nullopt;
  return tools ? reader.tools.add(*tools, path / "tools") : Expected<>();
}

Expected<> read_item(Value value, const Path& path, Reader& reader) {
  const json::Object item = *value.object();
  const auto type = find_type(item, path);
  if (!type) return std::unexpected(type.error());
  if (*type != nullptr) return (*type)->read(item, path, reader);
  note_dropped("input[].", find_set(item, "type")->string()->escaped, reader.request);
  return {};
}

Expected<> for_each(json::Array items, const Path& path, Reader& reader,
                    Expected<> (*visit)(Value, const Path&, Reader&)) {
  reader.index = 0;
  for (const Value item : items) {
    Expected<> visited = visit(item, path / reader.index, reader);
    if (!visited) return visited;
    ++reader.index;
  }
  reader.count = reader.index;
  return {};
}

}  // namespace

Expected<> read_input(Value value, const Path& path, ResponsesTools& tools,
                      ResponsesRequest& result) {
  llm::Request& request = result.common;
  if (value.string()) {
    auto& blocks = request.messages.emplace_back(llm::Role::user).blocks;
    return read_content(value, path, blocks, request);
  }
  const std::optional<json::Array> items = value.array();
  if (!items) return llm::wrong_type(path, "a string or an array of objects", value);
  Reader reader{tools, result, request, Turns(request.messages)};
  Expected<> read = for_each(*items, path, reader, survey);
  return read ? for_each(*items, path, reader, read_item) : read;
}

}  // namespace gw::openai
