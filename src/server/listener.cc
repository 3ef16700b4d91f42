#include "server/listener.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <linux/filter.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/await.h"
#include "io/errors.h"
#include "io/tcp_stream.h"
#include "io/tls_stream.h"

namespace gw::server {
namespace {

namespace asio = io::asio;
using asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<tcp, io::Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, io::Executor>;

constexpr int kBacklog = 4096;
constexpr std::chrono::milliseconds kPause{100};  // when there are no file descriptors left
// From a client's SYN to its connection in the queue: a round trip of the network in front.
constexpr std::chrono::milliseconds kHandshakeTime{100};

// Connections above the cap, so that their clients are told, and balancers hear of our health: this
// share of those within it, and some. They must not stay.
constexpr std::size_t kSurplus = 8;
constexpr std::size_t kLeastSurplus = 16;
constexpr std::chrono::milliseconds kSurplusTime{2000};

SessionLimits short_of(SessionLimits limits) {
  limits.head_timeout = std::min(limits.head_timeout, kSurplusTime);
  limits.idle_timeout = std::min(limits.idle_timeout, kSurplusTime);
  return limits;
}

Error cannot_listen(const Address& address, const boost::system::error_code& error) {
  const std::string port = std::to_string(address.port);
  const std::string where = address.host + " port " + port;
  if (error == asio::error::address_in_use) {
    return Error(Errc::busy, "port " + port +
                                 " is in use by another program; stop it, or choose "
                                 "another port");
  }
  if (error == asio::error::access_denied) {
    return Error(Errc::invalid, "no permission to listen on " + where +
                                    "; ports below 1024 need root or CAP_NET_BIND_SERVICE");
  }
  return Error(Errc::invalid, "cannot listen on " + where + ": " + io::describe(error));
}

enum class Sharing { none, between_workers };

boost::system::error_code bind(Acceptor& acceptor, const Address& address, Sharing sharing) {
  boost::system::error_code error;
  const auto ip = asio::ip::make_address(address.host, error);
  if (error) return error;
  tcp::endpoint endpoint(ip, address.port);
  acceptor.open(endpoint.protocol(), error);
  if (ip.is_v6() && ip.is_unspecified()) {
    if (error == asio::error::address_family_not_supported) {
      endpoint = {tcp::v4(), address.port};
      acceptor.open(endpoint.protocol(), error);
    } else if (!error) {  // whatever the system's default is
      acceptor.set_option(asio::ip::v6_only(false), error);
    }
  }
  // So that a restart need not wait for the last connections of its predecessor.
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (error) return error;
  const int share = sharing == Sharing::between_workers ? 1 : 0;
  ::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &share, sizeof share);
  acceptor.bind(endpoint, error);
  return error;
}

// A socket that closes resets the connections in its queue, and those whose handshake is on its
// way, though others may listen on the port. So it drops the SYNs first: who does not get an answer
// asks again after a second, and is then sent to those others.
void drop_new_connections(int descriptor) {
  constexpr std::uint32_t kFlags = 13;  // where they are in a TCP header
  constexpr std::uint32_t kSyn = 2;
  std::array<sock_filter, 4> program{{
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, kFlags),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, kSyn, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 0),
      BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
  }};
  const sock_fprog filter{program.size(), program.data()};
  ::setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

// What ends all connections waiting to be accepted, as opposed to this one.
bool out_of_resources(const boost::system::error_code& error) {
  return error == asio::error::no_descriptors || error == asio::error::no_buffer_space ||
         error == asio::error::no_memory ||
         error == boost::system::errc::too_many_files_open_in_system;
}

std::string describe_peer(const io::Socket& socket) {
  boost::system::error_code gone;
  const auto address = socket.remote_endpoint(gone).address();
  const bool mapped = address.is_v6() && address.to_v6().is_v4_mapped();
  return mapped ? asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string()
                : address.to_string();
}

}  // namespace

Result<void> check_free(const Address& address) {
  asio::io_context context;
  Acceptor acceptor(context.get_executor());
  const auto error = bind(acceptor, address, Sharing::none);
  if (error) return std::unexpected(cannot_listen(address, error));
  return {};
}

