#include "gateway/bedrock/relay.h"

#include <charconv>
#include <optional>

#include "base/ascii.h"
#include "sse/writer.h"

namespace gw::gateway {

namespace {

using openai::ApiError;

// An error is explained in a few hundred bytes; more is not worth reading.
constexpr std::size_t kMaxErrorBody = 64 * 1024;
// AWS's own limit of an InvokeModel answer is 25 MB; ours leaves room.
constexpr std::size_t kMaxAnswer = 64 * 1024 * 1024;
constexpr std::string_view kEventStream = "application/vnd.amazon.eventstream";

std::optional<std::int64_t> integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bedrock::HeaderUsage header_usage(const http::Fields& fields) {
  bedrock::HeaderUsage usage;
  usage.input = integer(fields.get("x-amzn-bedrock-input-token-count"));
  usage.output = integer(fields.get("x-amzn-bedrock-output-token-count"));
  return usage;
}

// Nobody is there to be told.
bool client_gone(Context& context) {
  if (!context.request.cancel().canceled()) return false;
  context.outcome = Outcome::client_closed;
  return true;
}

io::Task<void> fail_whole(Context& context, const upstream::Call& call, const ApiError& error) {
  context.upstream_wait = call.waited();
  if (client_gone(context)) co_return;
  context.outcome = Outcome::upstream_error;
  co_await respond_error(context, error);
}

io::Task<void> relay_error(Context& context, upstream::Call& call, const RelayContext& about) {
  Buffer body;
  const Result<> read = co_await call.read_all(kMaxErrorBody, body);
  if (!read) body.clear();  // the status and the header say enough
  const http::ResponseHead& head = call.head();
  bedrock::ServiceError service_error =
      bedrock::read_service_error(head.status, head.fields.get("x-amzn-errortype"), body.view());
  service_error.request_id = context.upstream_request_id;
  service_error.retry_after = head.fields.get("retry-after");
  const ApiError error =
      translate::to_api_error(service_error, about.rules, about.model, about.owner);
  co_await fail_whole(context, call, error);
}

io::Task<void> relay_whole(Context& context, upstream::Call& call,
                           translate::WholeTransform& transform) {
  Buffer body;
  const Result<> read = co_await call.read_all(kMaxAnswer, body);
  context.upstream_wait = call.waited();
  if (!read) {
    const ApiError error = translate::to_api_error(read.error());
    co_return co_await fail_whole(context, call, error);
  }
  Buffer answer;
  const auto converted = transform.convert(body.view(), header_usage(call.head().fields), answer);
  if (!converted) {
    const ApiError& error = converted.error();
    co_return co_await fail_whole(context, call, error);
  }
  context.usage = transform.usage();
  co_await respond(context, 200, transform.content_type(), answer.view());
}

// Feeds the transform with slices of the body, until the first error.
class TransformSink final : public http::BodySink {
 public:
  explicit TransformSink(translate::ResponseTransform& transform) : transform_(transform) {}

  void body(std::string_view slice) override {
    if (error) return;
    auto fed = transform_.feed(slice, out);
    if (!fed) error = std::move(fed.error());
  }

  Buffer out;
  std::optional<ApiError> error;

 private:
  translate::ResponseTransform& transform_;
};

io::Task<void> relay_stream(Context& context, upstream::Call& call,
                            translate::ResponseTransform& transform) {
  TransformSink sink(transform);
  server::Responder& client = context.responder;
  for (bool more = true;;) {
    const Result<bool> read = co_await call.read_some(sink);
    if (!read) {
      if (client_gone(context)) co_return;
      if (!sink.error) sink.error = translate::to_api_error(read.error());
    } else {
      more = *read;
      if (!more && !sink.error) {
        auto finished = transform.finish(sink.out);
        if (!finished) sink.error = std::move(finished.error());
        context.usage = transform.usage();
      }
    }
    if (sink.error) {
      call.abandon();
      // Nothing sent yet: the error has its real status.
      if (!client.started()) co_return co_await fail_whole(context, call, *sink.error);
      context.outcome = Outcome::upstream_error;
      context.error_code = sink.error->code.empty() ? sink.error->type : sink.error->code;
      transform.abort(*sink.error, sink.out);
      more = false;
    }
    if (more && sink.out.empty()) continue;
    if (!client.started()) {
      context.upstream_wait = call.waited();
      client.field("x-gateway-overhead-us", static_cast<std::uint64_t>(context.overhead().count()));
      client.field("cache-control", "no-cache");
      client.field("x-accel-buffering", "no");
      client.begin(200, sse::kContentType);
    }
    if (!more) break;
    const Result<> written = co_await client.write(sink.out.view());
    sink.out.clear();
    if (!written) {
      context.outcome = Outcome::client_closed;
      co_return;
    }
  }
  context.upstream_wait = call.waited();
  const Result<> ended = co_await client.end(sink.out.view());
  if (!ended && context.outcome == Outcome::ok) context.outcome = Outcome::client_closed;
}

}  // namespace

io::Task<void> relay(Context& context, upstream::Call& call, translate::Exchange& exchange,
                     const RelayContext& about) {
  const http::Fields& fields = call.head().fields;
  context.upstream_request_id = fields.get("x-amzn-requestid");
  if (!context.upstream_request_id.empty()) {
    context.responder.field("x-amzn-requestid", context.upstream_request_id);
  }
  if (call.head().status != 200) co_return co_await relay_error(context, call, about);
  const bool frames = ascii::starts_with_ignoring_case(fields.get("content-type"), kEventStream);
  // A refusal can come with status 200 as JSON where frames were asked for.
  if (exchange.stream && !frames) co_return co_await relay_error(context, call, about);

  context.request.release_body();
  if (exchange.stream) {
    co_await relay_stream(context, call, *exchange.stream);
  } else {
    co_await relay_whole(context, call, *exchange.whole);
  }
}

}  // namespace gw::gateway
