// Gets the files behind URLs that clients have named, under guard (docs/media.md): each hop of a
// redirect is judged like the first, connections go only to addresses that the policy permits, and
// everything is bounded in size and time. Nothing of the client or the gateway is sent along: no
// cookies, no credentials.
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <span>
#include <string>
#include <vector>

#include "base/buffer.h"
#include "io/body_memory.h"
#include "io/connector.h"
#include "io/deadlines.h"
#include "policy/fetch_policy.h"

namespace gw::fetch {

struct Limits {
  std::size_t bytes = 20 * 1024 * 1024;    // of all the files of one call
  std::chrono::milliseconds time{10'000};  // for each file: name, connection, redirects, body
};

// Both outlive the fetcher. The choice between them is the policy's.
struct Connectors {
  io::Connector& public_addresses;  // connects nowhere else
  io::Connector& any_address;
};

struct File {
  Buffer content;
  std::string media_type;  // as labelled: lower case, without parameters; may be empty
  std::string name;        // the end of the path; may be empty
};

struct Failure {
  Failure(std::size_t url_index, Error why) : index(url_index), error(std::move(why)) {}
  std::size_t index;  // of the URL
  Error error;        // names the host and never the URL, which may hold secrets
};

class Fetcher {
 public:
  Fetcher(policy::FetchPolicy policy, const Limits& limits, const Connectors& connectors,
          io::Deadlines& deadlines, io::Executor executor)
      : policy_(std::move(policy)),
        limits_(limits),
        connectors_(connectors),
        deadlines_(deadlines),
        executor_(executor) {}

  bool enabled() const { return policy_.enabled(); }

  // The files in the order of their URLs, a few at a time; after the first failure the rest is
  // given up. Errors: invalid (the policy or the answer forbids it), too_large, busy (`memory` has
  // no room), timeout, canceled, and those of connections. All arguments must stay until
  // completion.
  io::Task<std::expected<std::vector<File>, Failure>> get_all(std::span<const std::string> urls,
                                                              io::CancelScope& cancel,
                                                              io::BodyMemory& memory) const;

 private:
  friend class Batch;  // NOLINT(cppcoreguidelines-virtual-class-destructor): it is final
  friend class Download;

  const policy::FetchPolicy policy_;
  const Limits limits_;
  const Connectors connectors_;
  io::Deadlines& deadlines_;
  const io::Executor executor_;
};

}  // namespace gw::fetch
