// A connection in memory with a session on it, and what its client says and gets.
#pragma once

#include <string>
#include <string_view>

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include "server/client_stream.h"
#include "server/session.h"
#include "server/test_handler.h"

namespace gw::server {

// Everything runs until it waits; only run_for() takes time.
class Connection {
 public:
  explicit Connection(const SessionLimits& given = {}) : limits(given) {
    io::asio::co_spawn(loop, serve(stream, "192.0.2.1", context), [this](std::exception_ptr bug) {
      ended = true;
      EXPECT_FALSE(bug);
    });
  }
  ~Connection() {
    stream.close();
    handler.let_go();
    settle();
    EXPECT_TRUE(ended);
    EXPECT_EQ(handler.running, 0u);
  }

  void settle() {
    loop.restart();
    loop.poll();
  }
  void run_for(std::chrono::milliseconds time) {
    loop.restart();
    loop.run_for(time);
  }
  void send(std::string_view bytes) {
    stream.send(bytes);
    settle();
  }

  // What the client got, without the Date fields.
  std::string received() const {
    std::string text = stream.received();
    for (auto at = text.find("date: "); at != text.npos; at = text.find("date: ", at)) {
      text.erase(at, text.find('\n', at) + 1 - at);
    }
    return text;
  }

  io::asio::io_context loop{1};
  SessionLimits limits;
  io::Deadlines deadlines{loop.get_executor()};
  io::Phase phase = io::Phase::running;
  io::Gate requests{loop.get_executor()};
  TestHandler handler{loop.get_executor()};
  ClientStream stream{loop.get_executor()};
  SessionContext context{handler, limits, deadlines, phase, requests, {}};
  bool ended = false;
};

inline std::string get(std::string_view path, std::string_view fields = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}
inline std::string post(std::string_view path, std::string_view body) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}
inline const std::string kHello =
    "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 5\r\nx-one: 1\r\n\r\nhello";

inline std::string answer(std::string_view body) {
  return "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: " +
         std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace gw::server
