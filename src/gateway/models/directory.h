// What Bedrock lists for those who ask this worker, each in a region: kept, and asked for again in
// the background when somebody wants what has become old. One a worker; it outlives the worker's
// run().
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "gateway/bedrock/caller.h"
#include "gateway/log.h"
#include "gateway/models/lists.h"
#include "io/event.h"
#include "io/worker.h"

namespace gw::gateway {

class ModelDirectory {
 public:
  using Listed = std::shared_ptr<const bedrock::Inventory>;
  struct Question {
    const Caller& caller;  // whose region it is about
    const aws::Endpoint& control_plane;
    const upstream::Shared& shared;
    std::chrono::milliseconds refresh_after;  // how old an answer may be
  };

  // All outlive this object.
  ModelDirectory(io::Worker& worker, credentials::Wallet& wallet, Log& log)
      : worker_(worker), wallet_(wallet), log_(log) {}

  // What was listed, however old; null: nothing so far. Who is the first to ask waits for it, two
  // seconds and a half at most: some clients give up after three. The question lives until
  // completion.
  io::Task<Listed> find(const Question& question);

 private:
  struct Entry {
    std::string key;                                  // hashes where, and as whom; knows no secret
    std::shared_ptr<credentials::Identity> identity;  // whose address is in the key
    Listed listed;
    std::chrono::steady_clock::time_point old_at;
    std::string trouble;  // what was last told about it
    bool asking = false;
    std::vector<io::Event*> waiting;
  };
  class Refresh;

  io::Task<void> wait(Entry& entry);
  std::shared_ptr<Entry> entry_for(const Question& question);
  void refresh(const std::shared_ptr<Entry>& entry, const Question& question);
  static io::Task<void> run(std::shared_ptr<Refresh> refresh);
  void settle(const Refresh& refresh, Result<Lists> lists);
  void tell(const Refresh& refresh, const std::string& trouble);

  io::Worker& worker_;
  credentials::Wallet& wallet_;
  Log& log_;
  std::list<std::shared_ptr<Entry>> entries_;  // few; the one wanted last in front
  std::size_t refreshing_ = 0;
};

}  // namespace gw::gateway
