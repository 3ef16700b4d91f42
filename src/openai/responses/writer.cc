#include "openai/responses/writer.h"

#include <utility>

#include "json/write.h"
#include "openai/responses/encrypted_content.h"
#include "openai/responses/failures.h"

namespace gw::openai {

namespace {

using json::RawString;
using llm::StopReason;
using Kind = ResponsesTool::Kind;

// Claude shows a summary of what it thinks, as OpenAI's models do; open models show all.
bool shows_all(std::string_view family) { return !family.empty() && !family.starts_with("claude"); }

// Members that say which part of an item's content an event is about. There is only one.
constexpr std::string_view kContent = "content_index";
constexpr std::string_view kSummary = "summary_index";

// The words of a call's events.
struct CallWords {
  std::string_view delta;
  std::string_view done;
  std::string_view field;
};
constexpr CallWords kFunction{"response.function_call_arguments.delta",
                              "response.function_call_arguments.done", "arguments"};
constexpr CallWords kCustom{"response.custom_tool_call_input.delta",
                            "response.custom_tool_call_input.done", "input"};

const CallWords& words(Kind kind) { return kind == Kind::custom ? kCustom : kFunction; }

struct ReasoningWords {
  std::string_view part_added;
  std::string_view delta;
  std::string_view done;
  std::string_view part_done;
  std::string_view index;
};
constexpr ReasoningWords kSummaryWords{
    "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta",
    "response.reasoning_summary_text.done", "response.reasoning_summary_part.done", kSummary};
constexpr ReasoningWords kReasoningWords{
    "response.content_part.added", "response.reasoning_text.delta", "response.reasoning_text.done",
    "response.content_part.done", kContent};

constexpr std::int64_t kOpeningEvents = 2;  // response.created, response.in_progress

const ReasoningWords& words(const ReasoningItem& item) {
  return item.shows_all ? kReasoningWords : kSummaryWords;
}

// `text`: as it stands in a JSON string.
bool has_words(std::string_view text) {
  const auto decoded = json::decode(RawString{text});
  return decoded && decoded->find_first_not_of(" \t\r\n") != decoded->npos;
}

}  // namespace

ResponsesWriter::ResponsesWriter(llm::AnswerHead head, std::string_view family,
                                 std::shared_ptr<const ResponsesForm> form, Mode mode,
                                 std::shared_ptr<const ResponsesOpening> opening)
    : head_(std::move(head)),
      family_(family),
      form_(std::move(form)),
      mode_(mode),
      opening_(std::move(opening)),
      shows_all_(shows_all(family_)) {}

// An item's id is the answer's, with the item's number.
ItemPlace ResponsesWriter::next_item(std::string_view prefix) {
  finish_call();
  const std::size_t index = items_.size();
  items_.emplace_back();
  const std::size_t underscore = head_.id.find('_');
  std::string id(prefix);
  id.append(head_.id, underscore == head_.id.npos ? 0 : underscore + 1);
  return {std::move(id.append(index < 10 ? "0" : "")).append(std::to_string(index)), index};
}

// Types and ids are ours and need no escapes: they stand in each of some hundred deltas.
template <class WriteFields>
void ResponsesWriter::event(std::string_view type, const WriteFields& write_fields) {
  if (mode_ == Mode::whole) return;
  begin();
  out().append("event: ");
  out().append(type);
  out().append("\ndata: ");
  json::Writer writer(out());
  writer.begin_object().member("type", RawString{type}).member("sequence_number", events_++);
  write_fields(writer);
  writer.end_object();
  out().append("\n\n");
}

void ResponsesWriter::item_event(std::string_view type, const ItemPlace& place,
                                 std::string_view item) {
  event(type, [&](json::Writer& writer) {
    writer.member("output_index", place.index).key("item").raw(item);
  });
}

void ResponsesWriter::piece_event(std::string_view type, const ItemPlace& place,
                                  std::string_view index, std::string_view field, RawString piece) {
  event(type, [&](json::Writer& writer) {
    writer.member("item_id", RawString{place.id}).member("output_index", place.index);
    if (!index.empty()) writer.member(index, 0);
    writer.member(field, piece);
    if (type.starts_with("response.output_text.")) writer.key("logprobs").begin_array().end_array();
  });
}

void ResponsesWriter::part_event(std::string_view type, const ItemPlace& place,
                                 std::string_view index, std::string_view part) {
  event(type, [&](json::Writer& writer) {
    writer.member("item_id", place.id).member("output_index", place.index);
    writer.member(index, 0).key("part").raw(part);
  });
}

void ResponsesWriter::response_event(std::string_view type, const Outcome& outcome) {
  event(type, [&](json::Writer& writer) {
    writer.key("response");
    write_response(parts(), outcome, writer);
  });
}

void ResponsesWriter::begin() {
  if (begun_) return;
  begun_ = true;
  if (opening_ && opening_->sent) {
    events_ = kOpeningEvents;
    return;
  }
  response_event("response.created", {"in_progress"});
  response_event("response.in_progress", {"in_progress"});
}

void ResponsesWriter::finish(const ItemPlace& place, std::string item) {
  item_event("response.output_item.done", place, item);
  held_ += item.size();
  items_[place.index] = std::move(item);
}

void ResponsesWriter::open_message() {
  if (message_) return;
  close_reasoning({});
  message_.emplace(next_item("msg_"));
  const ItemPlace& place = message_->place();
  item_event("response.output_item.added", place, MessageItem::begun(place));
  part_event("response.content_part.added", place, kContent, message_->part());
}

void ResponsesWriter::text(RawString piece) {
  said_ += piece.escaped.size();
  if (form_->compaction) {
    if (mode_ == Mode::stream) begin();
    summary_ += piece.escaped;
    return;
  }
  open_message();
  piece_event("response.output_text.delta", message_->place(), kContent, "delta", piece);
  message_->text(piece);
}

void ResponsesWriter::citation(const llm::Citation& citation) {
  if (form_->compaction) return;
  open_message();
  message_->cite(citation);
}

void ResponsesWriter::block_end() { annotate(); }

void ResponsesWriter::annotate() {
  if (!message_) return;
  std::size_t index = message_->annotations().size();
  for (const std::size_t end = message_->block_end(); index < end; ++index) {
    event("response.output_text.annotation.added", [&](json::Writer& writer) {
      const ItemPlace& place = message_->place();
      writer.member("item_id", place.id).member("output_index", place.index);
      writer.member(kContent, 0).member("annotation_index", index);
      writer.key("annotation").raw(message_->annotations()[index]);
    });
  }
}

void ResponsesWriter::close_message(std::string_view status) {
  if (!message_) return;
  annotate();
  const MessageItem message = *std::exchange(message_, std::nullopt);
  const ItemPlace& place = message.place();
  piece_event("response.output_text.done", place, kContent, "text", message.text());
  part_event("response.content_part.done", place, kContent, message.part());
  finish(place, message.json(status));
}

void ResponsesWriter::open_reasoning() {
  if (reasoning_) return;
  close_message("completed");
  reasoning_ = {.place = next_item("rs_"), .shows_all = shows_all_};
  item_event("response.output_item.added", reasoning_->place, reasoning_->json({}));
}

void ResponsesWriter::reasoning(RawString piece) {
  said_ += piece.escaped.size();
  if (form_->compaction) return;
  open_reasoning();
  const ReasoningWords& word = words(*reasoning_);
  if (reasoning_->text.empty())
    part_event(word.part_added, reasoning_->place, word.index, reasoning_->part({}));
  piece_event(word.delta, reasoning_->place, word.index, "delta", piece);
  reasoning_->text += piece.escaped;
}

void ResponsesWriter::reasoning_end(RawString signature) {
  if (form_->compaction) return;
  if (!signature.empty()) open_reasoning();  // perhaps the signature is all there is
  close_reasoning(signature);
}

void ResponsesWriter::close_reasoning(RawString signature) {
  if (!reasoning_) return;
  const ReasoningItem item = *std::exchange(reasoning_, std::nullopt);
  if (!item.text.empty()) {
    const ReasoningWords& word = words(item);
    piece_event(word.done, item.place, word.index, "text", {item.text});
    part_event(word.part_done, item.place, word.index, item.part({item.text}));
  }
  std::string encrypted;
  if (!signature.empty()) {
    encrypted = seal_reasoning({.text = {item.text}, .signature = signature, .family = family_},
                               form_->key.reveal());
  }
  finish(item.place, item.json(encrypted));
}

void ResponsesWriter::redacted_reasoning(RawString data) {
  if (form_->compaction) return;
  close_reasoning({});
  open_reasoning();
  const ReasoningItem item = *std::exchange(reasoning_, std::nullopt);
  finish(item.place,
         item.json(seal_reasoning({.redacted = data, .family = family_}, form_->key.reveal())));
}

void ResponsesWriter::tool_start(std::size_t call, RawString id, RawString name) {
  if (form_->compaction) return;
  close_blocks("completed");
  const auto known = form_->tools.find(std::string(name.escaped));
  // Models also call what nobody has offered.
  ResponsesTool tool =
      known != form_->tools.end() ? known->second : ResponsesTool{"", std::string(name.escaped)};
  CallItem item{next_item(CallItem::prefix(tool.kind)), std::string(id.escaped), std::move(tool)};
  item_event("response.output_item.added", item.place, item.begun());
  calls_.insert_or_assign(call, std::move(item));
}

void ResponsesWriter::tool_arguments(std::size_t call, RawString piece) {
  said_ += piece.escaped.size();
  finish_call();
  const auto found = calls_.find(call);
  if (found == calls_.end()) return;
  CallItem& item = found->second;
  if (item.tool.kind != Kind::search)
    piece_event(words(item.tool.kind).delta, item.place, {}, "delta", piece);
  item.arguments += piece.escaped;
  held_ += piece.escaped.size();
}

// Codex runs a call as soon as its item is done. Bedrock ends the block of a call that it cuts off,
// too, and says only then why the answer has stopped.
void ResponsesWriter::tool_end(std::size_t call) {
  finish_call();
  auto found = calls_.extract(call);
  if (!found.empty()) ended_ = std::move(found.mapped());
}

void ResponsesWriter::finish_call() {
  if (!ended_) return;
  const CallItem item = *std::exchange(ended_, std::nullopt);
  if (item.tool.kind != Kind::search) {
    const CallWords& word = words(item.tool.kind);
    piece_event(word.done, item.place, {}, word.field, {item.arguments});
  }
  held_ -= item.arguments.size();
  finish(item.place, item.json());
}

void ResponsesWriter::close_blocks(std::string_view status) {
  close_message(status);
  close_reasoning({});
}

void ResponsesWriter::stop(StopReason reason, RawString) {
  stop_ = reason;
  if (!llm::is_cut_off(reason)) finish_call();
}

Outcome ResponsesWriter::outcome() const {
  switch (stop_.value_or(StopReason::unknown)) {
    case StopReason::max_tokens:
      return {"incomplete", "max_output_tokens"};
    case StopReason::model_context_window_exceeded:
      return {"failed",
              {},
              "context_length_exceeded",
              "The conversation has reached the end of the model's context window."};
    case StopReason::guardrail_intervened:
    case StopReason::content_filtered:
      // Codex repeats what is incomplete, with the same result each time.
      if (form_->codex) break;
      return {"incomplete", "content_filter"};
    default:
      break;
  }
  return {"completed"};
}

// A call that was cut off, and one that ends where the answer was cut off, is left out: nobody
// knows whether it is complete.
void ResponsesWriter::end() {
  const Outcome how = outcome();
  close_blocks(how.status == "completed" ? "completed" : "incomplete");
  if (form_->compaction) {
    const ItemPlace place = next_item("cmp_");
    std::string item = compaction_item(place.id, seal_summary({summary_}, form_->key.reveal()));
    item_event("response.output_item.added", place, item);
    finish(place, std::move(item));
  }
  if (mode_ == Mode::stream) return response_event("response." + std::string(how.status), how);
  json::Writer writer(out());
  write_response(parts(), how, writer);
}

void ResponsesWriter::abort(const llm::Failure& failure) {
  response_event("response.failed", {.status = "failed",
                                     .error_code = response_error_code(failure),
                                     .error_message = response_error_message(failure)});
}

// A client that compacts throws the conversation away for the summary: nothing is worse than an
// empty one.
std::optional<llm::Failure> ResponsesWriter::problem() const {
  if (auto failure = llm::malformed(stop_.value_or(StopReason::unknown))) return failure;
  if (!form_->compaction || has_words(summary_)) return std::nullopt;
  llm::Failure failure(502, llm::FailureKind::server,
                       "The model wrote no summary of the conversation. The request can be sent "
                       "again.");
  failure.code = "empty_summary";
  return failure;
}

std::size_t ResponsesWriter::held() const {
  return held_ + summary_.size() + (message_ ? message_->size() : 0) +
         (reasoning_ ? reasoning_->text.size() : 0);
}

}  // namespace gw::openai
