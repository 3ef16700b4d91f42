#include "io/resolver.h"

#include <algorithm>
#include <utility>

#include "io/clock.h"
#include "io/errors.h"
#include "io/system_lookup.h"
#include "policy/address_order.h"

namespace gw::io {

struct Resolver::Name {
  explicit Name(const std::string& name) : host(name) {}
  std::chrono::milliseconds age() const { return coarse_now() - known_at; }
  bool is_unused() const { return !looking_up && waiters.empty(); }

  std::string host;
  std::vector<Address> addresses;
  bool prefers_v6 = false;
  bool reached = false;  // ... by that family; else it is the system's preference (RFC 6724)
  std::string problem = "it has no addresses";  // why the last lookup gave none
  std::chrono::milliseconds known_at{0};        // since when
  bool doubted = false;                         // what is known did not lead there
  bool looking_up = false;
  class Waiter;  // NOLINT(cppcoreguidelines-virtual-class-destructor): it is final
  std::vector<Waiter*> waiters;
};

// One call that waits for a lookup; in its frame.
class Resolver::Name::Waiter final : public Closable {
 public:
  Waiter(Name& name, Executor executor) : name_(name), done_(executor) {
    name_.waiters.push_back(this);
  }
  ~Waiter() { std::erase(name_.waiters, this); }
  void close() noexcept override { done_.set(); }
  Task<void> wait() { return done_.wait(); }

 private:
  Name& name_;
  Event done_;
};

namespace {

// Addresses that are older than they are kept, but not by more than this many times, serve while
// they are looked up again: who asks does not wait for the name server.
constexpr int kServesWhileOld = 10;

}  // namespace

Resolver::Resolver(Executor executor, std::chrono::seconds keep, Lookup lookup)
    : executor_(executor),
      keep_(keep),
      lookup_(lookup ? std::move(lookup) : system_lookup(executor)) {}

Resolver::~Resolver() = default;

Task<Result<std::vector<Resolver::Address>>> Resolver::resolve(const std::string& host,
                                                               CancelScope& cancel) {
  boost::system::error_code not_an_address;
  const Address literal = asio::ip::make_address(host, not_an_address);
  if (!not_an_address) co_return std::vector<Address>(1, literal);

  Name& known = name(host);
  const bool useless = known.addresses.empty() || known.doubted;
  if ((useless || known.age() >= keep_) && !known.looking_up) start_lookup(known);
  if (useless || known.age() >= kServesWhileOld * keep_) {
    Name::Waiter waiter(known, executor_);
    const Attachment attachment(cancel, waiter);
    co_await waiter.wait();
    if (cancel.canceled()) co_return fail(Errc::canceled, "canceled while resolving " + host);
  }
  if (known.addresses.empty()) {
    co_return fail(Errc::unreachable, "could not resolve " + host + ": " + known.problem);
  }
  std::ranges::rotate(known.addresses, known.addresses.begin() + 1);
  const bool v6 = known.prefers_v6;
  const auto preferred = [v6](const Address& each) { return each.is_v6() == v6; };
  co_return policy::interleave(known.addresses, preferred);
}

void Resolver::reached(const std::string& host, const Address& address) {
  for (const auto& each : names_) {
    if (each->host != host) continue;
    each->prefers_v6 = address.is_v6();
    each->reached = true;
  }
}

void Resolver::forget(const std::string& host) {
  for (const auto& each : names_) {
    if (each->host == host) each->doubted = true;
  }
}

Resolver::Name& Resolver::name(const std::string& host) {
  for (const auto& each : names_) {
    if (each->host == host) return *each;
  }
  // Names come from requests: they must not be remembered for ever.
  std::erase_if(names_, [keep = keep_](const auto& each) {
    return each->is_unused() && each->age() >= kServesWhileOld * keep;
  });
  return *names_.emplace_back(std::make_unique<Name>(host));
}

void Resolver::start_lookup(Name& name) {
  name.looking_up = true;
  lookup_(name.host,
          [this, &name](const boost::system::error_code& error, std::vector<Address> addresses) {
            finish_lookup(name, error, std::move(addresses));
          });
}

void Resolver::finish_lookup(Name& name, const boost::system::error_code& error,
                             std::vector<Address> addresses) {
  name.looking_up = false;
  if (error) {  // what was known before is then better than nothing
    name.problem = describe(error);
  } else {
    name.addresses = std::move(addresses);
    if (!name.reached && !name.addresses.empty()) {
      name.prefers_v6 = name.addresses.front().is_v6();
    }
  }
  name.known_at = coarse_now();
  name.doubted = false;
  for (Name::Waiter* waiter : name.waiters) waiter->close();
}

}  // namespace gw::io
