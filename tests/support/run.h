// Runs a coroutine to its end on an event loop.
#pragma once

#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>

#include "io/task.h"

namespace gw::test {

// Runs `task` and all that was started on `context` to the end; gives the task's result, or
// rethrows what it threw.
inline void run(io::asio::io_context& context, io::Task<void> task) {
  io::asio::co_spawn(context.get_executor(), std::move(task), [](const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
  context.restart();
  context.run();
}

template <class T>
io::Task<void> keep(io::Task<T> task, std::optional<T>& result) {
  result.emplace(co_await std::move(task));
}

template <class T>
T run(io::asio::io_context& context, io::Task<T> task) {
  std::optional<T> result;
  run(context, keep(std::move(task), result));
  return std::move(result).value();
}

}  // namespace gw::test
