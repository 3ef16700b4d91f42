#include "simulator/converse_rules.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "simulator/text.h"

namespace gw::simulator {
namespace {

using bedrock::ModelRules;
using bedrock::Sampling;
using MaybeRefusal = std::optional<Refusal>;

std::string message_path(std::size_t message) { return "messages." + std::to_string(message); }
std::string block_path(std::size_t message, std::size_t block) {
  return message_path(message) + ".content." + std::to_string(block);
}

bool is_user(const Value& message) { return message["role"].text == "user"; }

bool has_block(const Value& message, std::string_view kind) {
  const auto& blocks = message["content"].items;
  return std::ranges::any_of(blocks, [&](const Value& b) { return b.find(kind) != nullptr; });
}

// The first refusal that `visit(block, message index, block index)` has for any block.
template <class Visit>
MaybeRefusal visit_blocks(const Value& body, Visit visit) {
  const auto& messages = body["messages"].items;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    const auto& blocks = messages[m]["content"].items;
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      if (MaybeRefusal refusal = visit(blocks[b], m, b)) return refusal;
    }
  }
  return std::nullopt;
}

// --- messages ---

MaybeRefusal messages_present(const Value& body, const ModelRules&) {
  if (!body["messages"].items.empty()) return std::nullopt;
  return validation("The value at messages is empty. Provide a value and try your request again.");
}

MaybeRefusal content_present(const Value& body, const ModelRules&) {
  const auto& messages = body["messages"].items;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    if (!messages[m]["content"].items.empty()) continue;
    return validation("The content field in the Message object at " + message_path(m) +
                      " is empty. Add a ContentBlock object to the content field and try again.");
  }
  return std::nullopt;
}

MaybeRefusal starts_with_user(const Value& body, const ModelRules&) {
  if (is_user(body["messages"].items.front())) return std::nullopt;
  return validation(
      "A conversation must start with a user message. Try again with a conversation that starts "
      "with a user message.");
}

MaybeRefusal roles_alternate(const Value& body, const ModelRules&) {
  const auto& messages = body["messages"].items;
  const auto same_role = [](const Value& a, const Value& b) {
    return a["role"].text == b["role"].text;
  };
  if (std::ranges::adjacent_find(messages, same_role) == messages.end()) return std::nullopt;
  return validation(
      "A conversation must alternate between user and assistant roles. Make sure the conversation "
      "alternates between user and assistant roles and try again.");
}

MaybeRefusal text_not_blank(const Value& body, const ModelRules&) {
  return visit_blocks(body, [](const Value& block, std::size_t m, std::size_t b) -> MaybeRefusal {
    const Value* text = block.find("text");
    if (text == nullptr || !is_blank(text->text)) return std::nullopt;
    return validation("The text field in the ContentBlock object at " + block_path(m, b) +
                      " is blank. Add text to the text field, and try again.");
  });
}

MaybeRefusal system_not_blank(const Value& body, const ModelRules&) {
  for (const Value& block : body["system"].items) {
    const Value* text = block.find("text");
    if (text == nullptr || !is_blank(text->text)) continue;
    return validation("system: text content blocks must contain non-whitespace text");
  }
  return std::nullopt;
}

MaybeRefusal final_text_trimmed(const Value& body, const ModelRules&) {
  const Value& last = body["messages"].items.back();
  const Value* text = is_user(last) ? nullptr : last["content"].items.back().find("text");
  if (text == nullptr || !ascii::is_space(text->text.back())) return std::nullopt;
  return validation(
      "The model returned the following errors: messages: final assistant content cannot end with "
      "trailing whitespace");
}

// --- tools ---

MaybeRefusal tool_config_present(const Value& body, const ModelRules&) {
  if (body.find("toolConfig") != nullptr) return std::nullopt;
  return visit_blocks(body, [](const Value& block, std::size_t, std::size_t) -> MaybeRefusal {
    if (block.find("toolUse") == nullptr && block.find("toolResult") == nullptr) {
      return std::nullopt;
    }
    return validation(
        "The toolConfig field must be defined when using toolUse and toolResult content blocks.");
  });
}

MaybeRefusal tool_input_is_object(const Value& body, const ModelRules&) {
  return visit_blocks(body, [](const Value& block, std::size_t m, std::size_t b) -> MaybeRefusal {
    const Value* use = block.find("toolUse");
    if (use == nullptr || (*use)["input"].is(Value::Kind::object)) return std::nullopt;
    return validation("The format of the value at " + block_path(m, b) +
                      ".toolUse.input is invalid. Provide a json object for the field and try "
                      "again.");
  });
}

MaybeRefusal tool_schema_is_object(const Value& body, const ModelRules&) {
  const auto& tools = body["toolConfig"]["tools"].items;
  for (std::size_t t = 0; t < tools.size(); ++t) {
    const Value* tool = tools[t].find("toolSpec");
    if (tool == nullptr || (*tool)["inputSchema"]["json"]["type"].text == "object") continue;
    return validation("The value at toolConfig.tools." + std::to_string(t) +
                      ".toolSpec.inputSchema.json.type must be one of the following: object.");
  }
  return std::nullopt;
}

std::vector<std::string> ids_in(const Value& message, std::string_view kind) {
  std::vector<std::string> ids;
  for (const Value& block : message["content"].items) {
    if (const Value* found = block.find(kind)) ids.push_back((*found)["toolUseId"].text);
  }
  std::ranges::sort(ids);
  return ids;
}

