// The system's resolver, for io/resolver.h. getaddrinfo(3) blocks, for ten seconds and more when no
// name server answers, and nothing can end it. So it runs on threads of the process for which
// nobody waits: not other names, as on Asio's single thread a worker, and not a worker's end.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "io/resolver.h"

namespace gw::io {

// Every address of the host, by the system. Blocks.
std::vector<Resolver::Address> ask_system(const std::string& host,
                                          boost::system::error_code& error);

// Who names the hosts. Each has threads of its own: names of clients that nobody answers must not
// hold up those that the gateway itself needs.
enum class NamedBy { gateway, clients };

// What the worker's loop waits for until it is destroyed; to be destroyed before the loop. `ask` is
// called on any thread, several times at once.
Resolver::Lookup system_lookup(Executor executor, NamedBy by = NamedBy::gateway,
                               std::function<decltype(ask_system)> ask = ask_system);

}  // namespace gw::io
