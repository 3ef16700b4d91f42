#include "fetch/download.h"

#include <array>
#include <utility>

#include "base/ascii.h"
#include "base/encoding.h"
#include "http/write.h"

namespace gw::fetch {

namespace {

using policy::RemoteUrl;

constexpr int kMostRedirects = 3;
constexpr std::size_t kReadSize = 64 * 1024;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string media_type(const http::ResponseHead& head) {
  std::string_view value = head.fields.get("content-type");
  return ascii::to_lower(ascii::trim(ascii::take_until(';', value)));
}

std::string file_name(const RemoteUrl& url) {
  const std::string_view path = std::string_view(url.target).substr(0, url.target.find('?'));
  return percent_decode(path.substr(path.rfind('/') + 1)).value_or("");
}

void write_request(const RemoteUrl& url, Buffer& out) {
  const std::size_t scheme =
      url.tls ? std::string_view("https://").size() : std::string_view("http://").size();
  http::append_request_line("GET", url.target, out);
  http::append_field("host", policy::origin(url).substr(scheme), out);
  http::append_field("user-agent", "bedrock-gateway", out);
  http::append_field("accept", "*/*", out);
  http::append_field("accept-encoding", "identity", out);
  http::append_field("connection", "close", out);
  http::end_head(out);
}

Error too_large() {
  return {Errc::too_large,
          "it is larger than this gateway fetches for one request (media.fetch_size)"};
}

}  // namespace

std::optional<Error> Allowance::take(std::size_t more) {
  if (more > bytes - taken) return too_large();
  taken += more;
  if (!memory.hold(taken)) return Error(Errc::busy, "there is no room for it");
  return std::nullopt;
}

Download::Download(const Fetcher& fetcher, Allowance& allowance)
    : fetcher_(fetcher),
      allowance_(allowance),
      deadline_(fetcher.deadlines_, &Download::expire, this) {}

void Download::expire(void* self) {
  auto& download = *static_cast<Download*>(self);
  download.timed_out_ = true;
  download.scope_.cancel();
}

io::Task<Result<File>> Download::run(const std::string& url) {
  deadline_.arm(fetcher_.limits_.time);
  Result<RemoteUrl> at = policy::parse_remote_url(url);
  if (!at) co_return std::unexpected(std::move(at.error()));
  for (int redirects = 0; redirects <= kMostRedirects; ++redirects) {
    Result<Next> next = co_await visit(*at);
    if (timed_out_) {
      co_return fail(Errc::timeout, "'" + at->host + "' took longer than " +
                                        std::to_string(fetcher_.limits_.time.count()) +
                                        " ms (media.fetch_timeout)");
    }
    if (!next) co_return std::unexpected(std::move(next.error()));
    if (!*next) co_return std::move(file_);
    at = **std::move(next);
  }
  co_return fail(Errc::invalid, "it is redirected more than three times");
}

io::Task<Result<Download::Next>> Download::visit(const RemoteUrl& url) {
  const Result<policy::Reach> reach = policy::judge(url, fetcher_.policy_);
  if (!reach) co_return std::unexpected(reach.error());
  io::Connector& connector = *reach == policy::Reach::public_addresses
                                 ? fetcher_.connectors_.public_addresses
                                 : fetcher_.connectors_.any_address;
  const io::Destination destination{url.host, url.port, url.tls};
  Result<std::unique_ptr<io::Stream>> stream = co_await connector.connect(destination, scope_);
  if (!stream) co_return std::unexpected(std::move(stream.error()));

  const io::Attachment attachment(scope_, **stream);
  Buffer request;
  write_request(url, request);
  const std::array<std::string_view, 1> pieces{request.view()};
  const Result<> written = co_await (*stream)->write(pieces);
  // A server may answer and close without reading all.
  if (!written && written.error().code != Errc::closed) co_return std::unexpected(written.error());
  const Result<> head = co_await read_head(**stream);
  if (!head) co_return std::unexpected(head.error());
  Result<Next> next = look_at_head(url);
  if (!next || *next) co_return next;
  const Result<> body = co_await read_body(**stream);
  if (!body) co_return std::unexpected(body.error());
  co_return Next();
}

// False at the end of input.
io::Task<Result<bool>> Download::receive(io::Stream& stream) {
  const std::span<char> room = in_.prepare(kReadSize);
  const Result<std::size_t> n = co_await stream.read_some(room);
  if (!n) co_return std::unexpected(n.error());
  in_.commit(*n);
  co_return *n > 0;
}

io::Task<Result<>> Download::read_head(io::Stream& stream) {
  parser_.reset();
  in_.clear();
  while (true) {
    const Result<bool> more = co_await receive(stream);
    if (!more) co_return std::unexpected(more.error());
    if (!*more) co_return fail(Errc::closed, "the connection was closed without an answer");
    const Result<std::size_t> used = parser_.parse_head(in_.view());
    if (!used) co_return std::unexpected(used.error());
    if (*used == 0) continue;
    in_.consume(*used);
    co_return Result<>();
  }
}

Result<Download::Next> Download::look_at_head(const RemoteUrl& url) {
  const http::ResponseHead& head = parser_.head();
  if (is_redirect(head.status)) {
    Result<RemoteUrl> target = policy::resolve_location(url, head.fields.get("location"));
    if (!target) return std::unexpected(std::move(target.error()));
    return std::move(*target);
  }
  if (head.status != 200) {
    return fail(Errc::invalid,
                "'" + url.host + "' answered with status " + std::to_string(head.status));
  }
  // A few bytes can unpack to gigabytes; nothing is unpacked here.
  const std::string_view encoding = head.fields.get("content-encoding");
  if (!encoding.empty() && !ascii::equal_ignoring_case(encoding, "identity"))
    return fail(Errc::invalid, "'" + url.host + "' answered with a content-encoding");
  const std::size_t left = allowance_.bytes - allowance_.taken;
  if (head.content_length.value_or(0) > left) return std::unexpected(too_large());
  file_.media_type = media_type(head);
  file_.name = file_name(url);
  return Next();
}

io::Task<Result<>> Download::read_body(io::Stream& stream) {
  while (true) {
    while (!in_.empty() && !parser_.done()) {
      const Result<std::size_t> used = parser_.parse_body(in_.view(), *this);
      if (!used) co_return std::unexpected(used.error());
      if (refused_) co_return std::unexpected(*std::move(refused_));
      if (*used == 0) break;
      in_.consume(*used);
    }
    if (parser_.done()) co_return Result<>();
    const Result<bool> more = co_await receive(stream);
    if (!more) co_return std::unexpected(more.error());
    if (!*more) co_return parser_.end_of_input();
  }
}

void Download::body(std::string_view slice) {
  if (!refused_) refused_ = allowance_.take(slice.size());
  if (!refused_) file_.content.append(slice);
}

}  // namespace gw::fetch
