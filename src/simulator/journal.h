// What the simulator has seen, for tests to ask: the last requests, and how many are under way.
// Used by all workers.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/head.h"

namespace gw::simulator {

class Journal {
 public:
  // How a request ended.
  enum class End { completed, aborted };

  // Keeps the last `capacity` requests; 0: none.
  explicit Journal(std::size_t capacity) : capacity_(capacity) {}

  void begin();
  void note(const http::RequestHead& head, std::string_view body, int status);
  void end(End end);
  void forget_requests();
  // That this request got this fault. As many are kept as requests.
  void note_fault(std::string_view request_id, std::string_view fault);
  // {"request id": "fault"} of those since the last call.
  std::string take_faults();

  // [{"method", "target", "headers": {}, "body", "status"}], the oldest first. Credentials are
  // left out.
  std::string requests() const;
  // {"active", "completed", "aborted"}; aborted: the client went away first.
  std::string stats() const;

 private:
  struct Entry {
    std::string method;
    std::string target;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    int status;
  };

  mutable std::mutex mutex_;
  std::size_t capacity_;
  std::deque<Entry> entries_;
  std::deque<std::pair<std::string, std::string>> faults_;
  std::int64_t active_ = 0;
  std::int64_t completed_ = 0;
  std::int64_t aborted_ = 0;
};

}  // namespace gw::simulator
