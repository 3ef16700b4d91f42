#include "server/session.h"

#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "server/request_reader.h"
#include "server/response_writer.h"

namespace gw::server {
namespace {

class Session {
 public:
  Session(io::Stream& stream, std::string_view peer, SessionContext& context,
          const io::Executor& executor)
      : stream_(stream),
        context_(context),
        executor_(executor),
        reader_(stream, peer, context, executor) {}

  io::Task<void> run() {
    // Beside this coroutine, and within its life.
    io::asio::co_spawn(executor_, reader_.run(), io::asio::detached);
    co_await attempt(serve_all());
    stream_.close();
    co_await reader_.wait_ended();
  }

 private:
  // Until the connection is to be closed.
  io::Task<void> serve_all() {
    auto arrival = co_await reader_.next();
    while (arrival == RequestReader::Arrival::request) {
      const bool keeps_connection = co_await answer();
      if (!keeps_connection) break;
      arrival = co_await reader_.next();
    }
    if (arrival == RequestReader::Arrival::refusal) {
      co_await refuse(reader_.refusal().status, reader_.refusal().message);
    }
    if (arrival != RequestReader::Arrival::end) co_await reader_.linger();
  }

  // Whether another request may follow on the connection.
  io::Task<bool> answer() {
    ResponseWriter response(stream_, reader_, context_);
    const io::Gate::Pass pass(context_.requests, &reader_);
    const std::string bug = co_await attempt(context_.handler.handle(reader_, response));
    if (response.is_filling()) co_await response.settle();
    if (!response.started() && !reader_.cancel().canceled()) {
      co_await refuse(500, bug.empty() ? "the handler gave no answer" : bug);
    } else if (!response.complete() && response.started()) {
      response.abort();
    }
    if (!response.keeps_connection()) co_return false;
    co_return co_await reader_.skip_body();
  }

  io::Task<void> refuse(int status, std::string_view message) {
    ResponseWriter response(stream_, reader_, context_, ResponseWriter::Connection::close);
    co_await attempt(context_.handler.refuse(reader_, response, status, message));
  }

  // What a handler throws is a bug, and ends no more than its connection. Returns its text.
  io::Task<std::string> attempt(io::Task<void> work) {
    try {
      co_await std::move(work);
    } catch (const std::exception& bug) {
      co_return bug.what();
    }
    co_return std::string();
  }

  io::Stream& stream_;
  SessionContext& context_;
  io::Executor executor_;
  RequestReader reader_;
};

}  // namespace

io::Task<void> serve(io::Stream& stream, std::string_view peer, SessionContext& context) {
  const io::Executor executor = co_await io::asio::this_coro::executor;
  Session session(stream, peer, context, executor);
  co_await session.run();
}

}  // namespace gw::server
