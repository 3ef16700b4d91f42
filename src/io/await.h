// The completion tokens of this folder. Named, because a co_await's operand must not contain a
// braced temporary (task.h, rule 1).
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "io/task.h"

namespace gw::io {

inline constexpr asio::use_awaitable_t<Executor> kAwait;
// Completes with a tuple whose first element is the error_code, instead of throwing it.
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kAwaitTuple(kAwait);

}  // namespace gw::io
