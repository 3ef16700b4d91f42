#include "openai/chat_answers.h"

namespace gw::openai {

namespace {

// An answer in JSON has no place for other text.
ShowReasoning show_reasoning(const llm::Request& request, bool think_tags) {
  if (request.reasoning.exclude) return ShowReasoning::hidden;
  const bool json = request.response_format.kind != llm::ResponseFormat::Kind::text;
  return think_tags && !json ? ShowReasoning::text : ShowReasoning::member;
}

void add_custom_tools(const llm::Request& request, std::vector<std::string>& names) {
  for (const llm::Tool& tool : request.tools) {
    if (tool.custom) names.emplace_back(tool.name.escaped);
  }
  if (!request.tools.empty()) return;
  for (const llm::Message& message : request.messages) {  // those that were called before
    for (const llm::Block& block : message.blocks) {
      const auto* call = std::get_if<llm::ToolCall>(&block.value);
      if (call != nullptr && call->custom) names.emplace_back(call->name.escaped);
    }
  }
}

}  // namespace

std::unique_ptr<llm::AnswerWriter> ChatAnswers::make_writer(const llm::AnswerTraits& traits) const {
  const llm::Request& request = request_.common;
  ChatForm form{.calls = request.first_call_only ? CallForm::function_call : CallForm::tool_calls,
                .include_usage = request_.include_usage,
                .reasoning = show_reasoning(request, options_.think_tags),
                .response_fields = !request.response_paths.empty(),
                .guardrail_trace = traits.guardrail_trace,
                .choice = options_.choice,
                .choices = options_.choices};
  add_custom_tools(request, form.custom_tools);
  return traits.stream ? make_chat_stream(head(), std::move(form))
                       : make_chat_whole(head(), std::move(form));
}

}  // namespace gw::openai
