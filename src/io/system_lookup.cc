#include "io/system_lookup.h"

#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

namespace gw::io {

namespace {

using Ask = std::function<decltype(ask_system)>;

constexpr std::size_t kThreads = 4;  // more lookups than that wait for each other

// Never destroyed: that would wait for lookups that hang.
asio::thread_pool& threads(NamedBy by) {
  static auto& of_gateway = *new asio::thread_pool(kThreads);
  static auto& of_clients = *new asio::thread_pool(kThreads);
  return by == NamedBy::clients ? of_clients : of_gateway;
}

// Where answers go, while there is somebody to take them.
struct Home {
  explicit Home(Executor worker) : executor(worker) {}

  std::mutex mutex;
  bool open = true;
  const Executor executor;  // not to be used once it is closed
  std::list<asio::executor_work_guard<Executor>> awaited;
};

class Lookups {
 public:
  Lookups(Executor executor, NamedBy by, Ask ask)
      : home_(std::make_shared<Home>(executor)), by_(by), ask_(std::move(ask)) {}
  ~Lookups() {
    const std::lock_guard lock(home_->mutex);
    home_->open = false;
    home_->awaited.clear();
  }
  Lookups(const Lookups&) = delete;
  Lookups& operator=(const Lookups&) = delete;

  void start(const std::string& host, Resolver::Found found) {
    home_->mutex.lock();
    const auto work = home_->awaited.emplace(home_->awaited.end(), home_->executor);
    home_->mutex.unlock();
    asio::post(threads(by_), [home = home_, ask = ask_, work, host, found = std::move(found)] {
      boost::system::error_code error;
      auto addresses = ask(host, error);
      const std::lock_guard lock(home->mutex);
      if (!home->open) return;
      asio::post(home->executor, [found, error, addresses] { found(error, addresses); });
      home->awaited.erase(work);
    });
  }

 private:
  const std::shared_ptr<Home> home_;
  const NamedBy by_;
  const Ask ask_;
};

}  // namespace

std::vector<Resolver::Address> ask_system(const std::string& host,
                                          boost::system::error_code& error) {
  asio::io_context unused;
  asio::ip::tcp::resolver resolver(unused);
  std::vector<Resolver::Address> addresses;
  // address_configured: no IPv6 addresses where there is no IPv6.
  for (const auto& entry :
       resolver.resolve(host, "", asio::ip::resolver_base::address_configured, error)) {
    addresses.push_back(entry.endpoint().address());
  }
  return addresses;
}

Resolver::Lookup system_lookup(Executor executor, NamedBy by, Ask ask) {
  return [lookups = std::make_shared<Lookups>(executor, by, std::move(ask))](
             const std::string& host, Resolver::Found found) {
    lookups->start(host, std::move(found));
  };
}

}  // namespace gw::io
