#include "translate/bounds.h"

#include <string>

namespace gw::translate {

namespace {

std::size_t parts_of(const llm::Message& message) {
  std::size_t count = 1 + message.blocks.size();
  for (const llm::Block& block : message.blocks) {
    if (const auto* result = std::get_if<llm::ToolResult>(&block.value))
      count += result->content.size();
  }
  return count;
}

std::size_t parts_of(const llm::Request& request) {
  std::size_t count = 0;
  for (const llm::Message& message : request.messages) count += parts_of(message);
  return count;
}

// OpenAI's words.
llm::Failure too_long(std::string_view parameter, std::size_t most, std::size_t got,
                      std::string_view what) {
  const std::string name(parameter);
  return llm::invalid_request("Invalid '" + name + "': array too long. Expected at most " +
                                  std::to_string(most) + " " + std::string(what) + ", but got " +
                                  std::to_string(got) + ".",
                              parameter, "array_above_max_length");
}

}  // namespace

std::optional<llm::Failure> refuse_size(const llm::Request& request, llm::Spell spell) {
  if (const std::size_t tools = request.tools.size(); tools > kMostTools)
    return too_long(spell(llm::Parameter::tools), kMostTools, tools, "tools");
  if (const std::size_t parts = parts_of(request); parts > kMostParts) {
    return too_long(spell(llm::Parameter::messages), kMostParts, parts,
                    "messages and parts of messages");
  }
  return std::nullopt;
}

}  // namespace gw::translate
