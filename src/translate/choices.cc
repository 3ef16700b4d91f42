#include "translate/choices.h"

#include "json/value.h"
#include "json/write.h"
#include "sse/writer.h"

namespace gw::translate {

namespace {

std::optional<json::Value> only_choice(json::Object answer) {
  const std::optional<json::Value> choices = answer.find("choices");
  const std::optional<json::Array> list = choices ? choices->array() : std::nullopt;
  if (!list || list->empty()) return std::nullopt;
  return *list->begin();
}

std::unexpected<openai::ApiError> unreadable() {
  return std::unexpected(openai::ApiError(500, "server_error",
                                          "The choices of the answer could not be put together."));
}

}  // namespace

openai::CompletionUsage sum(const std::optional<openai::CompletionUsage>& a,
                            const openai::CompletionUsage& b) {
  openai::CompletionUsage total = a.value_or(openai::CompletionUsage{});
  total.prompt += b.prompt;
  total.completion += b.completion;
  total.cached += b.cached;
  total.cache_write += b.cache_write;
  if (!b.reasoning) total.reasoning.reset();
  if (total.reasoning) *total.reasoning += *b.reasoning;
  return total;
}

std::expected<void, openai::ApiError> join_choices(
    std::span<const std::string_view> answers, const std::optional<openai::CompletionUsage>& usage,
    Buffer& out) {
  json::Document document;
  json::Writer writer(out);
  writer.begin_object();
  const auto first = document.parse(answers.front());
  const std::optional<json::Object> head = first ? first->object() : std::nullopt;
  if (!head) return unreadable();
  for (const auto [key, value] : *head) {
    if (key != "choices" && key != "usage") writer.key(key).raw(value.raw());
  }
  writer.key("choices").begin_array();
  for (const std::string_view answer : answers) {
    const auto parsed = document.parse(answer);
    const std::optional<json::Object> object = parsed ? parsed->object() : std::nullopt;
    const std::optional<json::Value> choice = object ? only_choice(*object) : std::nullopt;
    if (!choice) return unreadable();
    writer.raw(choice->raw());
  }
  writer.end_array();
  if (usage) openai::write_usage(writer, *usage);
  writer.end_object();
  return {};
}

void end_choices(const openai::AnswerHead& head, bool include_usage,
                 const std::optional<openai::CompletionUsage>& usage, Buffer& out) {
  if (include_usage && usage)
    openai::ChunkWriter(head, openai::CallForm::tool_calls, include_usage).usage(*usage, out);
  out.append(sse::kDone);
}

}  // namespace gw::translate
