// The coroutine type of the I/O side and the rules that keep it safe (docs/adr/0002):
//  1. One co_await a statement; no braces and no capturing lambda in its operand.
//  2. Types passed by value to coroutines have constructors.
//  3. Coroutines are member or free functions, never capturing lambdas; reference parameters refer
//     only to what the awaiting frame, or something longer-lived, owns.
//  4. No co_await in a catch; results are Result<T>, exceptions are bugs.
//  5. A coroutine stays on its worker's thread. co_spawn is called in few places, each under a
//  Gate.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "base/result.h"

namespace gw::io {

namespace asio = boost::asio;

using Executor = asio::io_context::executor_type;
template <class T = void>
using Task = asio::awaitable<T, Executor>;

}  // namespace gw::io
