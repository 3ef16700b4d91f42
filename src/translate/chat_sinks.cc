#include "translate/chat_sinks.h"

#include <algorithm>

#include "sse/writer.h"

namespace gw::translate {

namespace {

openai::CompletionUsage count(const bedrock::Usage& usage) {
  return {.prompt = usage.input + usage.cache_read + usage.cache_write,
          .completion = usage.output,
          .cached = usage.cache_read,
          .cache_write = usage.cache_write,
          .reasoning = usage.reasoning};
}

std::string_view unit(bedrock::Citation::Place place) {
  using enum bedrock::Citation::Place;
  switch (place) {
    case characters:
      return "character";
    case pages:
      return "page";
    case chunks:
    case search_result:
      return "chunk";
    case none:
      break;
  }
  return {};
}

// The source of a search result is mostly where it was found.
json::RawString url_of(const bedrock::Citation& citation) {
  if (!citation.url.empty() || !citation.source.escaped.starts_with("http")) return citation.url;
  return citation.source;
}

// An event of a stream is one line. Inside of JSON's strings there are no line breaks.
std::string in_one_line(std::string_view json) {
  std::string line(json);
  std::ranges::replace(line, '\n', ' ');
  std::ranges::replace(line, '\r', ' ');
  return line;
}

}  // namespace

openai::FinishReason finish_reason(bedrock::StopReason reason) {
  using bedrock::StopReason;
  using openai::FinishReason;
  switch (reason) {
    case StopReason::end_turn:
    case StopReason::stop_sequence:
    case StopReason::malformed_model_output:  // these two are no success, see ChatSink::problem()
    case StopReason::malformed_tool_use:
    case StopReason::unknown:
      return FinishReason::stop;
    case StopReason::max_tokens:
    case StopReason::model_context_window_exceeded:
      return FinishReason::length;
    case StopReason::tool_use:
      return FinishReason::tool_calls;
    case StopReason::guardrail_intervened:
    case StopReason::content_filtered:
      return FinishReason::content_filter;
  }
  return FinishReason::stop;
}

void ChatSink::citation(const bedrock::Citation& citation) {
  annotations_.add({.url = url_of(citation),
                    .title = citation.title.empty() ? citation.source : citation.title,
                    .quote = citation.quote,
                    .unit = unit(citation.place),
                    .document = citation.index,
                    .begin = citation.begin,
                    .end = citation.end});
}

void ChatSink::stop(bedrock::StopReason reason) {
  stop_ = reason;
  reason_ = finish_reason(reason);
}

std::optional<openai::ApiError> ChatSink::problem() const {
  const bool tool = stop_ == bedrock::StopReason::malformed_tool_use;
  if (!tool && stop_ != bedrock::StopReason::malformed_model_output) return std::nullopt;
  openai::ApiError error(502, "server_error",
                         tool
                             ? "The model wrote a tool call that Bedrock could not read. The "
                               "request can be sent again."
                             : "The model wrote an answer that Bedrock could not read. The request "
                               "can be sent again.");
  error.code = tool ? "malformed_tool_use" : "malformed_model_output";
  return error;
}

void ChatSink::usage(const bedrock::Usage& usage) { usage_ = count(usage); }

void ChatSink::response_fields(std::string_view json) {
  if (form_.response_fields) response_fields_ = in_one_line(json);
}

void ChatSink::guardrail_trace(std::string_view json) {
  if (form_.guardrail_trace) guardrail_trace_ = in_one_line(json);
}

std::optional<openai::CompletionUsage> ChatSink::counted() const {
  auto usage = usage_;
  if (usage && !usage->reasoning && thinking_.empty()) usage->reasoning = 0;
  return usage;
}

openai::FinishReason ChatSink::reason() const {
  const bool called = reason_ == openai::FinishReason::tool_calls;
  return called && is_legacy() ? openai::FinishReason::function_call : reason_;
}

openai::CallKind ChatSink::kind(json::RawString name) const {
  const auto& custom = form_.custom_tools;
  return std::ranges::find(custom, name.escaped) == custom.end() ? openai::CallKind::function
                                                                 : openai::CallKind::custom;
}

const openai::Thinking& ChatSink::shown() const {
  static const openai::Thinking kNone;
  return form_.reasoning == ShowReasoning::member ? thinking_ : kNone;
}

void ChatSink::note_call(json::RawString id) {
  if (first_call_.empty() && !thinking_.blocks().empty()) first_call_ = id.escaped;
}

void ChatSink::remember() const {
  if (form_.memory == nullptr || first_call_.empty() || is_legacy()) return;
  form_.memory->remember(first_call_, "[" + std::string(thinking_.blocks()) + "]");
}

// Behind a call there is no place for text.
void WholeSink::reasoning(json::RawString piece) {
  thinking_.text(piece);
  if (form_.reasoning != ShowReasoning::text || called_) return;
  if (!std::exchange(aloud_, true)) writer_.text(kThinkBegin);
  writer_.text(piece);
}

void WholeSink::tool_start(std::size_t call, json::RawString id, json::RawString name) {
  end_thought();
  if (call == 0) writer_.extras(shown(), annotations_);
  note_call(id);
  called_ = true;
  if (is_told(call)) writer_.call(kind(name), id, form_.names.original(name));
}

void WholeSink::end() {
  if (!called_) {
    end_thought();
    writer_.text({});  // a content of "", not null
    writer_.extras(shown(), annotations_);
  }
  remember();
  writer_.end(reason(), counted(), tail());
}

void StreamSink::reasoning(json::RawString piece) {
  said_ += piece.escaped.size();
  thinking_.text(piece);
  if (form_.reasoning == ShowReasoning::hidden) return;
  if (form_.reasoning == ShowReasoning::member) {
    begin(Content::null);
    return writer_.reasoning(piece, *out_);
  }
  begin(Content::empty);
  if (!std::exchange(aloud_, true)) writer_.text(kThinkBegin, *out_);
  writer_.text(piece, *out_);
}

void StreamSink::tool_start(std::size_t call, json::RawString id, json::RawString name) {
  begin(Content::null);
  end_thought();
  note_call(id);
  if (call >= kinds_.size()) kinds_.resize(call + 1);
  kinds_[call] = kind(name);
  if (is_told(call)) writer_.call(kinds_[call], call, id, form_.names.original(name), *out_);
}

void StreamSink::end() {
  remember();
  begin(Content::empty);
  end_thought();
  if (!annotations_.json().empty()) writer_.annotations(annotations_.json(), *out_);
  writer_.finish(reason(), *out_, tail());
  if (form_.part) return;
  const auto usage = counted();
  if (form_.include_usage && usage) writer_.usage(*usage, *out_);
  out_->append(sse::kDone);
}

void StreamSink::thinking_block(std::string_view block) {
  if (block.empty() || form_.reasoning != ShowReasoning::member) return;
  begin(Content::null);
  writer_.thinking_block(blocks_++, block, *out_);
}

}  // namespace gw::translate
