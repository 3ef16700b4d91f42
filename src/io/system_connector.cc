#include "io/system_connector.h"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "io/await.h"
#include "io/errors.h"
#include "io/race.h"
#include "io/tcp_stream.h"
#include "io/tls_session_cache.h"
#include "io/tls_stream.h"
#include "policy/public_address.h"

namespace gw::io {

bool is_public(const asio::ip::address& address) {
  if (address.is_v4()) return policy::is_public_address(address.to_v4().to_bytes());
  return policy::is_public_address(address.to_v6().to_bytes());
}

namespace {

using Millis = std::chrono::milliseconds;

// A connected socket before anything is made of it.
class BareStream final : public Stream {
 public:
  explicit BareStream(Socket& socket) : socket_(socket) {}

  Task<Result<std::size_t>> read_some(std::span<char> into) override {
    const auto room = asio::buffer(into.data(), into.size());
    const auto [error, n] = co_await socket_.async_read_some(room, kAwaitTuple);
    if (error && error != asio::error::eof) co_return fail(Errc::closed, describe(error));
    co_return n;
  }
  Task<Result<void>> write(std::span<const std::string_view> pieces) override {
    for (const std::string_view piece : pieces) {
      const auto outgoing = asio::buffer(piece.data(), piece.size());
      const auto [error, n] = co_await asio::async_write(socket_, outgoing, kAwaitTuple);
      if (error) co_return fail(Errc::closed, describe(error));
    }
    co_return Result<void>();
  }
  void close() noexcept override {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }
  bool idle_and_alive() noexcept override { return true; }  // never idle

 private:
  Socket& socket_;
};

std::unexpected<Error> refused_by_proxy(const ConnectAnswer& answer, const Destination& to) {
  std::string why = answer.status == 407 ? std::string("it wants a user and password")
                                         : "it refused to connect to " + to_string(to);
  why += " (" + std::to_string(answer.status) + (answer.words.empty() ? "" : " ") + answer.words;
  return fail(Errc::invalid, why + ")");
}

// Has the proxy make a connection to the destination. The error is about the proxy.
Task<Result<void>> ask_proxy(Stream& stream, const Proxy& proxy, const Destination& to) {
  std::string request = connect_request(proxy, to);
  const std::array<std::string_view, 1> pieces{request};
  const auto written = co_await stream.write(pieces);
  wipe(request);  // the password
  if (!written) co_return written;
  std::string answer;
  for (;;) {
    std::array<char, 1024> room;
    const auto n = co_await stream.read_some(room);
    const bool ended = !n || *n == 0;
    if (!ended) answer.append(room.data(), *n);
    const auto read = read_connect_answer(answer);
    if (!read) co_return std::unexpected(read.error());
    if (read->status / 100 == 2) co_return Result<void>();
    if (read->status != 0 && (read->whole || ended)) co_return refused_by_proxy(*read, to);
    if (!n) co_return std::unexpected(n.error());
    if (ended) co_return fail(Errc::closed, "it ended the connection");
  }
}

// One connect, from the name to the end of the handshake, with a deadline over all of it.
class Attempt final : public Closable {
 public:
  Attempt(Deadlines& deadlines, Millis limit) : deadline_(deadlines, &Attempt::give_up, this) {
    deadline_.arm(limit);
  }

  void close() noexcept override { steps_.cancel(); }
  // What each step waits on is attached to this.
  CancelScope& steps() { return steps_; }
  bool timed_out() const { return timed_out_; }

 private:
  static void give_up(void* self) {
    auto& attempt = *static_cast<Attempt*>(self);
    attempt.timed_out_ = true;
    attempt.close();
  }

  CancelScope steps_;
  Deadline deadline_;
  bool timed_out_ = false;
};

class SystemConnector final : public Connector {
 public:
  SystemConnector(Worker& worker, const TlsContext* tls, const ConnectLimits& limits,
                  Resolver::Lookup lookup)
      : worker_(worker),
        tls_(tls),
        limits_(limits),
        resolver_(worker.executor(), limits.keep_addresses, std::move(lookup)) {}

  Task<Result<std::unique_ptr<Stream>>> connect(const Destination& to,
                                                CancelScope& cancel) override;

 private:
  using Opened = Result<std::unique_ptr<Stream>>;
  Task<Opened> open(const Destination& to, Attempt& attempt);
  Task<Result<Socket>> dial(const Destination& to, Attempt& attempt);
  Task<Opened> open_through(const Proxy& proxy, const Destination& to, Attempt& attempt);
  Task<Result<void>> secure(TlsStream& stream, const Destination& to);