Result<Address> address_of(int listening_descriptor) {
  int listens = 0;
  socklen_t size = sizeof listens;
  ::getsockopt(listening_descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size);
  tcp::endpoint endpoint;
  socklen_t capacity = static_cast<socklen_t>(endpoint.capacity());
  const bool named = ::getsockname(listening_descriptor, endpoint.data(), &capacity) == 0;
  const int family = endpoint.data()->sa_family;
  if (listens == 0 || !named || (family != AF_INET && family != AF_INET6)) {
    return fail(Errc::invalid,
                "the socket that was passed to this process (LISTEN_FDS) is none "
                "that listens for TCP connections");
  }
  Address address;
  address.host = endpoint.address().to_string();
  address.port = endpoint.port();
  return address;
}

struct Listener::Impl final : io::Closable {
  virtual ~Impl() = default;
  Impl(io::Worker& on, Handler& handler, const SessionLimits& given, SessionLoad* load)
      : worker(on),
        limits(given),
        surplus_limits(short_of(given)),
        context{handler, limits, on.deadlines(), on.phase(), on.requests(), {}, load},
        surplus{handler, surplus_limits, on.deadlines(), on.phase(), on.requests(), {}, load, true},
        acceptor(on.executor()),
        pause(on.executor()),
        last_call(on.executor()) {}

  boost::system::error_code bind_and_listen(const Address& address) {
    auto error = bind(acceptor, address, Sharing::between_workers);
    if (!error) acceptor.listen(kBacklog, error);
    return error;
  }

  boost::system::error_code share(int descriptor, const Address& address) {
    boost::system::error_code error;
    const auto ip = asio::ip::make_address(address.host);
    acceptor.assign(ip.is_v4() ? tcp::v4() : tcp::v6(), ::dup(descriptor), error);
    shared = true;
    return error;
  }

  struct Connection;
  io::Task<void> accept_all();
  void begin(io::Socket socket);
  void accept_pending();
  void stop_accepting();
  void close() noexcept override { last_call.cancel(); }  // do not wait
  io::Task<void> serve_one(std::unique_ptr<Connection> connection);
  io::Task<bool> shake_hands(Connection& connection);

  io::Worker& worker;
  const SessionLimits limits;
  const SessionLimits surplus_limits;
  SharedTls tls;
  SessionContext context;
  SessionContext surplus;
  Acceptor acceptor;
  bool shared = false;  // the socket is somebody else's, too
  Timer pause;
  Timer last_call;
  std::optional<io::Gate::Pass> closing;  // until the socket is closed
};

// Holds the gate from the moment it is accepted, not only from when its coroutine first runs.
struct Listener::Impl::Connection {
  Connection(io::Socket socket, Impl& listener)
      : place(listener.context.load != nullptr ? &listener.context.load->connections : nullptr),
        surplus(listener.context.load != nullptr ? &listener.context.load->surplus : nullptr),
        context(admit(listener)),
        peer(describe_peer(socket)),
        stream(make_stream(std::move(socket), listener.tls.get())),
        pass(listener.worker.gate(), stream.get()) {}

  std::unique_ptr<io::Stream> make_stream(io::Socket socket, const io::TlsContext* with) {
    if (with == nullptr) return std::make_unique<io::TcpStream>(std::move(socket));
    auto secure = io::TlsStream::server(std::move(socket), *with);
    tls = secure.get();
    return secure;
  }

  // Null: there is no room even to say so.
  SessionContext* admit(Impl& listener) {
    const std::size_t most = listener.limits.connections;
    if (place.grow_to(1, most)) return &listener.context;
    return surplus.grow_to(1, most / kSurplus + kLeastSurplus) ? &listener.surplus : nullptr;
  }

  io::Quota::Share place;
  io::Quota::Share surplus;
  SessionContext* const context;
  const std::string peer;
  io::TlsStream* tls = nullptr;  // the stream, when it is one of these
  const std::unique_ptr<io::Stream> stream;
  const io::Gate::Pass pass;
};

