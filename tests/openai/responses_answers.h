// Answers that the writer of the Responses dialect writes, for its tests.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "openai/responses/writer.h"
#include "openai/responses_support.h"

namespace gw::openai {

using Kind = ResponsesTool::Kind;
using Mode = ResponsesWriter::Mode;
using Said = std::function<void(ResponsesWriter&)>;

inline const llm::AnswerHead kHead{"resp_x", 1700000000, "a \"model\""};
inline constexpr std::string_view kFamily = "claude-4.6";

inline ResponsesForm form_with_tools() {
  ResponsesForm form;
  form.echo = R"("store":false,"tools":[])";
  form.tools = {{"f", {"", "f", Kind::function}},
                {"mcp__demo__get_weather", {"mcp__demo", "get_weather", Kind::function}},
                {"apply_patch", {"", "apply_patch", Kind::custom}},
                {"tool_search", {"", "tool_search", Kind::search}}};
  return form;
}

// What is written of an answer that ends with `reason`.
inline std::string write(Mode mode, const Said& say,
                         llm::StopReason reason = llm::StopReason::end_turn,
                         const ResponsesForm& form = form_with_tools(),
                         std::string_view family = kFamily) {
  Buffer out;
  ResponsesWriter writer(kHead, family, std::make_shared<const ResponsesForm>(form), mode);
  writer.write_to(out);
  say(writer);
  writer.stop(reason, {});
  writer.usage({.input = 10, .output = 5, .cache_read = 3, .cache_write = 2, .reasoning = 4});
  writer.end();
  return std::string(out.view());
}

inline std::vector<Event> stream(const Said& say,
                                 llm::StopReason reason = llm::StopReason::end_turn,
                                 const ResponsesForm& form = form_with_tools(),
                                 std::string_view family = kFamily) {
  return events_of(write(Mode::stream, say, reason, form, family));
}

inline void say_hello(ResponsesWriter& writer) {
  writer.text({"Hel"});
  writer.text({"lo\\n"});
  writer.block_end();
}

inline void think(ResponsesWriter& writer) {
  writer.reasoning({"a"});
  writer.reasoning({"b"});
  writer.reasoning_end({"sig"});
}

// What `write` says was used.
inline constexpr std::string_view kUsage =
    R"({"input_tokens":15,"input_tokens_details":{"cached_tokens":3,"cache_write_tokens":2},)"
    R"("output_tokens":5,"output_tokens_details":{"reasoning_tokens":4},"total_tokens":20})";

}  // namespace gw::openai
