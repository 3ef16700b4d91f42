#include "http/parser.h"

#include <cassert>

#include "http/body_decoder.h"
#include "http/head_reader.h"
#include "http/head_scan.h"

namespace gw::http {

struct RequestParser::Impl {
  explicit Impl(const Limits& l) : limits(l), scan(HeadKind::request, limits) {}

  Limits limits;
  HeadScan scan;
  RequestHead head;
  BodyDecoder body;
  bool head_done = false;
  int refusal_status = 400;
};

RequestParser::RequestParser(const Limits& limits) : impl_(std::make_unique<Impl>(limits)) {}
RequestParser::~RequestParser() = default;

Result<std::size_t> RequestParser::parse_head(std::string_view bytes) {
  assert(!impl_->head_done);
  auto end = impl_->scan.scan(bytes);
  if (!end) impl_->refusal_status = end.error().code == Errc::too_large ? 431 : 400;
  if (!end || *end == 0) return end;
  const std::size_t begin = impl_->scan.begin();
  HeadReader reader(impl_->limits);
  if (auto ok = reader.read(bytes.substr(begin, *end - begin), impl_->head); !ok) {
    impl_->refusal_status = reader.refusal_status();
    return std::unexpected(std::move(ok).error());
  }
  if (reader.chunked()) {
    impl_->body.start_chunked();
  } else {
    impl_->body.start_length(impl_->head.content_length.value_or(0));
  }
  impl_->head_done = true;
  return end;
}

const RequestHead& RequestParser::head() const { return impl_->head; }

Result<std::size_t> RequestParser::parse_body(std::string_view bytes, BodySink& sink) {
  assert(impl_->head_done);
  return impl_->body.decode(bytes, sink);
}

bool RequestParser::done() const { return impl_->head_done && impl_->body.done(); }

int RequestParser::refusal_status() const { return impl_->refusal_status; }

void RequestParser::reset() {
  impl_->scan.reset();
  impl_->head.clear();
  impl_->head_done = false;
}

struct ResponseParser::Impl {
  explicit Impl(const Limits& l) : limits(l), scan(HeadKind::response, limits) {}

  void start_body(bool to_head, bool chunked);

  Limits limits;
  HeadScan scan;
  ResponseHead head;
  BodyDecoder body;
  bool head_done = false;
};

ResponseParser::ResponseParser(const Limits& limits) : impl_(std::make_unique<Impl>(limits)) {}
ResponseParser::~ResponseParser() = default;

Result<std::size_t> ResponseParser::parse_head(std::string_view bytes, bool to_head) {
  assert(!impl_->head_done);
  for (;;) {
    auto end = impl_->scan.scan(bytes);
    if (!end || *end == 0) return end;
    const std::size_t begin = impl_->scan.begin();
    HeadReader reader(impl_->limits);
    if (auto ok = reader.read(bytes.substr(begin, *end - begin), impl_->head); !ok) {
      return std::unexpected(std::move(ok).error());
    }
    if (impl_->head.status == 101) return fail(Errc::malformed, "an upgrade nobody asked for");
    if (impl_->head.status >= 200) {
      impl_->start_body(to_head, reader.chunked());
      return end;
    }
    impl_->scan.restart(*end);
  }
}

// RFC 9112 section 6.3, in its order.
void ResponseParser::Impl::start_body(bool to_head, bool chunked) {
  head_done = true;
  if (to_head || head.status == 204 || head.status == 304) {
    body.start_empty();
  } else if (chunked) {
    body.start_chunked();
  } else if (head.content_length) {
    body.start_length(*head.content_length);
  } else {
    body.start_until_close();
    head.keep_alive = false;
  }
}

const ResponseHead& ResponseParser::head() const { return impl_->head; }

Result<std::size_t> ResponseParser::parse_body(std::string_view bytes, BodySink& sink) {
  assert(impl_->head_done);
  return impl_->body.decode(bytes, sink);
}

Result<void> ResponseParser::end_of_input() {
  if (impl_->head_done && impl_->body.end_of_input()) return {};
  return fail(Errc::closed, impl_->head_done ? "the connection was closed within a response"
                                             : "the connection was closed before a response");
}

bool ResponseParser::done() const { return impl_->head_done && impl_->body.done(); }

void ResponseParser::reset() {
  impl_->scan.reset();
  impl_->head.clear();
  impl_->head_done = false;
}

}  // namespace gw::http
