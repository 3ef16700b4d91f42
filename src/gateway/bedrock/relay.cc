#include "gateway/bedrock/relay.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <optional>

#include "base/ascii.h"
#include "gateway/front/operation_dialects.h"
#include "upstream/retry_after.h"

namespace gw::gateway {

namespace {

// An error is explained in a few hundred bytes; more is not worth reading.
constexpr std::size_t kMaxErrorBody = 64 * 1024;
// AWS's own limit of an InvokeModel answer is 25 MB; ours leaves room.
constexpr std::size_t kMaxRelayedAnswer = 64 * 1024 * 1024;
constexpr std::string_view kEventStream = "application/vnd.amazon.eventstream";

// A count of tokens; sums of a few stay in range.
std::optional<std::int64_t> integer(std::string_view text) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 53;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value < 0 || value > kLargest) return std::nullopt;
  return value;
}

bedrock::AnswerHeaders answer_headers(const http::Fields& fields) {
  const std::string_view tier = fields.get("x-amzn-bedrock-service-tier");
  return {.input = integer(fields.get("x-amzn-bedrock-input-token-count")),
          .output = integer(fields.get("x-amzn-bedrock-output-token-count")),
          .service_tier = std::ranges::all_of(tier, ascii::is_alpha) ? tier : ""};
}

Relayed failed(llm::Failure error) { return std::unexpected(Failed(std::move(error))); }

// What is held of requests and answers takes all the memory that it may. Another target does not
// help against that; another instance may, and so may waiting.
Failed no_room() {
  Failed failed(translate::to_failure(
      Error(Errc::busy,
            "what this gateway holds of requests and answers takes all the memory that it may "
            "(server.max_body_memory)")));
  failed.error.retry = llm::Retry::never;  // by us
  failed.no_room = true;
  return failed;
}

Relayed refused(Context& context, const upstream::Call& call, const RelayContext& about,
                bedrock::ServiceError error) {
  error.request_id = context.upstream_request_id;
  context.upstream_status = error.status;
  context.upstream_error = error.code;
  error.retry_after = upstream::retry_after(call.head(), std::time(nullptr));
  Failed failed(translate::to_failure(error, about.rules, about.model, about.owner));
  if (error.retry_after) failed.retry_after = std::chrono::seconds(*error.retry_after);
  return std::unexpected(std::move(failed));
}

std::string_view error_type(const upstream::Call& call) {
  return call.head().fields.get("x-amzn-errortype");
}

io::Task<Relayed> read_error(Context& context, upstream::Call& call, const RelayContext& about) {
  Buffer body;
  const Result<> read = co_await call.read_all(kMaxErrorBody, body);
  if (client_gone(context)) co_return Relayed();
  if (!read && read.error().code == Errc::canceled) {
    const Error& error = read.error();
    co_return failed(translate::to_failure(error));
  }
  if (!read) body.clear();  // the status and the header say enough
  const int status = call.head().status;
  if (status != 200) {
    auto error = bedrock::read_service_error(status, error_type(call), body.view());
    co_return refused(context, call, about, std::move(error));
  }
  auto error = bedrock::find_service_error(error_type(call), body.view());
  if (error) co_return refused(context, call, about, *std::move(error));
  co_return failed(translate::to_failure(Error(Errc::malformed, "it is no event stream")));
}

// What InvokeModel counts is there in headers only, which AWS's clients look for.
void pass_fields(Context& context, const upstream::Call& call) {
  if (context.dialect != &kBedrock) return;
  const http::Fields& fields = call.head().fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto [name, value] = fields[i];
    if (ascii::starts_with_ignoring_case(name, "x-amzn-bedrock-"))
      context.responder.field(name, value);
  }
}

io::Task<Relayed> relay_whole(Context& context, Answer& answer, upstream::Call& call,
                              const RelayContext& about, translate::WholeTransform& transform) {
  Buffer body;
  const Result<> read = co_await call.read_all(kMaxRelayedAnswer, body, &context.memory);
  if (!read) {
    const Error& error = read.error();
    if (error.code == Errc::busy) co_return std::unexpected(no_room());
    co_return failed_or_gone(context, error);
  }
  Buffer converted_body;
  auto converted =
      transform.convert(body.view(), answer_headers(call.head().fields), converted_body);
  if (!converted) {
    auto error = bedrock::find_service_error({}, body.view());
    if (error) co_return refused(context, call, about, *std::move(error));
    co_return failed(std::move(converted.error()));
  }
  body.release();  // the client may be slow
  context.usage = transform.counted();
  context.request.release_body();
  pass_fields(context, call);
  co_await answer.send(transform.content_type(), converted_body.view());
  co_return Relayed();
}

