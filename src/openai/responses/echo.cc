#include "openai/responses/echo.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include "llm/parse.h"

namespace gw::openai {

namespace {

struct Echoed {
  std::string_view name;
  std::string_view otherwise;  // where the request says nothing
};
constexpr Echoed kEchoed[] = {
    {"instructions", "null"},
    {"max_output_tokens", "null"},
    {"metadata", "{}"},
    {"parallel_tool_calls", "true"},
    {"reasoning", R"({"effort":null,"summary":null})"},
    {"temperature", "null"},
    {"text", R"({"format":{"type":"text"}})"},
    {"tool_choice", R"("auto")"},
    {"tools", "[]"},
    {"top_p", "null"},
};

// What the gateway does whatever the request says.
constexpr std::string_view kFixed =
    R"("background":false,"max_tool_calls":null,"previous_response_id":null,"store":false,)"
    R"("truncation":"disabled")";

// Line breaks stand between tokens only: strings have them escaped. Few clients send any.
void append_in_line(std::string_view json, std::string& out) {
  if (!json.contains('\n') && !json.contains('\r')) {
    out.append(json);
  } else {
    std::ranges::copy_if(json, std::back_inserter(out),
                         [](char c) { return c != '\n' && c != '\r'; });
  }
}

}  // namespace

llm::Expected<std::string> echo_of(json::Object request, std::list<std::string>& repaired) {
  const llm::Path root;
  std::string echo(kFixed);
  for (const auto& [name, otherwise] : kEchoed) {
    const std::optional<json::Value> value = request.find(name);
    std::string_view json = otherwise;
    if (value && !value->is_null()) {
      const auto read = llm::read_json(*value, root / name, repaired);
      if (!read) return std::unexpected(read.error());
      json = *read;
    }
    echo.append(",\"").append(name).append("\":");
    append_in_line(json, echo);
  }
  return echo;
}

}  // namespace gw::openai