MaybeRefusal tool_results_answer_uses(const Value& body, const ModelRules&) {
  const auto& messages = body["messages"].items;
  for (std::size_t m = 0; m < messages.size(); ++m) {
    const auto results = ids_in(messages[m], "toolResult");
    const auto uses = m == 0 ? std::vector<std::string>{} : ids_in(messages[m - 1], "toolUse");
    if (results.size() > uses.size()) {
      return validation("The number of toolResult blocks at " + message_path(m) +
                        ".content exceeds the number of toolUse blocks of previous turn.");
    }
    if (results == uses) continue;
    std::string ids;
    for (const std::string& id : uses) ids += (ids.empty() ? "" : ", ") + id;
    return validation("Expected toolResult blocks at " + message_path(m) +
                      ".content for the following Ids: " + ids);
  }
  return std::nullopt;
}

// --- documents and images ---

bool is_document_name(std::string_view name) {
  static constexpr std::string_view kPunctuation = " -()[]";
  const auto allowed = [](char c) {
    return ascii::is_alpha(c) || ascii::is_digit(c) || kPunctuation.find(c) != kPunctuation.npos;
  };
  return std::ranges::all_of(name, allowed) && name.find("  ") == std::string_view::npos;
}

MaybeRefusal document_is_named(const Value& body, const ModelRules&) {
  return visit_blocks(body, [](const Value& block, std::size_t, std::size_t) -> MaybeRefusal {
    const Value* document = block.find("document");
    if (document == nullptr || is_document_name((*document)["name"].text)) return std::nullopt;
    return validation(
        "The document file name can only contain alphanumeric characters, whitespace characters, "
        "hyphens, parentheses, and square brackets. The name can't contain more than one "
        "consecutive whitespace character.");
  });
}

MaybeRefusal document_has_text(const Value& body, const ModelRules&) {
  const auto& messages = body["messages"].items;
  for (const Value& message : messages) {
    if (!has_block(message, "document") || has_block(message, "text")) continue;
    return validation(
        "A text block must be included in the content field of a message that has a document "
        "block.");
  }
  return std::nullopt;
}

// --- the model ---

Refusal unsupported(std::string_view field) {
  const std::string name(field);
  return validation("This model doesn't support the " + name + " field. Remove " + name +
                    " and try again.");
}

MaybeRefusal model_takes_system(const Value& body, const ModelRules& model) {
  if (model.system || body["system"].items.empty()) return std::nullopt;
  return validation(
      "This model doesn't support system messages. Try again without system messages or use a "
      "model that supports system messages.");
}

MaybeRefusal model_takes_history(const Value& body, const ModelRules& model) {
  if (model.history || body["messages"].items.size() == 1) return std::nullopt;
  return validation(
      "This model doesn't support conversation history. Try again with a single user message.");
}

// Even an empty list is refused.
MaybeRefusal model_takes_stop_sequences(const Value& body, const ModelRules& model) {
  const Value* stop = body["inferenceConfig"].find("stopSequences");
  if (stop == nullptr) return std::nullopt;
  if (!model.stop) return unsupported("stopSequences");
  const auto limit = static_cast<std::size_t>(model.max_stop_sequences);
  if (limit == 0 || stop->items.size() <= limit) return std::nullopt;
  return validation(
      "The model returned the following errors: Malformed input request: expected maximum item "
      "count: " +
      std::to_string(limit) + ", found: " + std::to_string(stop->items.size()) +
      ", please reformat your input and try again.");
}

MaybeRefusal model_takes_sampling(const Value& body, const ModelRules& model) {
  const bool temperature = body["inferenceConfig"].find("temperature") != nullptr;
  const bool top_p = body["inferenceConfig"].find("topP") != nullptr;
  if (model.sampling == Sampling::none && temperature) return unsupported("temperature");
  if (model.sampling == Sampling::none && top_p) return unsupported("topP");
  if (model.sampling == Sampling::one_of && temperature && top_p) {
    return validation(
        "The model returned the following errors: `temperature` and `top_p` cannot both be "
        "specified for this model. Please use only one.");
  }
  return std::nullopt;
}

MaybeRefusal model_takes_max_tokens(const Value& body, const ModelRules& model) {
  const double asked = body["inferenceConfig"]["maxTokens"].number;
  if (model.max_output == 0 || asked <= static_cast<double>(model.max_output)) return std::nullopt;
  return validation("The maximum tokens you requested exceeds the model limit of " +
                    std::to_string(model.max_output) +
                    ". Try again with a maximum tokens value that is lower than " +
                    std::to_string(model.max_output) + ".");
}

MaybeRefusal model_takes_prefill(const Value& body, const ModelRules& model) {
  if (model.prefill || is_user(body["messages"].items.back())) return std::nullopt;
  return validation(
      "The model returned the following errors: This model does not support assistant message "
      "prefill. The conversation must end with a user message.");
}

using Rule = MaybeRefusal (*)(const Value& body, const ModelRules& model);
// Later rules rely on earlier ones: on messages being there, and on their having content.
constexpr Rule kRules[] = {
    messages_present,         content_present,        starts_with_user,
    roles_alternate,          text_not_blank,         system_not_blank,
    tool_config_present,      tool_input_is_object,   tool_schema_is_object,
    tool_results_answer_uses, document_is_named,      document_has_text,
    model_takes_system,       model_takes_history,    model_takes_stop_sequences,
    model_takes_sampling,     model_takes_max_tokens, model_takes_prefill,
    final_text_trimmed,
};

}  // namespace

std::optional<Refusal> break_of_converse_rule(const Value& body, const bedrock::ModelRules& model) {
  for (const Rule rule : kRules) {
    if (MaybeRefusal refusal = rule(body, model)) return refusal;
  }
  return std::nullopt;
}

}  // namespace gw::simulator
