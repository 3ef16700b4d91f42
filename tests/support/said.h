// An answer of a model's, made of any bytes, as the calls of llm/answer.h in an order that it
// allows.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "llm/writer.h"
#include "support/heard.h"

namespace gw::translate {

inline constexpr llm::Usage kUsage{.input = 3, .output = 5, .cache_read = 7, .reasoning = 2};

struct Said {
  enum class Kind {
    text,
    block_end,
    citation,
    reasoning,
    reasoning_end,
    redacted,
    tool_start,
    arguments,
    tool_end
  };
  struct Step {
    Kind kind;
    std::size_t call = 0;        // which, of tool_*
    std::string_view text = {};  // escaped
  };
  std::vector<Step> steps;
  llm::StopReason reason = llm::StopReason::end_turn;

  static std::string id(std::size_t call) { return "call_" + std::to_string(call); }
  // The call has come to its end, and nobody can think that it was cut off there.
  bool is_complete(std::string_view call_id) const {
    const auto last = std::ranges::find_if_not(steps.rbegin(), steps.rend(), [](const Step& step) {
      return step.kind == Kind::block_end ||
             (step.text.empty() && step.kind == Kind::reasoning_end);
    });
    const bool at_the_end =
        last != steps.rend() && last->kind == Kind::tool_end && id(last->call) == call_id;
    if (at_the_end && llm::is_cut_off(reason)) return false;
    return std::ranges::any_of(steps, [&](const Step& step) {
      return step.kind == Kind::tool_end && id(step.call) == call_id;
    });
  }
  // Of texts, reasoning and arguments.
  std::size_t bytes() const {
    std::size_t sum = 0;
    for (const auto& [kind, call, text] : steps) {
      const bool counts = kind == Kind::text || kind == Kind::reasoning || kind == Kind::arguments;
      sum += counts ? text.size() : 0;
    }
    return sum;
  }
  // What a client must hear of it.
  Heard expected() const {
    Heard heard;
    std::vector<std::string> arguments;  // escaped
    for (const auto& [kind, call, text] : steps) {
      if (kind == Kind::text) heard.text += text;
      if (kind == Kind::citation) ++heard.citations;
      if (kind == Kind::reasoning) heard.reasoning += text;
      const bool seals = kind == Kind::reasoning_end || kind == Kind::redacted;
      if (seals && !text.empty()) heard.seals.emplace_back(text);
      if (kind == Kind::tool_start) arguments.emplace_back();
      if (kind == Kind::arguments) arguments[call] += text;
    }
    for (std::size_t call = 0; call < arguments.size(); ++call) {
      if (is_complete(id(call)))
        heard.calls.push_back({id(call), "f", json::decode({arguments[call]}).value()});
    }
    return heard;
  }
};

// Gives `text` in pieces, as long as the bytes of `cut` say, one after the other; empty: in one. No
// escape is cut.
template <class Give>
void cut_text(std::string_view text, std::string_view cut, Give give) {
  for (std::size_t i = 0; !text.empty(); ++i) {
    std::size_t size =
        cut.empty() ? text.size() : 1 + static_cast<unsigned char>(cut[i % cut.size()]) % 4;
    size = std::min(size, text.size());
    while (!json::is_well_formed({text.substr(0, size)}) || !json::is_utf8(text.substr(0, size)))
      ++size;
    give(json::RawString{text.substr(0, size)});
    text.remove_prefix(size);
  }
}

inline void play(const Said::Step& step, std::string_view cut, llm::AnswerWriter& writer) {
  using Kind = Said::Kind;
  const auto& [kind, call, text] = step;
  const std::string id = Said::id(call);
  switch (kind) {
    case Kind::text:
      return cut_text(text, cut, [&](json::RawString piece) { writer.text(piece); });
    case Kind::block_end:
      return writer.block_end();
    case Kind::citation:
      return writer.citation(
          {.url = {text}, .title = {"t"}, .place = llm::Citation::Place::characters});
    case Kind::reasoning:
      return cut_text(text, cut, [&](json::RawString piece) { writer.reasoning(piece); });
    case Kind::reasoning_end:
      return writer.reasoning_end({text});
    case Kind::redacted:
      return writer.redacted_reasoning({text});
    case Kind::tool_start:
      return writer.tool_start(call, {id}, {text});
    case Kind::arguments:
      return cut_text(text, cut, [&](auto piece) { writer.tool_arguments(call, piece); });
    case Kind::tool_end:
      return writer.tool_end(call);
  }
}

// All of it but end(); `look` after each step.
template <class Look>
void play(const Said& said, std::string_view cut, llm::AnswerWriter& writer, Look look) {
  for (const Said::Step& step : said.steps) play(step, cut, writer), look();
  writer.stop(said.reason, {"x"});
  writer.usage(kUsage);
  look();
}

}  // namespace gw::translate
