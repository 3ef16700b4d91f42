#include "gateway/doors/bedrock_door.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/encoding.h"
#include "base/stable_hash.h"
#include "bedrock/call_metadata.h"
#include "bedrock/client_call.h"
#include "bedrock/count_tokens.h"
#include "gateway/doors/answer.h"
#include "gateway/front/charging.h"
#include "gateway/front/request_body.h"
#include "translate/guardrail.h"
#include "translate/passed_answer.h"

namespace gw::gateway {

namespace {

using bedrock::ClientOperation;

constexpr std::string_view kGuardrailId = "x-amzn-bedrock-guardrailidentifier";
constexpr std::string_view kGuardrailVersion = "x-amzn-bedrock-guardrailversion";
constexpr std::string_view kTrace = "x-amzn-bedrock-trace";

// Of InvokeModel, besides the guardrail; sorted with the others before they are sent.
constexpr std::array<std::string_view, 4> kPassedFields{
    "x-amzn-bedrock-accept", "x-amzn-bedrock-performanceconfig-latency", bedrock::kMetadataHeader,
    "x-amzn-bedrock-service-tier"};

// How a client is told that pairs of its own were left out.
constexpr std::string_view kBodyPairs = "requestMetadata=sanitized";
constexpr std::string_view kHeaderPairs = "x-amzn-bedrock-request-metadata=sanitized";

std::string_view spell_in_body(llm::Parameter parameter) {
  return parameter == llm::Parameter::guardrail ? "guardrailConfig" : "body";
}
std::string_view spell_in_fields(llm::Parameter parameter) {
  return parameter == llm::Parameter::guardrail ? kGuardrailId : "body";
}

// AWS's clients know failures by the header.
class AwsAnswer final : public Answer {
 public:
  AwsAnswer(Context& context, const Operation& operation)
      : context_(context), client_(context, operation) {}

  io::Task<Result<void>> write(std::string_view events) override { return client_.write(events); }
  io::Task<Result<void>> end(std::string_view events) override { return client_.end(events); }
  io::Task<void> send(std::string_view content_type, std::string_view body) override {
    return client_.send(content_type, body);
  }
  io::Task<void> fail(const llm::Failure& failure) override {
    context_.responder.field("x-amzn-errortype", bedrock::client_error(failure).type);
    return client_.fail(failure);
  }

 private:
  Context& context_;
  ClientAnswer client_;
};

class AwsOperation final : public Operation {
 public:
  // `fields` and `body` outlive it, `body` is one that bedrock::read_client_body() takes.
  AwsOperation(bedrock::ClientPath path, const http::Fields& fields, std::string_view body,
               bedrock::ClientBody read)
      : path_(std::move(path)), fields_(fields), body_(body), read_(std::move(read)) {
    wishes_.model = path_.model;
    if (is_converse(path_.operation)) {
      if (read_.guardrail) {
        wishes_.guardrail.identifier = read_.guardrail->identifier;
        wishes_.guardrail.version = read_.guardrail->version;
        wishes_.guardrail.trace = read_.guardrail->trace;
        wishes_.guardrail.stream_mode = read_.guardrail->stream_mode;
      }
    } else {
      wishes_.guardrail.identifier = fields.get(kGuardrailId);
      wishes_.guardrail.version = fields.get(kGuardrailVersion);
    }
    for (const std::string& name : read_.guardrail_members)
      wishes_.extra_fields.push_back({.name = name});
  }

  std::string_view model() const override { return path_.model; }
  // Requests of one conversation begin alike.
  std::uint64_t key() const override {
    constexpr std::size_t kBeginning = 256;
    return stable_hash(body_.substr(0, kBeginning));
  }
  int status_of(const llm::Failure& failure) const override {
    return bedrock::client_error(failure).status;
  }
  std::string_view stream_type() const override { return "application/vnd.amazon.eventstream"; }

  llm::Expected<translate::Exchange> exchange(const bedrock::ModelId& model,
                                              const bedrock::ModelRules& rules,
                                              const translate::Options& options) const override {
    translate::Exchange exchange;
    bedrock::Request& upstream = exchange.upstream;
    upstream.stream = is_streamed(path_.operation);
    if (path_.operation == ClientOperation::count_tokens) {
      upstream.path = bedrock::count_tokens_path(model.value).value_or(path_of(model.value));
      upstream.headers.push_back({"accept", "application/json"});
      upstream.body.append(body_);
    } else {
      const bool in_body = is_converse(path_.operation);
      upstream.path = path_of(model.value);
      const auto guardrail = translate::choose_guardrail(wishes_, rules, options.guardrail,
                                                         in_body ? spell_in_body : spell_in_fields);
      if (!guardrail) return std::unexpected(guardrail.error());
      in_body ? write_converse(*guardrail, options.attribution, exchange)
              : write_invoke(*guardrail, rules, options.attribution, exchange);
    }
    if (upstream.stream)
      exchange.stream = translate::make_passed_stream(path_.operation, rules, path_.model);
    else
      exchange.whole = translate::make_passed_whole(path_.operation);
    return exchange;
  }

