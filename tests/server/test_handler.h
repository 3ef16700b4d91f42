// A handler whose behaviour is the path of the request.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "io/event.h"
#include "server/handler.h"

namespace gw::server {

class TestHandler final : public Handler {
 public:
  static constexpr std::size_t kBodyLimit = 1000 * 1000;

  explicit TestHandler(io::Executor executor) : waits_(executor) {}

  std::vector<std::string> log;  // what happened
  std::size_t running = 0;
  void let_go() { waits_.event.set(); }

  io::Task<void> handle(Request& request, Responder& responder) override {
    const Running count(running);
    const std::string path(request.head().path());
    if (path == "/hello") {
      responder.field("x-one", "1");
      (void)co_await responder.send(200, "text/plain", "hello");
    } else if (path == "/echo") {
      co_await echo(request, responder);
    } else if (path == "/stream") {
      co_await stream(responder);
    } else if (path == "/abort") {
      responder.begin(200, "text/event-stream");
      (void)co_await responder.write("half");
      responder.abort();
    } else if (path == "/unread") {
      (void)co_await responder.send(401, "text/plain", "no");
    } else if (path == "/empty") {
      (void)co_await responder.send(204, "", "");
    } else if (path == "/inject") {
      responder.field("x-bad", "a\r\nx-evil: 1");
      (void)co_await responder.send(200, "", "");
    } else if (path == "/wait") {
      co_await wait(request, responder);
    } else if (path == "/silent") {
      co_await be_silent(responder);
    } else if (path == "/throw") {
      throw std::runtime_error("a bug");
    } else if (path == "/raw") {
      const std::string_view pieces[] = {"not HTTP"};
      (void)co_await responder.raw().write(pieces);
    }
  }

  io::Task<void> refuse(Request&, Responder& responder, int status,
                        std::string_view message) override {
    log.push_back("refused " + std::to_string(status) + " " + std::string(message));
    (void)co_await responder.send(status, "text/plain", "refused");
  }

 private:
  struct Running {
    explicit Running(std::size_t& count) : count_(count) { ++count_; }
    ~Running() { --count_; }
    std::size_t& count_;
  };

  // What a handler waits on while it talks to somebody else.
  struct Leaf final : io::Closable {
    explicit Leaf(io::Executor executor) : event(executor) {}
    void close() noexcept override { event.set(); }
    io::Event event;
  };

  io::Task<void> echo(Request& request, Responder& responder) {
    const auto body = co_await request.read_body(kBodyLimit);
    if (!body) {
      log.push_back("body " + std::string(name(body.error().code)));
      const int status = body.error().code == Errc::too_large ? 413 : 400;
      (void)co_await responder.send(status, "text/plain", "bad body");
      co_return;
    }
    const std::string copy(*body);
    request.release_body();
    (void)co_await responder.send(200, "text/plain", copy);
  }

  io::Task<void> stream(Responder& responder) {
    responder.begin(200, "text/event-stream");
    for (const std::string_view bytes : {"one", ""}) {
      const auto written = co_await responder.write(bytes);
      if (!written) log.push_back("write " + std::string(name(written.error().code)));
    }
    (void)co_await responder.end("two");
  }

  io::Task<void> wait(Request& request, Responder& responder) {
    request.cancel().attach(&waits_);
    co_await waits_.event.wait();
    request.cancel().attach(nullptr);
    if (request.cancel().canceled()) {
      log.push_back("canceled");
      co_return;
    }
    (void)co_await responder.send(200, "text/plain", "waited");
  }

  struct Hum final : Filler {
    explicit Hum(Responder& out) : responder(out) {
      responder.fill_silence(std::chrono::milliseconds(100), this);
    }
    ~Hum() override { responder.fill_silence({}, nullptr); }
    std::string_view fill() override {
      if (!responder.started()) responder.begin(200, "text/event-stream");
      return "hm";
    }
    Responder& responder;
  };

  io::Task<void> be_silent(Responder& responder) {
    const Hum hum(responder);
    co_await waits_.event.wait();
    (void)co_await responder.end("at last");
  }

  Leaf waits_;
};

}  // namespace gw::server
