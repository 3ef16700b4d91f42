// How long a frame of Bedrock's takes through the gateway: many streams at once, of which each gets
// a frame every few milliseconds, of text, or of a call of a tool. Upstream and clients are this
// one thread. Each delta's text is the time at which it was written; its delay is taken when the
// client has read it, so that what this program itself is late with counts against the gateway. A
// call is a new one each time, and what is timed the first fragment of its arguments. bench/latency
// starts both.
//
//   cadence UPSTREAM_PORT GATEWAY_PORT STREAMS INTERVAL_MS SECONDS text|calls
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "eventstream/encoder.h"

namespace {

using Nanoseconds = std::int64_t;

struct Work {
  std::string_view body;  // of a request
  std::string_view mark;  // what stands before a time in its answer
  bool calls;
};
constexpr Work kText{R"({"model":"anthropic.claude-3-sonnet-20240229-v1:0","stream":true,)"
                     R"("messages":[{"role":"user","content":"Hello!"}]})",
                     R"("content":")", false};
constexpr Work kCalls{R"({"model":"anthropic.claude-3-sonnet-20240229-v1:0","stream":true,)"
                      R"("tools":[{"type":"function","function":{"name":"f"}}],)"
                      R"("messages":[{"role":"user","content":"Hello!"}]})",
                      R"("arguments":")", true};
// Waking for each frame would take more of the processor than the frames. Up to so much of each
// delay is this program's.
constexpr Nanoseconds kTick = 200'000;
constexpr std::size_t kDigits = 18;  // of a time

Nanoseconds now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

Nanoseconds cpu_time() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void send_all(int descriptor, std::string_view bytes) {
  // Frames are small and clients quick; what does not fit would distort the measurement anyway.
  if (::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(bytes.size())) {
    die("send");
  }
}

// One end of a connection.
struct Peer {
  enum class Kind { listener, upstream, client };
  Kind kind;
  int descriptor;
  std::string received;  // and not yet understood
  bool streams = false;  // an upstream that has been asked
};

class Cadence {
 public:
  Cadence(const Work& work, int upstream_port, int gateway_port, Nanoseconds interval)
      : work_(work), gateway_port_(gateway_port), interval_(interval) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    const int yes = 1;
    ::setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const sockaddr_in address = loopback(upstream_port);
    if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      die("bind");
    }
    ::listen(descriptor, 4096);
    watch(Peer::Kind::listener, descriptor);
  }

  void open(std::size_t streams) {
    const std::string request =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        "Content-Length: " +
        std::to_string(work_.body.size()) + "\r\n\r\n" + std::string(work_.body);
    for (std::size_t opened = 0; opened < streams; ++opened) {
      const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
      const sockaddr_in address = loopback(gateway_port_);
      if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        die("connect");
      }
      watch(Peer::Kind::client, descriptor);
      send_all(descriptor, request);
      run(now() + 1'000'000);
    }
    while (due_.size() < streams) run(now() + 1'000'000);
    spread();
  }

  void run(Nanoseconds until) {
    for (Nanoseconds time = now(); time < until; time = now()) {
      send_due();
      read_ready();
      const timespec pause{0, std::max<Nanoseconds>(time + kTick - now(), 0)};
      ::clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, nullptr);
    }
  }

  void forget() {
    delays_.clear();
    cpu_before_ = cpu_time();
  }

  void report(Nanoseconds seconds) {
    if (delays_.empty()) die("nothing has come through");
    std::ranges::sort(delays_);
    const auto at = [this](double share) {
      return static_cast<double>(
                 delays_[static_cast<std::size_t>(share * double(delays_.size() - 1))]) /
             1000;
    };
    const double busy = double(cpu_time() - cpu_before_) / 1e9 / double(seconds);
    std::printf(
        R"({"streams":%zu,"frames":%zu,"frames_per_second":%.0f,"cadence_busy":%.2f,"us":{"p50":%.0f,"p90":%.0f,)"
        R"("p99":%.0f,"p99.9":%.0f,"max":%.0f}})"
        "\n",
        due_.size(), delays_.size(), double(delays_.size()) / double(seconds), busy, at(0.5),
        at(0.9), at(0.99), at(0.999), at(1));
  }

 private:
  struct Due {
    Nanoseconds at;
    int descriptor;
    int block = 0;  // that comes next
  };

  void watch(Peer::Kind kind, int descriptor) {
    const int yes = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = peers_.size();
    peers_.push_back(std::make_unique<Peer>(kind, descriptor));
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event);
  }

  void read_ready() {
    std::array<epoll_event, 1024> events;
    const int count = ::epoll_wait(epoll_, events.data(), events.size(), 0);
    for (int i = 0; i < count; ++i) {
      const std::uint64_t index = events[static_cast<std::size_t>(i)].data.u64;
      ready(*peers_[index]);
    }
  }

  void ready(Peer& peer) {
    if (peer.kind == Peer::Kind::listener) {
      const int accepted = ::accept4(peer.descriptor, nullptr, nullptr, SOCK_NONBLOCK);
      if (accepted >= 0) watch(Peer::Kind::upstream, accepted);
      return;
    }
    std::array<char, 16384> room;
    const auto n = ::recv(peer.descriptor, room.data(), room.size(), MSG_DONTWAIT);
    if (n == 0 || (n < 0 && errno != EAGAIN)) die("the gateway closed a connection");
    if (n < 0) return;
    peer.received.append(room.data(), static_cast<std::size_t>(n));
    peer.kind == Peer::Kind::client ? read_deltas(peer) : begin_stream(peer);
  }

  // The signed request fits into one read, or its end comes soon.
  void begin_stream(Peer& peer) {
    if (peer.streams || !peer.received.ends_with("}")) return;
    peer.streams = true;
    peer.received.clear();
    send_all(peer.descriptor,
             "HTTP/1.1 200 OK\r\ncontent-type: application/vnd.amazon.eventstream\r\n"
             "transfer-encoding: chunked\r\n\r\n");
    send_event(peer.descriptor, "messageStart", R"({"role":"assistant"})");
    due_.push_back({now() + interval_, peer.descriptor});
  }

  // Over the interval, as streams of different clients are.
  void spread() {
    const Nanoseconds begin = now() + interval_;
    const auto count = static_cast<Nanoseconds>(due_.size());
    for (Nanoseconds i = 0; i < count; ++i) {
      due_[static_cast<std::size_t>(i)].at = begin + interval_ * i / count;
    }
  }

  // All have the same interval, so whoever was served last is due last. What this program is late
  // with is not caught up on in a burst.
  void send_due() {
    const Nanoseconds entered = now();
    while (!due_.empty() && due_.front().at <= entered) {
      Due next = due_.front();
      due_.pop_front();
      send_delta(next);
      next.at = std::max(next.at, entered - interval_) + interval_;
      due_.push_back(next);
    }
  }

  void send_delta(Due& due) const {
    const std::string block = R"({"contentBlockIndex":)" + std::to_string(due.block) + ",";
    if (work_.calls) {
      send_event(due.descriptor, "contentBlockStart",
                 block + R"("start":{"toolUse":{"toolUseId":"tooluse_1","name":"f"}}})");
    }
    std::string digits = std::to_string(now());
    digits.insert(0, kDigits - digits.size(), '0');
    const std::string delta = work_.calls ? R"({"toolUse":{"input":")" + digits + R"("}})"
                                          : R"({"text":")" + digits + R"("})";
    send_event(due.descriptor, "contentBlockDelta",
               block + R"("delta":)" + delta + R"(,"p":"abcdefghijklmnopqrstuvwxyz"})");
    if (work_.calls) ++due.block;
  }

  static void send_event(int descriptor, std::string_view type, std::string_view payload) {
    gw::Buffer frame;
    gw::eventstream::append_event(type, payload, frame);
    std::array<char, 16> size;
    const auto end = std::to_chars(size.begin(), size.end(), frame.size(), 16).ptr;
    std::string chunk(size.begin(), end);
    chunk.append("\r\n").append(frame.view()).append("\r\n");
    send_all(descriptor, chunk);
  }

  void read_deltas(Peer& peer) {
    const Nanoseconds arrived = now();
    std::string_view rest = peer.received;
    for (std::size_t at = rest.find(work_.mark); at != rest.npos; at = rest.find(work_.mark)) {
      if (rest.size() < at + work_.mark.size() + kDigits) break;
      const std::string_view digits = rest.substr(at + work_.mark.size(), kDigits);
      Nanoseconds sent = 0;
      const auto read = std::from_chars(digits.begin(), digits.end(), sent);
      if (read.ptr == digits.end()) delays_.push_back(arrived - sent);
      rest.remove_prefix(at + work_.mark.size());
    }
    const std::size_t keep = std::min(rest.size(), work_.mark.size() + kDigits);
    peer.received.erase(0, peer.received.size() - keep);
  }

  const Work& work_;
  const int epoll_ = ::epoll_create1(0);
  const int gateway_port_;
  const Nanoseconds interval_;
  std::vector<std::unique_ptr<Peer>> peers_;
  std::deque<Due> due_;
  std::vector<Nanoseconds> delays_;
  Nanoseconds cpu_before_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const std::string_view work = argc == 7 ? argv[6] : "";
  if (work != "text" && work != "calls") {
    std::fputs("usage: cadence UPSTREAM_PORT GATEWAY_PORT STREAMS INTERVAL_MS SECONDS text|calls\n",
               stderr);
    return 2;
  }
  const auto argument = [argv](int i) { return std::atoi(argv[i]); };
  constexpr Nanoseconds kSecond = 1'000'000'000;
  Cadence cadence(work == "calls" ? kCalls : kText, argument(1), argument(2),
                  argument(4) * (kSecond / 1000));
  cadence.open(static_cast<std::size_t>(argument(3)));
  cadence.run(now() + 2 * kSecond);
  cadence.forget();  // the first seconds are a warm-up
  cadence.run(now() + argument(5) * kSecond);
  cadence.report(argument(5));
}
