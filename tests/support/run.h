// Runs a coroutine to its end on an event loop of its own.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "io/task.h"

namespace gw::test {

// Runs `task` and all that was started on `context` to the end; gives the task's result, or
// rethrows what it threw.
template <class T>
T run(io::asio::io_context& context, io::Task<T> task) {
  auto result = io::asio::co_spawn(context.get_executor(), std::move(task), io::asio::use_future);
  context.restart();
  context.run();
  return result.get();
}

}  // namespace gw::test