io::Task<void> Listener::Impl::accept_all() {
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(io::kAwaitTuple);
    if (error == asio::error::operation_aborted) co_return;
    if (!error) {
      begin(std::move(socket));
    } else if (out_of_resources(error)) {
      pause.expires_after(kPause);
      co_await pause.async_wait(io::kAwaitTuple);
    }
  }
}

void Listener::Impl::begin(io::Socket socket) {
  auto connection = std::make_unique<Connection>(std::move(socket), *this);
  if (connection->context == nullptr) {
    return context.handler.no_connection(connection->peer,
                                         Error(Errc::busy, "far too many connections"));
  }
  asio::co_spawn(worker.executor(), serve_one(std::move(connection)), asio::detached);
}

void Listener::Impl::accept_pending() {
  boost::system::error_code error;
  acceptor.non_blocking(true, error);
  while (!error) {
    io::Socket socket(worker.executor());
    acceptor.accept(socket, error);
    if (!error) begin(std::move(socket));
  }
}

void Listener::Impl::stop_accepting() {
  boost::system::error_code ignored;
  if (closing || !acceptor.is_open()) return;
  if (shared) {  // what waits is for its other users
    acceptor.close(ignored);
    return;
  }
  drop_new_connections(acceptor.native_handle());
  closing.emplace(worker.gate(), this);
  last_call.expires_after(kHandshakeTime);
  last_call.async_wait([this](const boost::system::error_code&) {
    boost::system::error_code unimportant;
    accept_pending();
    acceptor.close(unimportant);
    closing.reset();
  });
}

io::Task<void> Listener::Impl::serve_one(std::unique_ptr<Connection> connection) {
  if (connection->tls != nullptr) {
    const bool shaken = co_await shake_hands(*connection);
    if (!shaken) co_return;
  }
  co_await serve(*connection->stream, connection->peer, *connection->context);
}

// Within the time for a head: a peer that never finishes must not hold the connection.
io::Task<bool> Listener::Impl::shake_hands(Connection& connection) {
  const auto close = [](void* late) { static_cast<io::TlsStream*>(late)->close(); };
  io::Deadline deadline(worker.deadlines(), close, connection.tls);
  deadline.arm(connection.context->limits.head_timeout);
  const auto shaken = co_await connection.tls->handshake();
  if (!shaken) context.handler.no_connection(connection.peer, shaken.error());
  co_return shaken.has_value();
}

Result<std::unique_ptr<Listener>> Listener::open(io::Worker& worker, const Address& address,
                                                 Handler& handler, const SessionLimits& limits,
                                                 SessionLoad* load) {
  auto impl = std::make_unique<Impl>(worker, handler, limits, load);
  const auto error = impl->bind_and_listen(address);
  if (error) return std::unexpected(cannot_listen(address, error));
  return std::unique_ptr<Listener>(new Listener(std::move(impl)));
}

Result<std::unique_ptr<Listener>> Listener::adopt(io::Worker& worker, int descriptor,
                                                  Handler& handler, const SessionLimits& limits,
                                                  SessionLoad* load) {
  const Result<Address> address = address_of(descriptor);
  if (!address) return std::unexpected(address.error());
  auto impl = std::make_unique<Impl>(worker, handler, limits, load);
  const auto error = impl->share(descriptor, *address);
  if (error) return std::unexpected(cannot_listen(*address, error));
  return std::unique_ptr<Listener>(new Listener(std::move(impl)));
}

Listener::Listener(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Listener::~Listener() = default;

void Listener::secure(SharedTls tls) { impl_->tls = std::move(tls); }

std::uint16_t Listener::port() const {
  boost::system::error_code ignored;
  return impl_->acceptor.local_endpoint(ignored).port();
}

// Not under the gate: accepting is not work that a stopping worker waits for.
void Listener::start() {
  asio::co_spawn(impl_->worker.executor(), impl_->accept_all(), asio::detached);
}

void Listener::stop_accepting() {
  asio::post(impl_->worker.executor(), [impl = impl_.get()] { impl->stop_accepting(); });
}

}  // namespace gw::server