  Worker& worker_;
  const TlsContext* tls_;
  ConnectLimits limits_;
  Resolver resolver_;
  TlsSessionCache sessions_;
};

Task<Result<std::unique_ptr<Stream>>> SystemConnector::connect(const Destination& to,
                                                               CancelScope& cancel) {
  Attempt attempt(worker_.deadlines(), limits_.connect_timeout);
  const Attachment attachment(cancel, attempt);
  Opened opened = co_await open(to, attempt);
  if (cancel.canceled()) co_return fail(Errc::canceled, "canceled while connecting");
  if (!opened && attempt.timed_out()) {
    co_return fail(Errc::timeout, "could not connect to " + to_string(to) + " within " +
                                      std::to_string(limits_.connect_timeout.count()) + " ms");
  }
  co_return opened;
}

Task<SystemConnector::Opened> SystemConnector::open(const Destination& to, Attempt& attempt) {
  if (to.tls && tls_ == nullptr) {
    co_return fail(Errc::tls, "no root certificates are set up for " + to_string(to));
  }
  if (limits_.proxy && goes_through(*limits_.proxy, to)) {
    co_return co_await open_through(*limits_.proxy, to, attempt);
  }
  Result<Socket> socket = co_await dial(to, attempt);
  if (!socket) co_return std::unexpected(std::move(socket.error()));
  if (!to.tls) co_return std::make_unique<TcpStream>(*std::move(socket));
  auto stream = TlsStream::client(*std::move(socket), *tls_, to, sessions_);
  const Attachment attachment(attempt.steps(), *stream);
  const auto secured = co_await secure(*stream, to);
  if (!secured) co_return std::unexpected(secured.error());
  co_return std::unique_ptr<Stream>(std::move(stream));
}

Task<Result<Socket>> SystemConnector::dial(const Destination& to, Attempt& attempt) {
  auto addresses = co_await resolver_.resolve(to.host, attempt.steps());
  if (!addresses) co_return std::unexpected(std::move(addresses.error()));

  if (limits_.permits != nullptr) {
    std::erase_if(*addresses, [this](const auto& address) { return !limits_.permits(address); });
    if (addresses->empty())
      co_return fail(Errc::invalid, "'" + to.host + "' has no address on the public Internet");
  }

  std::vector<Race::Endpoint> endpoints;
  for (const auto& address : *addresses) endpoints.emplace_back(address, to.port);
  Race race(worker_, std::move(endpoints));
  boost::system::error_code error = asio::error::operation_aborted;
  {
    const Attachment attachment(attempt.steps(), race);
    error = co_await race.run();
  }
  if (!error) {
    resolver_.reached(to.host, race.reached().address());
    co_return race.take();
  }
  resolver_.forget(to.host);
  std::string tried;
  for (const auto& address : *addresses) {
    tried += (tried.empty() ? "" : ", ") + address.to_string();
  }
  co_return fail(Errc::unreachable, "could not connect to " + to_string(to) + ": " +
                                        describe(error) + " (tried " + tried + ")");
}

// By a connection to the proxy that it has made one to the destination; to the proxy itself
// perhaps with TLS as well.
Task<SystemConnector::Opened> SystemConnector::open_through(const Proxy& proxy,
                                                            const Destination& to,
                                                            Attempt& attempt) {
  const auto about_proxy = [&proxy](const Error& error) {
    const Errc code = error.code == Errc::tls ? Errc::tls : Errc::unreachable;
    return fail(code, "the proxy " + to_string(proxy.at) + ": " + error.message);
  };
  Result<Socket> socket = co_await dial(proxy.at, attempt);
  if (!socket) co_return std::unexpected(std::move(socket.error()));
  if (!proxy.at.tls) {
    BareStream bare(*socket);
    const Attachment attachment(attempt.steps(), bare);
    const auto asked = co_await ask_proxy(bare, proxy, to);
    if (!asked) co_return about_proxy(asked.error());
  }
  const Destination& first = proxy.at.tls ? proxy.at : to;
  auto stream = TlsStream::client(*std::move(socket), *tls_, first, sessions_);
  const Attachment attachment(attempt.steps(), *stream);
  if (proxy.at.tls) {
    const auto shaken = co_await stream->handshake();
    if (!shaken) co_return about_proxy(shaken.error());
    const auto asked = co_await ask_proxy(*stream, proxy, to);
    if (!asked) co_return about_proxy(asked.error());
    stream->tunnel(*tls_, to, sessions_);
  }
  const auto secured = co_await secure(*stream, to);
  if (!secured) co_return std::unexpected(secured.error());
  co_return std::unique_ptr<Stream>(std::move(stream));
}

Task<Result<void>> SystemConnector::secure(TlsStream& stream, const Destination& to) {
  const auto shaken = co_await stream.handshake();
  if (shaken) co_return Result<void>();
  // Closed in the middle is a server that is going away, not one that is not to be trusted.
  const Errc code = shaken.error().code == Errc::closed ? Errc::unreachable : shaken.error().code;
  co_return fail(code, "could not connect to " + to_string(to) + ": " + shaken.error().message);
}

}  // namespace

std::unique_ptr<Connector> make_system_connector(Worker& worker, const TlsContext* tls,
                                                 const ConnectLimits& limits,
                                                 Resolver::Lookup lookup) {
  return std::make_unique<SystemConnector>(worker, tls, limits, std::move(lookup));
}

}  // namespace gw::io
