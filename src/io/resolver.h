// Names to addresses. What a lookup finds (io/system_lookup.h) is kept for a while, and callers
// that ask for the same name at the same time share one lookup. An answer that is not too old
// serves while the name is looked up again.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "io/cancel.h"
#include "io/event.h"

namespace gw::io {

// Must live until its worker's loop has ended.
class Resolver {
 public:
  using Address = asio::ip::address;
  // Asks for a name's addresses. Calls `found` on the worker's thread, and not before it returns.
  using Found = std::function<void(const boost::system::error_code&, std::vector<Address>)>;
  using Lookup = std::function<void(const std::string& host, Found found)>;

  // The lookup is the system's, but in tests.
  Resolver(Executor executor, std::chrono::seconds keep, Lookup lookup = {});
  ~Resolver();

  // Every address of the host, in the order to try them: the families in turns, that through which
  // it was last reached in front, and another address first each time. An address stands for
  // itself. Errors: unreachable, canceled. Host and scope must stay until completion.
  Task<Result<std::vector<Address>>> resolve(const std::string& host, CancelScope& cancel);
  // That it was reached there.
  void reached(const std::string& host, const Address& address);
  // What is known about the host did not lead there.
  void forget(const std::string& host);

 private:
  struct Name;

  Name& name(const std::string& host);
  void start_lookup(Name& name);
  void finish_lookup(Name& name, const boost::system::error_code& error,
                     std::vector<Address> addresses);

  Executor executor_;
  std::chrono::seconds keep_;
  Lookup lookup_;
  std::vector<std::unique_ptr<Name>> names_;  // few: searched in turn
};

}  // namespace gw::io
