// The tools of a Responses request, from wherever they are declared: `tools`, namespaces, items of
// the input. Models know flat names only, so each tool of a namespace gets one, and the form keeps
// what it stands for.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "json/value.h"
#include "llm/parse.h"
#include "llm/request.h"
#include "openai/responses/form.h"

namespace gw::openai {

class ResponsesTools {
 public:
  // Both must outlive it.
  ResponsesTools(llm::Request& request, ResponsesForm& form) : request_(request), form_(form) {}

  // A list of tools. One that was declared before is replaced.
  llm::Expected<> add(json::Value list, const llm::Path& path);
  // How models know a tool that is called or chosen, declared or not. Lives as long as the request.
  json::RawString flat_name(const ResponsesTool& tool);
  bool is_declared(json::RawString flat) const { return declared_.contains(flat.escaped); }
  // A tool was dropped, of a kind that only OpenAI's servers run.
  bool dropped() const { return dropped_; }

 private:
  llm::Expected<> add_one(json::Value item, json::RawString space, const llm::Path& path);
  llm::Expected<> add_namespace(json::Object space, const llm::Path& path);
  llm::Expected<> add_function(json::Object object, json::RawString space, const llm::Path& path);
  llm::Expected<> add_custom(json::Object object, json::RawString space, const llm::Path& path);
  llm::Expected<> add_search(json::Object object, json::RawString space, const llm::Path& path);
  void declare(llm::Tool tool, json::RawString space, ResponsesTool::Kind kind);
  std::string free_name(const ResponsesTool& tool) const;
  void drop(std::string_view type);

  llm::Request& request_;
  ResponsesForm& form_;
  std::unordered_map<std::string, std::string_view> names_;     // "namespace\nname" -> flat
  std::unordered_set<std::string_view> taken_;                  // flat names
  std::unordered_map<std::string_view, std::size_t> declared_;  // flat -> index in request.tools
  bool dropped_ = false;
};

// `tool_choice`, once all tools are known.
llm::Expected<> read_tool_choice(json::Value value, const llm::Path& path, ResponsesTools& tools,
                                 llm::Request& request);

}  // namespace gw::openai