 private:
  std::string path_of(std::string_view model) const {
    std::string path = "/model/";
    append_percent_encoded(model, path);
    path += '/';
    return path.append(path_word(path_.operation));
  }

  // Also where the body names the same guardrail: it may name others beside it, or weaken it by its
  // trace and stream mode.
  void write_converse(const std::optional<bedrock::Guardrail>& guardrail,
                      const bedrock::Attribution& attribution,
                      translate::Exchange& exchange) const {
    bedrock::Request& upstream = exchange.upstream;
    const bedrock::BodyEdits edits{guardrail, attribution, upstream.stream};
    if (edits.empty())
      upstream.body.append(body_);
    else if (!bedrock::append_edited(body_, edits, upstream.body))
      exchange.dropped.emplace_back(kBodyPairs);
  }

  void write_invoke(const std::optional<bedrock::Guardrail>& guardrail,
                    const bedrock::ModelRules& rules, const bedrock::Attribution& attribution,
                    translate::Exchange& exchange) const {
    bedrock::Request& upstream = exchange.upstream;
    auto& headers = upstream.headers;
    if (!upstream.stream) headers.push_back({"accept", "application/json"});
    for (const std::string_view name : kPassedFields) {
      const std::string_view value = fields_.get(name);
      if (name == bedrock::kMetadataHeader && !attribution.empty()) {
        auto attributed = bedrock::attribute_header(attribution, value);
        if (!attributed.complete) exchange.dropped.emplace_back(kHeaderPairs);
        headers.push_back({name, std::move(attributed.value)});
      } else if (!value.empty()) {
        headers.push_back({name, std::string(value)});
      }
    }
    if (guardrail) {
      headers.push_back({kGuardrailId, std::string(guardrail->identifier)});
      headers.push_back({kGuardrailVersion, std::string(guardrail->version)});
    }
    // What an operator's guardrail finds is not for everybody.
    const bool may_trace =
        !guardrail || rules.guardrail_choice == bedrock::GuardrailChoice::requests;
    const std::string_view trace = fields_.get(kTrace);
    if (may_trace && !trace.empty()) headers.push_back({kTrace, std::string(trace)});
    std::ranges::sort(headers, {}, &bedrock::Request::Header::name);
    upstream.body.append(body_);
  }

  const bedrock::ClientPath path_;
  const http::Fields& fields_;
  const std::string_view body_;
  const bedrock::ClientBody read_;
  llm::Request wishes_;
};

llm::Failure unknown_operation(std::string_view path) {
  llm::Failure failure = llm::invalid_request(
      "There is no operation /model/" + std::string(path) +
      ". Of Bedrock's runtime API this gateway serves /model/{id}/converse, converse-stream, "
      "invoke, invoke-with-response-stream and count-tokens.");
  failure.status = 404;
  failure.code = "unknown_url";
  return failure;
}

io::Task<void> refuse_call(Context& context, llm::Failure failure) {
  const bedrock::ClientError error = bedrock::client_error(failure);
  context.responder.field("x-amzn-errortype", error.type);
  failure.status = error.status;
  co_await respond_error(context, failure);
}

}  // namespace

io::Task<void> BedrockDoor::handle(Context& context) {
  auto path = bedrock::parse_client_path(context.path_argument);
  if (!path) co_return co_await refuse_call(context, unknown_operation(context.path_argument));
  context.model = path->model;
  context.stream = is_streamed(path->operation);
  context.spends_tokens = path->operation != ClientOperation::count_tokens;
  const Result<std::string_view> body = co_await context.request.read_body(limits_.body_bytes);
  if (!body && client_gone(context)) co_return;
  if (body) note_body(context, *body);
  context.started = Clock::now();  // the client's upload is not the gateway's time
  if (!body)
    co_return co_await refuse_call(context, unreadable_body(body.error(), limits_.body_bytes));
  auto read = bedrock::read_client_body(*body);
  if (!read) {
    co_return co_await refuse_call(
        context, llm::invalid_request("The body is not valid JSON: " + read.error().message));
  }
  if (const auto noted = note_dry_run(context, limits_.dry_run); !noted)
    co_return co_await refuse_call(context, noted.error());
  const AwsOperation operation(*std::move(path), context.request.head().fields, *body,
                               *std::move(read));
  AwsAnswer answer(context, operation);
  co_await provider_.serve(context, operation, answer);
}

}  // namespace gw::gateway
