// Renews the credentials of all identities, on a thread of its own: before they expire, when a file
// they depend on has changed, and when somebody asks. One attempt for an identity at a time,
// however many ask. Who holds nothing and is asked by nobody does nothing.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "credentials/clock.h"
#include "credentials/identity.h"
#include "credentials/source.h"
#include "io/worker.h"

namespace gw::credentials {

// What happened to an identity, for the log.
struct Report {
  std::string origin;     // of the credentials: "profile 'dev'"
  Held held;              // what the identity has now; may be null
  const Error* failure;   // why there is nothing new; null: there is
  std::string warning{};  // besides
};

class Refresher {
 public:
  // `report` is called on the refresher's thread.
  explicit Refresher(std::function<void(const Report&)> report, Now now = system_time);
  ~Refresher() { stop(); }
  Refresher(const Refresher&) = delete;
  Refresher& operator=(const Refresher&) = delete;

  // For what sources need to do their work; only on the refresher's thread once it runs.
  io::Worker& worker() { return worker_; }
  // An identity that the source supplies, from any thread. The first attempt is made once start()
  // has been called. It is kept until nobody else holds it, and the source with it.
  std::shared_ptr<Identity> keep(std::unique_ptr<Source> source);
  void start();  // once; later calls do nothing
  // Ends what is running, and the thread: what sources refer to may then go.
  void stop();

 private:
  struct Entry;
  using EntryPtr = std::shared_ptr<Entry>;
  void begin(const EntryPtr& entry);
  io::Task<void> attempt(EntryPtr entry);
  void succeed(Entry& entry, aws::Issued issued);
  void fail(Entry& entry, const Error& error);
  Held prolong(const Entry& entry, Held held) const;
  void look_around();

  std::function<void(const Report&)> report_;
  const Now now_;
  io::Worker worker_;
  std::vector<EntryPtr> entries_;
  std::jthread thread_;
};

}  // namespace gw::credentials