// Feeds the transform with slices of the body, until the first failure.
class TransformSink final : public http::BodySink {
 public:
  explicit TransformSink(translate::ResponseTransform& transform) : transform_(transform) {}

  void body(std::string_view slice) override {
    if (failed) return;
    auto fed = transform_.feed(slice, out);
    if (!fed) failed.emplace(std::move(fed.error()));
  }

  Buffer out;
  std::optional<Failed> failed;

 private:
  translate::ResponseTransform& transform_;
};

// For the log, however the stream may end.
struct Account {
  ~Account() {
    context.usage = transform.counted();
    context.said = transform.said();
    context.cut_off = !whole;
  }
  Context& context;
  const translate::ResponseTransform& transform;
  bool whole = false;  // upstream has come to its end
};

// The end of a stream of which the client has something.
void end_with_error(Context& context, translate::ResponseTransform& transform, const Failed& failed,
                    Buffer& out) {
  const llm::Failure& error = failed.error;
  const bool ours = failed.no_room || context.request.cancel().stopping();
  context.outcome = ours ? Outcome::gateway_error : Outcome::upstream_error;
  note_failure(context, error);
  transform.abort(error, out);
}

io::Task<Relayed> relay_stream(Context& context, Answer& answer, upstream::Call& call,
                               translate::ResponseTransform& transform) {
  Account account{context, transform};
  TransformSink sink(transform);
  bool begun = false;  // the client has something of the answer
  for (bool more = true;;) {
    const Result<bool> read = co_await call.read_some(sink);
    if (!read) {
      if (client_gone(context)) co_return Relayed();
      if (!sink.failed) sink.failed.emplace(translate::to_failure(read.error()));
    } else {
      more = *read;
      if (!more && !sink.failed) {
        auto finished = transform.finish(sink.out);
        if (!finished) sink.failed.emplace(std::move(finished.error()));
        account.whole = !sink.failed;
      }
    }
    const std::size_t held = transform.held() + sink.out.size();
    if (more && !sink.failed && !context.memory.hold(held)) sink.failed = no_room();
    if (sink.failed) {
      call.abandon();
      if (!begun) co_return std::unexpected(*std::move(sink.failed));
      end_with_error(context, transform, *sink.failed, sink.out);
      more = false;
    }
    if (more && sink.out.empty()) continue;
    if (!begun) {
      begun = true;
      context.first_token = Clock::now();
      call.content_came();
      pass_fields(context, call);
      context.request.release_body();  // nothing is sent again from here on
    }
    if (!more) break;
    const Result<> written = co_await answer.write(sink.out.view());
    sink.out.clear();
    if (!written) {
      context.outcome = Outcome::client_closed;
      co_return Relayed();
    }
  }
  const Result<> ended = co_await answer.end(sink.out.view());
  if (!ended && context.outcome == Outcome::ok) context.outcome = Outcome::client_closed;
  co_return Relayed();
}

}  // namespace

Relayed failed_or_gone(Context& context, const Error& error) {
  if (client_gone(context)) return {};
  return failed(translate::to_failure(error));
}

io::Task<Relayed> relay(Context& context, Answer& answer, upstream::Call& call,
                        translate::Exchange& exchange, const RelayContext& about) {
  const http::Fields& fields = call.head().fields;
  context.upstream_request_id = fields.get("x-amzn-requestid");
  context.upstream_status = call.head().status;
  const bool frames = ascii::starts_with_ignoring_case(fields.get("content-type"), kEventStream);
  // A refusal can have the status 200, and be JSON where frames were asked for.
  const bool refusal = call.head().status != 200 || !error_type(call).empty();
  if (refusal || (exchange.stream && !frames)) {
    return read_error(context, call, about);
  }
  // Converse says all in the body.
  if (exchange.stream && about.rules.api == bedrock::Api::invoke)
    exchange.stream->begin(answer_headers(fields));
  if (exchange.stream) return relay_stream(context, answer, call, *exchange.stream);
  return relay_whole(context, answer, call, about, *exchange.whole);
}

}  // namespace gw::gateway
