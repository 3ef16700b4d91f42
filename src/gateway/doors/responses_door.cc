#include "gateway/doors/responses_door.h"

#include <ctime>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/id.h"
#include "gateway/doors/request_headers.h"
#include "gateway/doors/token_count.h"
#include "json/write.h"
#include "openai/responses/failures.h"
#include "openai/responses/request.h"
#include "openai/responses/writer.h"

namespace gw::gateway {

namespace {

constexpr std::size_t kIdLength = 48;

class ResponsesConversation final : public Conversation {
 public:
  using Purpose = ResponsesReader::Purpose;

  ResponsesConversation(llm::Request request, openai::ResponsesForm form, Purpose purpose)
      : request_(std::move(request)),
        form_(std::make_shared<const openai::ResponsesForm>(std::move(form))),
        head_{.id = make_id("resp_", kIdLength),
              .created = std::time(nullptr),
              .model = request_.model},
        purpose_(purpose) {}

  std::string_view model() const override { return request_.model; }
  bool stream() const override { return request_.stream; }
  std::optional<std::int64_t> max_output() const override { return request_.max_tokens; }
  std::uint64_t key() const override { return llm::conversation_key(request_); }
  llm::Expected<const llm::Request*> request() const override { return &request_; }
  llm::Spell spell() const override { return openai::spell_responses; }
  llm::Request* with_media() override { return &request_; }
  int status_of(const llm::Failure& failure) const override {
    return openai::adapt_status(failure, form_->codex);
  }
  std::unique_ptr<llm::AnswerWriter> make_writer(const llm::AnswerTraits& traits) const override {
    using Mode = openai::ResponsesWriter::Mode;
    return std::make_unique<openai::ResponsesWriter>(
        head_, traits.family, form_, traits.stream ? Mode::stream : Mode::whole, opening_);
  }
  // Clients take no event before these.
  std::string open_stream() const override {
    Buffer events;
    openai::ResponsesWriter writer(head_, {}, form_, openai::ResponsesWriter::Mode::stream);
    writer.write_to(events);
    writer.begin();
    opening_->sent = true;
    return std::string(events.view());
  }
  std::optional<llm::Expected<translate::Exchange>> exchange_as_it_is(
      const bedrock::ModelId& model, const bedrock::ModelRules& rules,
      const translate::Options& options) const override {
    if (purpose_ == Purpose::answer) return std::nullopt;
    return count_translated({request_, openai::spell_responses, *this}, model, rules, options,
                            write_responses_count);
  }

 private:
  llm::Request request_;
  const std::shared_ptr<const openai::ResponsesForm> form_;
  const llm::AnswerHead head_;
  const std::shared_ptr<openai::ResponsesOpening> opening_ =
      std::make_shared<openai::ResponsesOpening>();
  const Purpose purpose_;
};

}  // namespace

llm::Expected<std::unique_ptr<Conversation>> ResponsesReader::read(
    std::string_view body, const http::Fields& fields) const {
  auto request = openai::parse_responses_request(body, key_.reveal());
  if (!request) return std::unexpected(std::move(request.error()));
  if (auto refused = openai::refuse_previous_response(request->form))
    return std::unexpected(*std::move(refused));
  const auto applied = openai::apply_guardrail_headers(guardrail_headers(fields), request->common);
  if (!applied) return std::unexpected(applied.error());
  name_conversation(fields, request->common);
  request->form.codex = ascii::starts_with_ignoring_case(fields.get("originator"), "codex");
  if (purpose_ == Purpose::count) request->common.stream = false;
  return std::make_unique<ResponsesConversation>(std::move(request->common),
                                                 std::move(request->form), purpose_);
}

void write_responses_count(std::int64_t tokens, Buffer& out) {
  json::Writer json(out);
  json.begin_object().member("object", "response.input_tokens");
  json.member("input_tokens", tokens).end_object();
}

io::Task<void> ResponsesSocket::handle(Context& context) {
  llm::Failure failure = llm::invalid_request(
      "This gateway answers POST /v1/responses and speaks no WebSocket there: send requests by "
      "HTTP.");
  failure.status = 426;
  failure.code = "upgrade_required";
  context.responder.field("upgrade", "HTTP/1.1");
  co_await respond_error(context, failure);
}

io::Task<void> StoredResponses::handle(Context& context) {
  llm::Failure failure = llm::invalid_request(
      "There is no response '" + std::string(context.path_argument) +
          "': this gateway keeps none. Send the whole conversation as 'input' of POST "
          "/v1/responses.",
      "response_id", "response_not_found");
  failure.status = 404;
  co_await respond_error(context, failure);
}

}  // namespace gw::gateway
