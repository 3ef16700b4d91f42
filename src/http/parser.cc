#include "http/parser.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include <boost/beast/http/basic_parser.hpp>

#include "base/ascii.h"
#include "http/body_decoder.h"
#include "http/head_scan.h"

namespace gw::http {
namespace {

namespace beast = boost::beast::http;

std::string describe(const boost::beast::error_code& ec) {
  if (ec == beast::error::bad_content_length || ec == beast::error::multiple_content_length) {
    return "content-length is not one number, or stands beside transfer-encoding";
  }
  if (ec == beast::error::bad_transfer_encoding) {
    return "transfer-encoding is repeated, or stands beside content-length";
  }
  if (ec == beast::error::bad_field) {
    return "a field name is not a token, or is followed by white space";
  }
  return ec.message() + " in the head";
}

// Takes one complete head apart, in one put(): Beast's callbacks with our checks on top. Bodies do
// not go through Beast.
template <bool is_request>
class HeadReader final : public beast::basic_parser<is_request> {
 public:
  using Head = std::conditional_t<is_request, RequestHead, ResponseHead>;
  using Ec = boost::beast::error_code;
  using Text = boost::beast::string_view;

  HeadReader(Head& head, const Limits& limits) : head_(head), limits_(limits) {
    this->header_limit(std::numeric_limits<std::uint32_t>::max());  // HeadScan has bounded it
    this->body_limit(boost::none);
    this->skip(true);
  }

  Result<void> read(std::string_view text) {
    text_ = text;
    head_.clear();
    head_.fields.adopt(text);
    Ec ec;
    this->put(boost::asio::const_buffer(text.data(), text.size()), ec);
    if (!ec) return check_framing();
    const Errc code = status_ == 414 ? Errc::too_large : Errc::malformed;
    return fail(code, problem_ != nullptr ? problem_ : describe(ec));
  }

  bool chunked() const { return transfer_encodings_ > 0; }
  int refusal_status() const { return status_; }

 private:
  void on_request_impl(beast::verb, Text method, Text target, int version, Ec& ec) override {
    if constexpr (is_request) {
      if (target.size() > limits_.target_bytes) {
        return refuse(ec, "the request target is too long", 414);
      }
      head_.method = method;
      head_.target = target;
      head_.minor_version = version % 10;
    }
  }

  void on_response_impl(int status, Text, int version, Ec& ec) override {
    if constexpr (!is_request) {
      if (status < 100) return refuse(ec, "the status is not between 100 and 999");
      head_.status = status;
      head_.minor_version = version % 10;
    }
  }

  void on_field_impl(beast::field field, Text name, Text value, Ec& ec) override {
    const auto at = [this](std::string_view part) {
      return static_cast<std::size_t>(part.data() - text_.data());
    };
    head_.fields.add_adopted(at(name), name.size(), at(value), value.size());
    switch (field) {
      case beast::field::content_length:
        return on_content_length(value, ec);
      case beast::field::transfer_encoding:
        return on_transfer_encoding(value, ec);
      case beast::field::connection:
        return on_connection(value);
      case beast::field::host:
        return on_host(value, ec);
      case beast::field::expect:
        return on_expect(value);
      default:
        return;
    }
  }

  // Beast has checked for digits and overflow, but takes lists and repetitions of one number, which
  // other servers read in other ways (RFC 9112 section 6.3).
  void on_content_length(std::string_view value, Ec& ec) {
    if (++content_lengths_ > 1) return refuse(ec, "content-length is repeated");
    if (!std::all_of(value.begin(), value.end(), ascii::is_digit)) {
      return refuse(ec, "content-length is not one number");
    }
  }

  // Beast ignores what it does not know, and so would take the body for the next message.
  void on_transfer_encoding(std::string_view value, Ec& ec) {
    if (++transfer_encodings_ > 1) return refuse(ec, "transfer-encoding is repeated");
    if (!ascii::equal_ignoring_case(value, "chunked")) {
      return refuse(ec, "transfer-encoding is not supported except chunked", 501);
    }
  }

  void on_connection(std::string_view value) {
    while (!value.empty()) {
      const auto comma = std::min(value.find(','), value.size());
      const auto option = ascii::trim(value.substr(0, comma));
      close_ = close_ || ascii::equal_ignoring_case(option, "close");
      keep_alive_ = keep_alive_ || ascii::equal_ignoring_case(option, "keep-alive");
      value.remove_prefix(std::min(comma + 1, value.size()));
    }
  }

  // A host that is read differently by two servers in a row is a way around the first one's rules.
  void on_host(std::string_view value, Ec& ec) {
    if (++hosts_ > 1) return refuse(ec, "host is repeated");
    if (value.find_first_of(" \t\"#,/<>?@\\^`{|}") != value.npos) {
      return refuse(ec, "host is not a host name with an optional port");
    }
  }

  void on_expect(std::string_view value) {
    if constexpr (is_request) {
      // Must be ignored from HTTP/1.0 clients (RFC 9110 section 10.1.1).
      head_.expect_continue =
          head_.minor_version >= 1 && ascii::equal_ignoring_case(value, "100-continue");
    }
  }

  // What only the whole head shows (RFC 9112 sections 3.2, 6.1, 6.3 and 9.3).
  Result<void> check_framing() {
    if (content_lengths_ > 0) head_.content_length = *this->content_length();
    if (chunked() && head_.minor_version == 0) {
      return fail(Errc::malformed, "transfer-encoding in HTTP/1.0");
    }
    if constexpr (is_request) {
      if (hosts_ == 0 && head_.minor_version >= 1) return fail(Errc::malformed, "host is missing");
      head_.has_body = chunked() || head_.content_length.value_or(0) > 0;
    }
    head_.keep_alive = !close_ && (head_.minor_version >= 1 || keep_alive_);
    return {};
  }

  void refuse(Ec& ec, const char* problem, int status = 400) {
    problem_ = problem;
    status_ = status;
    ec = beast::error::bad_value;
  }

  void on_header_impl(Ec&) override {}
  void on_finish_impl(Ec&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Ec&) override {}
  std::size_t on_body_impl(Text bytes, Ec&) override { return bytes.size(); }
  void on_chunk_header_impl(std::uint64_t, Text, Ec&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text bytes, Ec&) override { return bytes.size(); }

  Head& head_;
  const Limits& limits_;
  std::string_view text_;
  int content_lengths_ = 0;
  int transfer_encodings_ = 0;
  int hosts_ = 0;
  bool close_ = false;
  bool keep_alive_ = false;
  const char* problem_ = nullptr;
  int status_ = 400;
};

}  // namespace

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
  HeadReader<true> reader(impl_->head, impl_->limits);
  if (auto ok = reader.read(bytes.substr(begin, *end - begin)); !ok) {
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
    HeadReader<false> reader(impl_->head, impl_->limits);
    if (auto ok = reader.read(bytes.substr(begin, *end - begin)); !ok) {
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
