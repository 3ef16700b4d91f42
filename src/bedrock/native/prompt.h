// Prompts of the families whose native body has no messages: a template written as pieces of one
// JSON string, the client's texts spliced in still escaped.
//
// In these prompts the borders between turns are text. A client's text that spells such a border
// ("<|eot_id|>", or "Assistant:" at the beginning of a line) would be taken for one: whoever writes
// into one message could forge all others. Every such place in a text gets one space, "< |eot_id|>"
// or " Assistant:". People and models read the same, the tokenizer no longer sees a border.
// Families whose body has messages, and Converse, keep borders and texts apart themselves and are
// not touched.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "bedrock/conversation.h"
#include "json/write.h"

namespace gw::bedrock {

// What a family's template is made of.
struct Borders {
  std::span<const std::string_view> tokens;  // anywhere; first characters '<' or '['
  std::span<const std::string_view> labels;  // at the beginning of a line
};

class Prompt {
 public:
  // Opens the string in `json`; both arguments must outlive the prompt.
  Prompt(json::Writer& json, const Borders& borders);

  Prompt& add(std::string_view part);  // of the template
  Prompt& add(json::RawString text);   // of the client
  // Texts of one turn, each on its own lines.
  Prompt& add(std::span<const TextBlock> blocks);
  Prompt& add(std::span<const Block> blocks);
  // The same without white space at the end: what the model is to continue.
  Prompt& add_prefill(std::span<const Block> blocks);
  void close();

 private:
  json::Writer& json_;
  const Borders& borders_;
};

// A JSON string with the texts of one turn, each on its own lines.
void write_joined(json::Writer& json, std::span<const TextBlock> blocks);
void write_joined(json::Writer& json, std::span<const Block> blocks);

}  // namespace gw::bedrock
